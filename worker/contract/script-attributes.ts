/** A value in the parentheses of a `#@` line, as SciJava's parser takes it; a bare word is its own text. */
export type Literal =
  | { readonly kind: "whole"; readonly value: bigint }
  | { readonly kind: "double" | "float"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "list"; readonly values: readonly Literal[] };

/**
 * `label="Sigma, in pixels", choices={"a", "b"}, min=1, required=false` as SciJava reads it. Names come back in lower
 * case. SciJava also evaluates expressions (`value=1+2`); they are refused.
 * @returns the attributes, or what is wrong with the text
 */
export function parseAttributes(text: string): ReadonlyMap<string, Literal> | string {
  const attributes = new Map<string, Literal>();
  const reader = new Reader(text);
  try {
    reader.blanks();
    while (!reader.isAtEnd) {
      readAttribute(reader, attributes);
      reader.blanks();
      if (reader.isAtEnd) break;
      if (!reader.take(/^,/)) throw new Unreadable(`a comma is missing before ${reader.shown()}`);
      reader.blanks();
    }
    return attributes;
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

/** The value as SciJava writes it, which is how Java does: `1.50` is 1.5, `012` is 10, `1e-4` is 1.0E-4. */
export function literalText(literal: Literal): string {
  switch (literal.kind) {
    case "whole":
    case "boolean":
      return String(literal.value);
    case "double":
      return javaDouble(literal.value);
    case "float":
      return javaFloat(literal.value);
    case "text":
      return literal.value;
    case "list":
      return `[${literal.values.map(literalText).join(", ")}]`;
  }
}

/** `Double.toString` */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent.replace("+", "")}`;
}

/** `Float.toString` */
export function javaFloat(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return javaDouble(value);
  for (let digits = 1; digits < 10; digits++) {
    const shortest = Number(value.toPrecision(digits));
    if (Math.fround(shortest) === value) return javaDouble(shortest);
  }
  return javaDouble(value);
}

class Unreadable extends Error {}

class Reader {
  constructor(private rest: string) {}

  get isAtEnd(): boolean {
    return this.rest === "";
  }

  blanks(): void {
    this.take(/^\s+/);
  }

  /** What the expression finds here, and moves behind it. */
  take(expression: RegExp): RegExpExecArray | undefined {
    const found = expression.exec(this.rest);
    if (found === null) return undefined;
    this.rest = this.rest.slice(found[0].length);
    return found;
  }

  is(expression: RegExp): boolean {
    return expression.test(this.rest);
  }

  shown(): string {
    return JSON.stringify(this.rest.length > 40 ? `${this.rest.slice(0, 40)}…` : this.rest);
  }
}

const WORD = /^[\p{L}_][\p{L}\p{Nd}_]*/u;

function readAttribute(reader: Reader, attributes: Map<string, Literal>): void {
  const key = reader.take(WORD)?.[0];
  if (key === undefined) {
    const value = readValue(reader);
    // SciJava drops it without a word: a decimal comma, most likely
    if (attributes.size > 0) throw new Unreadable(`${literalText(value)} has no name; a decimal point is a point: 1.5`);
    return;
  }
  reader.blanks();
  if (!reader.take(/^=(?!=)/)) {
    attributes.set(key.toLowerCase(), { kind: "text", value: key });
    return;
  }
  reader.blanks();
  if (reader.isAtEnd) return; // as if it were not there
  attributes.set(key.toLowerCase(), readValue(reader));
}

function readValue(reader: Reader): Literal {
  const value = readOne(reader);
  if (reader.is(/^\s*(?:[,)\]}]|$)/)) return value;
  throw new Unreadable(`${reader.shown()} follows a value: put the whole value in quotes`);
}

function readOne(reader: Reader): Literal {
  const sign = reader.take(/^([+-])\s*(?=[\d.])/)?.[1];
  const number = readNumber(reader);
  if (number !== undefined) return sign === "-" ? ({ ...number, value: -number.value } as Literal) : number;
  const open = sign === undefined ? reader.take(/^[{[(]/)?.[0] : undefined;
  if (open !== undefined) return readList(reader, open);
  const verbatim = reader.take(/^'([^']*)'/);
  if (verbatim !== undefined) return { kind: "text", value: verbatim[1] ?? "" };
  const quoted = reader.take(/^"((?:[^"\\]|\\.)*)"/su);
  if (quoted !== undefined) return { kind: "text", value: unescaped(quoted[1] ?? "") };
  const word = reader.take(WORD)?.[0];
  if (word === "true" || word === "false") return { kind: "boolean", value: word === "true" };
  if (word !== undefined) return { kind: "text", value: word };
  const quote = reader.take(/^["']/)?.[0];
  if (quote !== undefined) throw new Unreadable(`a ${quote} is not closed`);
  throw new Unreadable(`${reader.shown()} is no value: put it in quotes`);
}

function readList(reader: Reader, open: string): Literal {
  const close = new RegExp(`^\\${{ "{": "}", "[": "]", "(": ")" }[open]}`);
  const values: Literal[] = [];
  reader.blanks();
  while (!reader.take(close)) {
    if (reader.isAtEnd) throw new Unreadable(`${open} is not closed`);
    values.push(readValue(reader));
    reader.blanks();
    if (!reader.take(/^,/) && !reader.is(close))
      throw new Unreadable(reader.isAtEnd ? `${open} is not closed` : `a comma is missing before ${reader.shown()}`);
    reader.blanks();
  }
  const [only] = values;
  return open === "(" && only !== undefined && values.length === 1 ? only : { kind: "list", values };
}

type NumberLiteral = Extract<Literal, { readonly value: bigint | number }>;

function readNumber(reader: Reader): NumberLiteral | undefined {
  const based = reader.take(/^(?:0[xX][0-9a-fA-F]+|0[bB][01]+)(?=[lL]?(?:[\s,)\]}]|$))[lL]?/);
  if (based !== undefined) return { kind: "whole", value: BigInt(based[0].replace(/[lL]$/, "").toLowerCase()) };
  const decimal = reader.take(/^(\d+)(\.\d*)?([eE][+-]?\d+)?([fFdDlL])?/);
  if (decimal === undefined) return undefined;
  const [whole, digits = "", point, exponent, suffix = ""] = decimal;
  const isWhole = point === undefined && exponent === undefined;
  const isOctal = /^0[0-7]+$/.test(digits);
  if (isOctal && (!isWhole || suffix !== "")) throw new Unreadable(`${whole} is no number: leave out the 0 in front`);
  if (/[lL]/.test(suffix) && !isWhole) throw new Unreadable(`${whole} is no number: leave out the ${suffix}`);
  if (isWhole && !/[fFdD]/.test(suffix))
    return { kind: "whole", value: BigInt(isOctal ? `0o${digits.slice(1)}` : digits) };
  const value = Number(whole.slice(0, whole.length - suffix.length));
  return /[fF]/.test(suffix) ? { kind: "float", value: Math.fround(value) } : { kind: "double", value };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "\\": "\\", '"': '"' };

/** One digit after a backslash is that control character; what SciJava refuses is refused. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, (_, sign: string) => {
    if (/[0-7]/.test(sign)) return String.fromCharCode(Number(sign));
    const known = ESCAPES[sign];
    if (known !== undefined) return known;
    throw new Unreadable(
      `\\${sign} is nothing that SciJava knows within "…": double the backslash, or quote the text by '…'`,
    );
  });
}
