/** Time in steps of a minute: everything that AWS does by the minute happens when the test says so. */
export class MinuteClock {
  #minute = 0;
  static readonly #START_MS = Date.UTC(2026, 10, 2, 8); // within the fleet's life, whose role is of the day before

  get minute(): number {
    return this.#minute;
  }
  get now(): Date {
    return this.at(this.#minute);
  }
  at(minute: number): Date {
    return new Date(MinuteClock.#START_MS + minute * 60_000);
  }
  minuteOf(time: Date): number {
    return (time.getTime() - MinuteClock.#START_MS) / 60_000;
  }
  pass(): void {
    this.#minute++;
  }
}
