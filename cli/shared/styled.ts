import { pathToFileURL } from "node:url";
import stringWidth from "string-width";
import { plainText } from "./plain-text";

export type Style = "good" | "bad" | "warn" | "busy" | "dim" | "bold";

/** A part of a line, and how a terminal shows it. */
export interface Piece {
  readonly text: string;
  readonly style?: Style | undefined;
  /** Colour behind it; only where there is colour. */
  readonly behind?: Style | undefined;
  /** What it links to, where terminals have links. */
  readonly href?: string | undefined;
}

/** A line for a person. Its texts may be of unknown origin: what a terminal would obey is escaped in each. */
export type Line = string | readonly (string | Piece)[];

export interface Looks {
  readonly colour: boolean;
  /** OSC 8 */
  readonly links: boolean;
}

/** SGR codes; a background has 10 more. */
const CODES: Readonly<Record<Style, number>> = { good: 32, bad: 31, warn: 33, busy: 36, dim: 2, bold: 1 };

const piecesOf = (line: Line): readonly Piece[] =>
  (typeof line === "string" ? [line] : line).map((piece) => (typeof piece === "string" ? { text: piece } : piece));

/** Without style, and not escaped: for `CliIo.stdout` and `stderr`. */
export const textOf = (line: Line): string =>
  piecesOf(line)
    .map(({ text }) => text)
    .join("");

/** As it is written to a terminal. */
export const painted = (line: Line, looks: Looks): string =>
  piecesOf(line)
    .map((piece) => linked(coloured(plainText(piece.text), piece, looks), piece, looks))
    .join("");

function coloured(text: string, { style, behind }: Piece, { colour }: Looks): string {
  const codes = [...(style === undefined ? [] : [CODES[style]]), ...(behind === undefined ? [] : [CODES[behind] + 10])];
  return !colour || codes.length === 0 || text === "" ? text : `\u001b[${codes.join(";")}m${text}\u001b[0m`;
}

const linked = (text: string, { href }: Piece, { links }: Looks): string =>
  !links || href === undefined ? text : `\u001b]8;;${plainText(href)}\u001b\\${text}\u001b]8;;\u001b\\`;

/** Columns that the line takes on a terminal. */
export const widthOf = (line: Line): number => stringWidth(plainText(textOf(line)));

/** The line in at most so many columns, `…` at its end where it was cut. */
export function cut(line: Line, columns: number): Line {
  if (widthOf(line) <= columns) return line;
  const kept: Piece[] = [];
  let room = columns - 1;
  for (const piece of piecesOf(line)) {
    const text = start(plainText(piece.text), room);
    kept.push({ ...piece, text });
    room -= stringWidth(text);
    if (text !== plainText(piece.text)) break;
  }
  return [...kept, "…"];
}

function start(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return kept;
}

/** A sentence broken between words; one with a command stays whole, for a person may copy it. */
export function inWords(text: string, columns: number): readonly string[] {
  return /`|\$ |dfiji /.test(text) ? [text] : broken(text, columns);
}

/** A sentence in lines of at most so many columns; a longer word has one of its own. What is between backticks is a word. */
export function broken(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|[^ ])+/g) ?? [""]) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= columns) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines;
}

/** A path as a link to it. */
export const pathLink = (shown: string, path: string): Piece => ({ text: shown, href: pathToFileURL(path).href });

/**
 * What a stream shows. Node decides on colour: FORCE_COLOR, NO_COLOR, TERM and the stream count, in this order. Links are
 * for terminals that are known to have them; FORCE_HYPERLINK=1 or 0 decides otherwise.
 */
export async function looksOf(stream: NodeJS.WriteStream): Promise<Looks> {
  const force = process.env["FORCE_COLOR"];
  const isForced = force !== undefined && force !== "0" && force !== "false";
  const colour = stream.isTTY ? stream.hasColors() : isForced;
  const { createSupportsHyperlinks } = await import("supports-hyperlinks");
  return { colour, links: createSupportsHyperlinks(stream) };
}
