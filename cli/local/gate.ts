/** Lets at most `capacity` things be under way at once: the feeder enters, an ending leaves. */
export class Gate {
  private inside = 0;
  private waiting: (() => void) | undefined;

  constructor(private readonly capacity: number) {}

  /** Resolves once there is room, or once `signal` fires. Only one may wait. */
  async enter(signal: AbortSignal): Promise<void> {
    while (this.inside >= this.capacity && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    this.inside++;
  }

  leave(): void {
    this.inside--;
    this.waiting?.();
    this.waiting = undefined;
  }
}
