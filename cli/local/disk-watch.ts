/** Jobs in a row that found no room while none ran and none ended, after which no waiting helps. */
const HOPELESS_AFTER = 3;

/** Watches the jobs that went back to the queue since the disk was full: they try again for as long as somebody waits. */
export class DiskWatch {
  #inARow = 0;
  #isShown = false;

  /** @returns what to do: show the first, end the run, or nothing */
  full(running: number): "show" | "end" | "wait" {
    this.#inARow = running === 0 ? this.#inARow + 1 : 0; // what runs will free its room
    if (this.#inARow >= HOPELESS_AFTER) return "end";
    if (this.#isShown) return "wait";
    this.#isShown = true;
    return "show";
  }

  /** A job ended: there was room. The next disk that is full is news again. */
  ended(): void {
    this.#inARow = 0;
    this.#isShown = false;
  }
}
