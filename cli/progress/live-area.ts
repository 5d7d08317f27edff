import { type Line, type Looks, painted, widthOf } from "../shared/styled";

/** What the block needs of a terminal's stream. */
export interface TerminalStream {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const ESC = "\u001b[";
/** Synchronized output: a terminal that knows it shows what is between the two in one step. */
const [BEGIN, END] = [`${ESC}?2026h`, `${ESC}?2026l`];
/** The cursor is never hidden here; a program that was killed may have left it so. */
const SHOW_CURSOR = `${ESC}?25h`;

interface Drawn {
  readonly text: string;
  readonly width: number;
}

/**
 * A block at the end of a terminal that is drawn again and again. Only lines that changed are written, each frame is one
 * write, and the cursor waits below the block.
 */
export class LiveArea {
  #drawn: readonly Drawn[] = [];
  #columns = 0;
  #hasBegun = false;

  constructor(
    private readonly stream: TerminalStream,
    private readonly looks: Looks,
  ) {}

  get columns(): number {
    return this.stream.columns ?? 80;
  }

  get rows(): number {
    return this.stream.rows ?? 24;
  }

  /** They take fewer rows than the terminal has; one that is wider than it is broken by the terminal. */
  draw(lines: readonly Line[]): void {
    const next = lines.map((line) => ({ text: painted(line, this.looks), width: widthOf(line) }));
    const isNarrow = ({ width }: Drawn): boolean => width <= this.columns;
    const isSame =
      next.length === this.#drawn.length && this.columns === this.#columns && [...next, ...this.#drawn].every(isNarrow);
    this.#write(isSame ? this.#changes(next) : this.#erasing() + whole(next));
    this.#drawn = next;
    this.#columns = this.columns;
  }

  /** Writes lines above the block, which stay. */
  above(lines: readonly Line[]): void {
    const text = lines.map((line) => `${painted(line, this.looks)}\n`).join("");
    this.#write(this.#erasing() + text + whole(this.#drawn));
    this.#columns = this.columns;
  }

  clear(): void {
    this.#write(this.#erasing());
    this.#drawn = [];
  }

  /** Something else was written below the block: it stays where it is, and the next one is drawn below. */
  forget(): void {
    this.#drawn = [];
  }

  #write(text: string): void {
    if (text === "") return;
    this.stream.write(BEGIN + (this.#hasBegun ? "" : SHOW_CURSOR) + text + END);
    this.#hasBegun = true;
  }

  #changes(next: readonly Drawn[]): string {
    let text = "";
    let at = next.length; // the cursor's line, counted from the block's first
    for (const [index, line] of next.entries()) {
      if (line.text === this.#drawn[index]?.text) continue;
      text += `${move(index - at)}${line.text}${ESC}K`;
      at = index;
    }
    return text === "" ? "" : `${text}${move(next.length - at)}`;
  }

  /** A terminal that became narrower has broken the lines that it has no more room for. */
  #erasing(): string {
    if (this.#drawn.length === 0) return "";
    const rows = this.#drawn.reduce((sum, { width }) => sum + Math.max(1, Math.ceil(width / this.columns)), 0);
    return `${move(-Math.min(rows, this.rows - 1))}${ESC}J`;
  }
}

const whole = (lines: readonly Drawn[]): string => lines.map(({ text }) => `${text}\n`).join("");

/** To the start of a line so many below; negative: above. */
const move = (lines: number): string => (lines === 0 ? "\r" : `\r${ESC}${Math.abs(lines)}${lines < 0 ? "A" : "B"}`);
