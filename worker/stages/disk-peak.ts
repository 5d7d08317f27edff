import { type Clock } from "../host/clock";
import { bytesBelow } from "../host/work-folders";

/** Between two looks at a run that takes long. */
const LOOK_MILLISECONDS = 10_000;

/**
 * Watches what an attempt has on disk: inputs, results so far and temporary files. What comes and goes between two looks
 * is not seen.
 */
export class DiskPeak {
  #bytes = 0;
  #isOver = false;
  #cancel: () => void = () => undefined;

  constructor(
    private readonly folders: readonly string[],
    private readonly clock: Clock,
  ) {
    this.#later();
  }

  /** Looks for the last time. @returns the most that a look has seen, bytes */
  async end(): Promise<number> {
    this.#isOver = true;
    this.#cancel();
    await this.#look();
    return this.#bytes;
  }

  #later(): void {
    this.#cancel = this.clock.after(LOOK_MILLISECONDS, () => {
      void this.#look().then(() => (this.#isOver ? undefined : this.#later()));
    });
  }

  async #look(): Promise<void> {
    const sizes = await Promise.all(this.folders.map((folder) => bytesBelow(folder, () => false)));
    this.#bytes = Math.max(
      this.#bytes,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }
}
