import { createScanner, ScanError, SyntaxKind, type JSONScanner } from "jsonc-parser";

/** JSON with what `JSON.parse` loses: numbers as they were written, members in file order and twice, positions. */
export type JsonNode =
  | { readonly kind: "object"; readonly at: number; readonly members: readonly JsonMember[] }
  | { readonly kind: "array"; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: "string" | "number" | "boolean" | "null"; readonly at: number; readonly text: string };

export interface JsonMember {
  readonly key: string;
  readonly at: number;
  readonly value: JsonNode;
}

/** Not JSON from here on. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** `line:column` of an offset, both from 1. */
export function lineColumn(text: string, at: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return `${line}:${at - start + 1}`;
}

/** No job file needs more than five; the call stack holds some thousands. */
const MAX_DEPTH = 100;
/** Keys of one object, so of a group or of `shared_metadata`: far more than fit into the message of a job. */
export const MAX_KEYS = 10_000;

/** Reads values one by one from a text, so that a long list never stands in memory as a whole. */
export class JsonReader {
  readonly #scanner: JSONScanner;
  #depth = 0;
  #kind: SyntaxKind;

  /** @param onDuplicate called for each key that an object has twice */
  constructor(
    readonly text: string,
    at = 0,
    private readonly onDuplicate: (key: string, at: number) => void = () => undefined,
  ) {
    this.#scanner = createScanner(text);
    this.#scanner.setPosition(at);
    this.#kind = this.#next();
  }

  /** Offset of the value that `value`, `items` or `members` would read. */
  get at(): number {
    return this.#scanner.getTokenOffset();
  }

  get isArray(): boolean {
    return this.#kind === SyntaxKind.OpenBracketToken;
  }

  get isObject(): boolean {
    return this.#kind === SyntaxKind.OpenBraceToken;
  }

  /** The text must end here. */
  end(): void {
    if (this.#kind !== SyntaxKind.EOF) this.#fail("text follows the end of the job file");
  }

  value(): JsonNode {
    const at = this.at;
    switch (this.#kind) {
      case SyntaxKind.OpenBraceToken: {
        const members: JsonMember[] = [];
        for (const { key, at: keyAt } of this.members()) members.push({ key, at: keyAt, value: this.#inner() });
        return { kind: "object", at, members };
      }
      case SyntaxKind.OpenBracketToken:
        return { kind: "array", at, items: [...this.items()] };
      case SyntaxKind.StringLiteral:
        return { kind: "string", at, text: this.#take() };
      case SyntaxKind.NumericLiteral:
        return { kind: "number", at, text: this.#take() };
      case SyntaxKind.TrueKeyword:
      case SyntaxKind.FalseKeyword:
        return { kind: "boolean", at, text: this.#take() };
      case SyntaxKind.NullKeyword:
        return { kind: "null", at, text: this.#take() };
      default:
        return this.#fail("a value is missing");
    }
  }

  /** The items of the array that starts here, each read when it is asked for. */
  *items(): Generator<JsonNode> {
    this.#expect(SyntaxKind.OpenBracketToken, "[");
    while (this.#kind !== SyntaxKind.CloseBracketToken) {
      yield this.#inner();
      this.#separator(SyntaxKind.CloseBracketToken, "]");
    }
    this.#take();
  }

  /** The keys of the object that starts here; the caller reads the value after each. */
  *members(): Generator<{ readonly key: string; readonly at: number }> {
    this.#expect(SyntaxKind.OpenBraceToken, "{");
    const keys = new Set<string>();
    while (this.#kind !== SyntaxKind.CloseBraceToken) {
      const at = this.at;
      if (this.#kind !== SyntaxKind.StringLiteral) this.#fail('a key in "…" is missing');
      const key = this.#take();
      if (keys.has(key)) this.onDuplicate(key, at);
      if (keys.add(key).size > MAX_KEYS) throw new JsonError(`an object has more than ${MAX_KEYS} keys`, at);
      this.#expect(SyntaxKind.ColonToken, ":");
      yield { key, at };
      this.#separator(SyntaxKind.CloseBraceToken, "}");
    }
    this.#take();
  }

  #inner(): JsonNode {
    if (this.#depth === MAX_DEPTH) throw new JsonError(`values are nested more than ${MAX_DEPTH} deep`, this.at);
    this.#depth++;
    const node = this.value();
    this.#depth--;
    return node;
  }

  #separator(close: SyntaxKind, closeText: string): void {
    if (this.#kind === close) return;
    const at = this.at;
    this.#expect(SyntaxKind.CommaToken, `, or ${closeText}`);
    if (this.#kind === close) throw new JsonError(`a comma before ${closeText}: remove it`, at);
  }

  #expect(kind: SyntaxKind, text: string): void {
    if (this.#kind !== kind) this.#fail(`${text} is missing`);
    this.#take();
  }

  /** The text of this token; moves on. */
  #take(): string {
    const text = this.#scanner.getTokenValue();
    this.#kind = this.#next();
    return text;
  }

  #next(): SyntaxKind {
    for (;;) {
      const kind = this.#scanner.scan();
      if (kind === SyntaxKind.Trivia || kind === SyntaxKind.LineBreakTrivia) continue;
      const problem = SCAN_PROBLEMS[this.#scanner.getTokenError()];
      if (kind === SyntaxKind.LineCommentTrivia || kind === SyntaxKind.BlockCommentTrivia) {
        throw new JsonError('JSON has no comments: use a key such as "_comment1"', this.at);
      }
      if (problem !== undefined) throw new JsonError(problem, this.at);
      return kind;
    }
  }

  #fail(message: string): never {
    const found =
      this.#kind === SyntaxKind.EOF
        ? "the end of the file"
        : JSON.stringify(this.text.slice(this.at, this.at + Math.min(this.#scanner.getTokenLength(), 40)));
    throw new JsonError(`${message} before ${found}`, this.at);
  }
}

const SCAN_PROBLEMS: Partial<Record<ScanError, string>> = {
  [ScanError.UnexpectedEndOfString]: 'a text has no closing "',
  [ScanError.UnexpectedEndOfNumber]: "a number ends too soon",
  [ScanError.UnexpectedEndOfComment]: 'JSON has no comments: use a key such as "_comment1"',
  [ScanError.InvalidUnicode]: "\\u needs four hex digits",
  [ScanError.InvalidEscapeCharacter]: 'a \\ in a text is written \\\\ (and folders with "/")',
  [ScanError.InvalidCharacter]: "a text holds a raw control character (a tab or line break is written \\t or \\n)",
};
