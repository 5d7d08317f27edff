import { type MinuteClock } from "./clock";

export interface MinuteFigures {
  readonly target: number;
  readonly machines: number;
  readonly tasks: number;
  readonly waiting: number;
  readonly inHand: number;
  readonly done: number;
}

/** What happened, as a table: one line per minute in which something did. */
export class Timeline {
  readonly #lines: string[] = [];
  #notes: string[] = [];
  #last = "";

  constructor(private readonly clock: MinuteClock) {}

  say(text: string): void {
    this.#notes.push(text);
  }

  minute({ target, machines, tasks, waiting, inHand, done }: MinuteFigures): void {
    const figures = [target, machines, tasks, waiting, inHand, done].map((value) => String(value).padStart(9)).join("");
    const isWorthALine = this.#notes.length > 0 || (figures !== this.#last && this.clock.minute % 5 === 0);
    if (isWorthALine) {
      this.#lines.push(`${String(this.clock.minute).padStart(6)}${figures}  ${this.#notes.join("; ")}`.trimEnd());
      this.#last = figures;
    }
    this.#notes = [];
  }

  toString(): string {
    const names = ["target", "machines", "tasks", "waiting", "leased", "done"];
    return [`minute${names.map((name) => name.padStart(9)).join("")}`, ...this.#lines].join("\n");
  }
}
