/** Longest text that is still read. */
const MAX_LENGTH = 2000;
/** Characters that a terminal obeys instead of showing them: controls, line breaks, changes of direction, half characters. */
const OBEYED = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** Text of unknown origin as one line for people: what a terminal would obey is written as `\u001b`, what is long is cut. */
export function plain(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(OBEYED, (found) => `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
