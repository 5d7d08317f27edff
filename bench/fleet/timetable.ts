interface Entry {
  readonly time: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

/** What happens when: the earliest first, of two at the same time the one that was entered first. A binary heap. */
export class Timetable {
  readonly #heap: Entry[] = [];
  #entered = 0;
  /** Minutes. */
  now = 0;

  at(time: number, run: Entry["run"]): void {
    const heap = this.#heap;
    const entry = { time, order: this.#entered++, run };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry)) break;
      heap[index] = heap[parent] as Entry;
      index = parent;
    }
    heap[index] = entry;
  }

  after(minutes: number, run: Entry["run"]): void {
    if (minutes < Infinity) this.at(this.now + minutes, run);
  }

  /** Until `isOver`, looked at after each event. @throws {Error} when nothing is left to happen before */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const entry = this.#take();
      if (entry === undefined) throw new Error(`nothing happens any more at minute ${this.now}`);
      this.now = entry.time;
      const result = entry.run();
      if (result !== undefined) await result;
    }
  }

  #take(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);
