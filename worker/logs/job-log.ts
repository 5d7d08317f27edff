import { appendFileSync } from "node:fs";
import { LOG_TAIL_LINES } from "../contract/attempt";
import { startOf } from "../host/lines";

/** Lines are written to disk in pieces of at least this many bytes. */
const PIECE_BYTES = 64 * 1024;
/** A script that prints without end must not fill the disk: of its output the beginning and the end are kept. */
export const LOG_HEAD_BYTES = 50 * 2 ** 20;
export const LOG_END_BYTES = 2 ** 20;
const MAX_TAIL_LINE = 2000;

interface Piece {
  readonly text: Buffer;
  readonly lines: number;
}

/** What a job prints: a file for people, and its last lines for the attempt record. */
export class JobLog {
  readonly #tail: string[] = [];
  #waiting = "";
  #waitingLines = 0;
  #headBytes = 0;
  /** The newest pieces behind the head, together at least `LOG_END_BYTES` where there is so much. */
  #end: Piece[] = [];
  #endBytes = 0;
  /** What was printed between head and end. */
  #left = { lines: 0, bytes: 0 };
  /** Something could not be written: what came behind it would stand in its place. */
  #isBroken = false;

  constructor(
    readonly path: string,
    firstLine: string,
    private readonly redact: (text: string) => string,
  ) {
    this.#waiting = `${firstLine}\n`;
  }

  line(printed: string): void {
    const text = this.redact(printed);
    this.#tail.push(startOf(text, MAX_TAIL_LINE));
    if (this.#tail.length > LOG_TAIL_LINES) this.#tail.shift();
    this.#waiting += `${text}\n`;
    this.#waitingLines++;
    if (this.#waiting.length >= PIECE_BYTES) this.#store();
  }

  get tail(): readonly string[] {
    return this.#tail;
  }

  /** Everything that is kept is in the file, as far as the disk has room: a log never fails its job. */
  flush(): void {
    this.#store();
    const { lines, bytes } = this.#left;
    if (lines > 0) {
      const [head, end] = [LOG_HEAD_BYTES, LOG_END_BYTES].map((size) => `${size / 2 ** 20} MiB`);
      const left = `${lines} lines of ${Math.ceil(bytes / 2 ** 20)} MiB in all`;
      this.#append(Buffer.from(`... ${left} are left out: a log keeps its first ${head} and its last ${end} ...\n`));
    }
    for (const { text } of this.#end) this.#append(text);
    this.#end = [];
    this.#endBytes = 0;
    this.#left = { lines: 0, bytes: 0 };
  }

  /** To the head while it has room, else to the end, of which the oldest piece leaves. */
  #store(): void {
    const piece = { text: Buffer.from(this.#waiting), lines: this.#waitingLines };
    this.#waiting = "";
    this.#waitingLines = 0;
    if (piece.text.length === 0) return;
    if (this.#headBytes < LOG_HEAD_BYTES) {
      this.#headBytes += piece.text.length;
      return this.#append(piece.text);
    }
    this.#end.push(piece);
    this.#endBytes += piece.text.length;
    for (let [oldest] = this.#end; oldest !== undefined; [oldest] = this.#end) {
      if (this.#endBytes - oldest.text.length < LOG_END_BYTES) return;
      this.#end.shift();
      this.#endBytes -= oldest.text.length;
      this.#left.lines += oldest.lines;
      this.#left.bytes += oldest.text.length;
    }
  }

  #append(text: Buffer): void {
    if (this.#isBroken) return;
    try {
      appendFileSync(this.path, text);
    } catch {
      this.#isBroken = true;
    }
  }
}
