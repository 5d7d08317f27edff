import { argumentsFrom, literalOf, type Token, tokensOf } from "./macro-source";
import { isMacroWord } from "./macro-words";

/** What the comparison with the desktop has proved to be the same with and without a display (docs/fidelity.md). */
export interface ProvedWords {
  /** Version of the ImageJ that was compared. */
  readonly imagej: string;
  /** Of the macro language, as `print` or `Table.get`; constants and keywords, too. */
  readonly words: readonly string[];
  /** By function: the first arguments that were compared. `run` → `Gaussian Blur...`, without blanks at the end. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** Why a macro is run on a display where there is one. */
export interface DisplayNeed {
  /** 1-based. */
  readonly line: number;
  readonly why: string;
}

/** E.g. `line 3: getLocationAndSize is not proved to be the same without a display`. */
export const needText = ({ line, why }: DisplayNeed): string => `line ${line}: ${why}`;

/**
 * The first word of a macro that is not proved to be the same without a display; undefined: all are, and the macro runs
 * without one. Options of commands and values count for nothing: both ways read them by the same code of ImageJ.
 */
export function displayNeed(source: string, proved: ProvedWords): DisplayNeed | undefined {
  const tokens = tokensOf(source);
  const words = new Set(proved.words);
  // ImageJ calls its own function of that name, not the macro's
  const own = new Set(
    tokens.flatMap(({ text }, at) => (wordAt(tokens, at - 1) === "function" && !isMacroWord(text) ? [text] : [])),
  );
  for (const [at, { text, line }] of tokens.entries()) {
    const word = own.has(text) ? undefined : languageWord(tokens, at);
    if (word === undefined) continue;
    if (!words.has(word)) return { line, why: `${word} is not proved to be the same without a display` };
    const choices = Object.hasOwn(proved.choices, word) ? proved.choices[word] : undefined;
    if (choices === undefined) continue;
    const choice = signAt(tokens, at + 1) === "(" ? literalOf(argumentsFrom(tokens, at + 2)[0]) : undefined;
    if (choice === undefined) return { line, why: `what ${word} is called with is not a text` };
    if (!choices.some((one) => one.toLowerCase() === choice.trimEnd().toLowerCase()))
      return { line, why: `${word}("${choice}") is not proved to be the same without a display` };
  }
  return undefined;
}

/** A word of the macro language, or whatever else is called as a function; undefined for variables, texts and signs. */
export function languageWord(tokens: readonly Token[], at: number): string | undefined {
  const text = wordAt(tokens, at);
  if (text === undefined) return undefined;
  if (signAt(tokens, at - 1) === ".") return text; // of a value: a[0].length
  const [first = "", ...rest] = text.split(".");
  if (rest.length > 0) return isMacroWord(first) ? text : rest.join(".");
  return isMacroWord(text) || signAt(tokens, at + 1) === "(" ? text : undefined;
}

const wordAt = (tokens: readonly Token[], at: number): string | undefined =>
  tokens[at]?.kind === "word" ? tokens[at]?.text : undefined;

const signAt = (tokens: readonly Token[], at: number): string | undefined =>
  tokens[at]?.kind === "sign" ? tokens[at]?.text : undefined;
