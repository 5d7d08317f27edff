/** Random numbers of one seed: the same run gives the same figures. Mulberry32, 32 bits of state. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** Time until the next event of so many a unit of time; infinite for none. */
  exponential(rate: number): number {
    return rate > 0 ? -Math.log(1 - this.next()) / rate : Infinity;
  }

  /** Log-normal with this mean (not median) and this standard deviation of its logarithm. */
  logNormal(mean: number, sigma: number): number {
    // Box and Muller's transform
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return mean * Math.exp(sigma * normal - (sigma * sigma) / 2);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const mixed = [...items];
    for (let index = mixed.length - 1; index > 0; index--) {
      const other = Math.floor(this.next() * (index + 1));
      [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
    }
    return mixed;
  }
}
