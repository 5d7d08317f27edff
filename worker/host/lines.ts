import { StringDecoder } from "node:string_decoder";

/** A longer line comes in pieces of this many characters, so that what never ends its line cannot fill the memory. */
export const LONGEST_LINE = 2 ** 20;

/**
 * Calls back for each line of a stream, also the last one without an end. A line ends at `\n`, `\r` or `\r\n`, since
 * progress bars print `\r` alone; a `\r` that ends nothing is no line. Takes time in proportion to the text, whatever the
 * chunks: what waits for the end of its line is not searched again.
 * @param longest characters of one line; longer ones come in pieces
 */
export function eachLine(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  longest: number = LONGEST_LINE,
): void {
  const decoder = new StringDecoder("utf8");
  const lines = new LineReader(onLine, longest);
  stream.on("data", (data: Buffer) => lines.take(decoder.write(data)));
  stream.on("end", () => {
    lines.take(decoder.end());
    lines.end();
  });
}

/** The text in pieces of at most `longest` characters, none of which ends within a character of two UTF-16 units. */
export function* piecesOf(text: string, longest: number): Generator<string> {
  let at = 0;
  while (text.length - at > longest) {
    const end = at + longest;
    const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
    const to = isPair && longest > 1 ? end - 1 : end;
    yield text.slice(at, to);
    at = to;
  }
  yield at === 0 ? text : text.slice(at);
}

/** The first characters as a text of its own: a part of a text keeps all of it in memory. */
export const startOf = (text: string, length: number): string =>
  text.length <= length ? text : Buffer.from(text.slice(0, length)).toString();

class LineReader {
  /** Of the line that has not ended. */
  #pieces: string[] = [];
  #length = 0;
  /** A `\r` ended the last line, and a `\n` behind it belongs to it. */
  #hasReturned = false;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly longest: number,
  ) {}

  take(text: string): void {
    const ends = /[\r\n]/g;
    let at = 0;
    for (let found = ends.exec(text); found !== null; found = ends.exec(text)) {
      this.#add(text.slice(at, found.index));
      at = ends.lastIndex;
      if (found[0] === "\n" && this.#hasReturned) this.#hasReturned = false;
      else if (found[0] === "\n") this.#endLine();
      else if (this.#length > 0) {
        this.#endLine();
        this.#hasReturned = true;
      }
    }
    this.#add(text.slice(at));
  }

  end(): void {
    if (this.#length > 0) this.#endLine();
  }

  #add(text: string): void {
    if (text === "") return;
    this.#hasReturned = false;
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length <= this.longest) return;
    const pieces = [...piecesOf(this.#pieces.join(""), this.longest)];
    const rest = pieces.pop() ?? "";
    pieces.forEach(this.onLine);
    this.#pieces = [rest];
    this.#length = rest.length;
  }

  #endLine(): void {
    const line = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    this.onLine(line);
  }
}
