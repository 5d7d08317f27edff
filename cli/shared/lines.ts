import { isUtf8 } from "node:buffer";
import { openUserFile } from "./user-file";

/** Longest line of a file that the user names, bytes: a message, and so a job, has at most as many. */
export const MAX_LINE_BYTES = 2 ** 20;

/** A line that is longer than any job or name. */
export class LongLineError extends Error {
  override readonly name = "LongLineError";
  constructor(line: number, maxBytes: number) {
    super(`line ${line} has more than ${maxBytes} bytes`);
  }
}

/** Passes a file's pieces on. @throws {LongLineError} at a line of more than `maxBytes`, before the rest of it is read */
export async function* withLinesUpTo(maxBytes: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let number = 1;
  let length = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LF); end !== -1; end = piece.indexOf(LF, from)) {
      if (length + end - from > maxBytes) throw new LongLineError(number, maxBytes);
      number++;
      length = 0;
      from = end + 1;
    }
    length += piece.length - from;
    if (length > maxBytes) throw new LongLineError(number, maxBytes);
    yield piece;
  }
}
const LF = 10;

/**
 * The lines of a UTF-8 file, without line breaks and byte order mark. Only LF and CRLF end a line: `node:readline`
 * also cuts at U+2028, which JSON leaves as it is.
 * @throws {LongLineError} at a line of more than `maxBytes`
 * @throws {ForeignTextError} where it is not UTF-8
 * @throws {UnsafePathError} when it is no regular file
 */
export async function* linesOf(path: string, maxBytes = MAX_LINE_BYTES): AsyncGenerator<string> {
  const file = await openUserFile(path);
  try {
    yield* linesIn(file.createReadStream() as AsyncIterable<Buffer>, maxBytes);
  } catch (error) {
    const foreign = error instanceof TypeError ? await foreignLine(path, maxBytes) : undefined;
    throw foreign === undefined ? error : new ForeignTextError(foreign);
  }
}

/** The same of a stream. @throws {TypeError} where it is not UTF-8 */
export async function* linesIn(pieces: AsyncIterable<Buffer>, maxBytes = MAX_LINE_BYTES): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let begun: string[] = [];
  for await (const piece of withLinesUpTo(maxBytes, pieces)) {
    const [first = "", ...others] = decoder.decode(piece, { stream: true }).split("\n");
    begun.push(first);
    for (const next of others) {
      yield withoutReturn(begun.join(""));
      begun = [next];
    }
  }
  const last = begun.join("") + decoder.decode();
  if (last !== "") yield withoutReturn(last);
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

/** A line that is not UTF-8. */
export interface ForeignLine {
  readonly line: number;
  /** As Windows-1252, which Excel's "CSV" is in western Europe and America. */
  readonly text: string;
}

/**
 * The first line of a file that is not UTF-8; undefined when all are.
 * @throws {LongLineError} at a line of more than `maxBytes`
 * @throws {UnsafePathError} when it is no regular file
 */
export async function foreignLine(path: string, maxBytes = MAX_LINE_BYTES): Promise<ForeignLine | undefined> {
  const file = await openUserFile(path);
  let line = 1;
  let begun: Buffer = Buffer.alloc(0);
  for await (const piece of withLinesUpTo(maxBytes, file.createReadStream() as AsyncIterable<Buffer>)) {
    const bytes = Buffer.concat([begun, piece]);
    let from = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, from)) {
      const found = bytes.subarray(from, end);
      if (!isUtf8(found)) return { line, text: asWindows(found) };
      line++;
      from = end + 1;
    }
    begun = bytes.subarray(from);
  }
  return isUtf8(begun) ? undefined : { line, text: asWindows(begun) };
}
const asWindows = (bytes: Buffer): string => new TextDecoder("windows-1252").decode(bytes).trim();

/** A file of lines that is not UTF-8. */
export class ForeignTextError extends Error {
  override readonly name = "ForeignTextError";
  constructor({ line, text }: ForeignLine) {
    super(
      `line ${line} is not UTF-8 (${JSON.stringify(text)} in Windows-1252): convert the file, for example with iconv -f WINDOWS-1252 -t UTF-8`,
    );
  }
}
