import { appendFileSync } from "node:fs";
import { LOG_TAIL_LINES } from "../contract/attempt";

/** Lines are written to disk in pieces of this many characters. */
const PIECE = 64 * 1024;
/** A script that prints without end must not fill the disk. */
const MAX_LENGTH = 50 * 2 ** 20;
const MAX_TAIL_LINE = 2000;

/** What a job prints: a file for people, and its last lines for the attempt record. */
export class JobLog {
  readonly #tail: string[] = [];
  #waiting = "";
  #length = 0;

  constructor(
    readonly path: string,
    firstLine: string,
    private readonly redact: (text: string) => string,
  ) {
    this.#waiting = `${firstLine}\n`;
  }

  line(printed: string): void {
    const text = this.redact(printed);
    this.#tail.push(text.slice(0, MAX_TAIL_LINE));
    if (this.#tail.length > LOG_TAIL_LINES) this.#tail.shift();
    if (this.#length > MAX_LENGTH) return;
    this.#length += text.length + 1;
    this.#waiting += this.#length > MAX_LENGTH ? "... cut here: the log is too long\n" : `${text}\n`;
    if (this.#waiting.length >= PIECE) this.flush();
  }

  get tail(): readonly string[] {
    return this.#tail;
  }

  /** Everything is in the file, as far as the disk has room: a log never fails its job. */
  flush(): void {
    try {
      appendFileSync(this.path, this.#waiting);
    } catch {
      this.#length = Infinity;
    }
    this.#waiting = "";
  }
}
