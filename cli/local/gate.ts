/** Lets at most `capacity` things be under way at once: the feeder enters, an ending leaves. */
export class Gate {
  private inside = 0;
  private wake: (() => void) | undefined;

  constructor(
    private readonly capacity: number,
    /** Fires when nobody need wait any more. */
    private readonly over: AbortSignal,
  ) {
    // one listener for all waits: one each would pile up over a long run
    over.addEventListener("abort", () => this.wake?.(), { once: true });
  }

  /** Resolves once there is room, or once `over` fires. Only one may wait. */
  async enter(): Promise<void> {
    while (this.inside >= this.capacity && !this.over.aborted) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.inside++;
  }

  leave(): void {
    this.inside--;
    this.wake?.();
  }
}
