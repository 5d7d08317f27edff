import { type Ends, slashFrom } from "../../../worker/contract/patterns";

/** What text a key of a pattern stands for. */
export interface KeyType {
  /** As it is written behind the key's name: `text`, `digits`, `letters`, `well`, `4`, `[A-Za-z]`. */
  readonly written: string;
  /**
   * Where a value may end that begins at a place; places are asked for in ascending order.
   * @param openBefore, openBehind a wildcard or another key is there: the value must not leave a part of a run to it
   */
  ends(name: string, openBefore: boolean, openBehind: boolean): (at: number) => Ends | undefined;
}

export const TEXT: KeyType = {
  written: "text",
  ends: (name) => {
    const slash = slashFrom(name);
    return (at) => (slash(at) > at ? [at + 1, slash(at)] : undefined);
  },
};

/** Row letters A to Z and AA to AF, then the column's number, 1 to 48 in at most three digits. */
export const WELL: KeyType = {
  written: "well",
  ends: (name, _openBefore, openBehind) => (at) => {
    const found = WELL_AT.exec(name.slice(at, at + 5));
    const digits = found?.[2];
    if (found === null || digits === undefined) return undefined;
    const start = at + found[0].length - digits.length;
    if (openBehind) {
      const end = start + digits.length;
      return isColumn(digits) && !isDigit(name.charAt(end)) ? [end, end] : undefined;
    }
    const lengths = [1, 2, 3].filter((length) => length <= digits.length && isColumn(digits.slice(0, length)));
    const [first, last] = [lengths[0], lengths.at(-1)];
    return first === undefined || last === undefined ? undefined : [start + first, start + last];
  },
};
const WELL_AT = /^(A[A-F]|a[a-f]|[A-Za-z])(\d{1,3})/;
const isColumn = (digits: string): boolean => Number(digits) >= 1 && Number(digits) <= 48;

const isDigit = (letter: string): boolean => letter >= "0" && letter <= "9";

export const DIGITS = runOf("digits", isDigit);
export const LETTERS = runOf("letters", (letter) => /\p{L}/u.test(letter));

/** Characters of a kind, as many as stand together: beside a wildcard or another key the whole run. */
function runOf(written: string, isIn: (letter: string) => boolean): KeyType {
  return {
    written,
    ends: (name, openBefore, openBehind) => {
      let end = 0;
      return (at) => {
        if (end <= at) for (end = at; end < name.length && isIn(name.charAt(end)); end++);
        if (end === at || (openBefore && at > 0 && isIn(name.charAt(at - 1)))) return undefined;
        return openBehind ? [end, end] : [at + 1, end];
      };
    },
  };
}

/** Exactly so many characters. */
const charactersOf = (count: number): KeyType => ({
  written: String(count),
  ends: (name) => (at) => {
    let end = at;
    for (let left = count; left > 0; left--) {
      if (end >= name.length || name[end] === "/") return undefined;
      end += (name.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    }
    return [end, end];
  },
});

const NAMED: ReadonlyMap<string, KeyType> = new Map([TEXT, DIGITS, LETTERS, WELL].map((type) => [type.written, type]));

/** The type of a key that says none, by its name. */
export function typeByName(key: string): KeyType {
  const name = key.toLowerCase();
  if (name === "well") return WELL;
  return NUMBERED.has(name) ? DIGITS : TEXT;
}
const NUMBERED: ReadonlySet<string> = new Set(["row", "col", "column", "site", "field", "channel", "z", "time"]);

/** The types that can be written, for messages. */
export const TYPES = ":text, :digits, :letters, :well, :N (exactly N characters) or :[set]";

/** Reads what is written behind the `:` of a key; undefined: it is none of the list. */
export function readType(written: string): KeyType | undefined {
  const named = NAMED.get(written);
  if (named !== undefined) return named;
  if (/^[1-9]\d{0,2}$/.test(written)) return charactersOf(Number(written));
  const set = /^\[(\^?)([^\]]+)\]$/.exec(written)?.[2];
  return set === undefined ? undefined : setOf(written, set, written.startsWith("[^"));
}

/** `[A-Za-z0-9_-]`, or `[^_]` for all others: ranges, and single characters; `/` is never in it. */
function setOf(written: string, set: string, isOthers: boolean): KeyType | undefined {
  const listed: (readonly [string, string])[] = [];
  const letters = [...set];
  for (let at = 0; at < letters.length; at++) {
    const first = letters[at] as string;
    const isRange = letters[at + 1] === "-" && at + 2 < letters.length;
    const last = isRange ? (letters[at + 2] as string) : first;
    if (first > last) return undefined;
    listed.push([first, last]);
    if (isRange) at += 2;
  }
  const isIn = (letter: string): boolean =>
    letter !== "/" && listed.some(([first, last]) => letter >= first && letter <= last) !== isOthers;
  return runOf(written, isIn);
}
