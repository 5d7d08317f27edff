/**
 * How many jobs, from the first, are certainly queued, though batches end in any order. It is what a repeated submit
 * may leave out.
 */
export class SentPrefix {
  private readonly positions = new Map<string, number>();
  private readonly ahead = new Set<number>();
  private next: number;

  constructor(first: number) {
    this.next = first;
  }

  /** The job at this place of the plan is on its way. */
  start(jobId: string, position: number): void {
    this.positions.set(jobId, position);
  }

  /** The job at this place needs no message. */
  skip(position: number): void {
    this.settle(position);
  }

  sent(jobId: string): void {
    const position = this.positions.get(jobId);
    if (position === undefined) return;
    this.positions.delete(jobId);
    this.settle(position);
  }

  get length(): number {
    return this.next;
  }

  private settle(position: number): void {
    this.ahead.add(position);
    while (this.ahead.delete(this.next)) this.next++;
  }
}
