/** A call in a macro: name as written (`File.openDialog`), and its first arguments' texts. */
export interface MacroCall {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** A text literal's value; undefined for anything else. Empty list: no arguments. */
  readonly args: readonly (string | undefined)[];
  /** What each argument is made of. */
  readonly parts: readonly (readonly Token[])[];
}

export interface MacroText {
  readonly line: number;
  readonly text: string;
}

export interface MacroSource {
  readonly calls: readonly MacroCall[];
  /** Text literals. */
  readonly texts: readonly MacroText[];
  /** Names of the macro's own functions. */
  readonly functions: ReadonlySet<string>;
}

/** A text's value; a word may have dots (`File.openDialog`). */
export type Token = { readonly line: number } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "sign"; readonly text: string }
);

/** Finds the calls and texts of an ImageJ macro. */
export function readMacro(source: string): MacroSource {
  const tokens = tokensOf(source);
  const calls: MacroCall[] = [];
  const functions = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "word") continue;
    const next = tokens[at + 1];
    if (token.text === "function" && next?.kind === "word") functions.add(next.text);
    if (!(next?.kind === "sign" && next.text === "(")) {
      // the one prompt that may be written without parentheses
      if (token.text === "waitForUser") calls.push({ name: token.text, line: token.line, args: [], parts: [] });
      continue;
    }
    if (tokens[at - 1]?.kind === "word" && tokens[at - 1]?.text === "function") continue;
    const parts = argumentsFrom(tokens, at + 2);
    calls.push({ name: token.text, line: token.line, args: parts.map(literalOf), parts });
  }
  const texts = tokens.flatMap((token) => (token.kind === "text" ? [{ line: token.line, text: token.text }] : []));
  return { calls, texts, functions };
}

/** What stands in comments and `#@` lines is left out. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  const pattern =
    /(\r\n|\r|\n)|^#@[^\r\n]*|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\\\r\n]|\\.)*)'|([\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)|([^\s])/gmu;
  for (const [whole, lineBreak, double, single, word, sign] of source.matchAll(pattern)) {
    const text = double ?? single;
    if (lineBreak !== undefined) line++;
    else if (text !== undefined) tokens.push({ kind: "text", line, text: text.replace(/\\(.)/g, "$1") });
    else if (word !== undefined) tokens.push({ kind: "word", line, text: word });
    else if (sign !== undefined) tokens.push({ kind: "sign", line, text: sign });
    else line += whole.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return tokens;
}

/** The text of an argument that is one literal and nothing else. */
export const literalOf = ([only, ...more]: readonly Token[] = []): string | undefined =>
  only?.kind === "text" && more.length === 0 ? only.text : undefined;

/** The arguments of a call whose `(` is before `from`. */
export function argumentsFrom(tokens: readonly Token[], from: number): Token[][] {
  const args: Token[][] = [];
  let depth = 0;
  let current: Token[] = [];
  const close = (): void => {
    args.push(current);
    current = [];
  };
  for (const token of tokens.slice(from, from + 400)) {
    if (token.kind === "sign" && depth === 0 && (token.text === ")" || token.text === ",")) {
      if (token.text === ")" && current.length === 0 && args.length === 0) return [];
      close();
      if (token.text === ")") return args;
      continue;
    }
    if (token.kind === "sign" && "([{".includes(token.text)) depth++;
    if (token.kind === "sign" && ")]}".includes(token.text)) depth--;
    current.push(token);
  }
  return args;
}
