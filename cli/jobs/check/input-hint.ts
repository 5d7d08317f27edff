import { parsePattern } from "../../../worker/contract/patterns";
import { nearest } from "../../shared/near";
import { type GridAxis } from "../file/grid-axis";
import { type InputIndex } from "./input-index";

/** Names that are compared one by one for a hint. */
const LOOKED_AT = 20_000;

/** A job without input: its patterns can be made again with another value of a key. */
export interface MissingInput {
  readonly group: Readonly<Record<string, string>>;
  readonly pattern: string;
  patternsWith(this: void, group: Readonly<Record<string, string>>): readonly string[];
}

/** What is there instead, and what to write; "" when nothing is near. */
export function inputHint(
  { group, pattern, patternsWith }: MissingInput,
  names: InputIndex,
  axes: readonly GridAxis[],
): string {
  for (const axis of axes) {
    for (const range of axis.range === undefined ? [] : otherPaddings(axis.range)) {
      const value = group[axis.key];
      const other = value === undefined ? undefined : repadded(value, range.width);
      const found = other === undefined ? undefined : firstMatch(patternsWith({ ...group, [axis.key]: other }), names);
      if (found !== undefined) return `; found ${found}: write \`${range.text}\``;
    }
  }
  const wanted = parsePattern(pattern);
  if (wanted.kind === "key") {
    for (const name of names.startingWith(wanted.prefix)) {
      const tail = name.startsWith(`${wanted.prefix}/`) ? "/" : "*";
      return `; found ${name}: write the whole name, or a pattern such as \`${pattern}${tail}\``;
    }
  }
  const some: string[] = [];
  for (const name of names.startingWith("")) if (some.push(name) === LOOKED_AT) break;
  const folded = parsePattern(pattern.toLowerCase());
  const otherCase = some.find((name) => folded.matches(name.toLowerCase()));
  if (otherCase !== undefined) return `; found ${otherCase}: upper and lower case differ`;
  const unpadded = parsePattern(withoutZeros(pattern.toLowerCase()));
  const otherZeros = some.find((name) => unpadded.matches(withoutZeros(name.toLowerCase())));
  if (otherZeros !== undefined) return `; found ${otherZeros}: zeros differ`;
  const near = nearest(pattern, some.slice(0, 2000));
  if (near !== undefined) return `; found ${near}`;
  return names.count === 0 ? "; no files found" : `; found for example ${some[0]}`;
}

function firstMatch(patterns: readonly string[], names: InputIndex): string | undefined {
  let first: string | undefined;
  for (const pattern of patterns) {
    const [found] = names.matching(parsePattern(pattern));
    if (found === undefined) return undefined;
    first ??= found;
  }
  return first;
}

/** The same range with its numbers padded to 1, 2 and 3 digits, but for the way it is written. */
function otherPaddings(range: string): readonly { readonly text: string; readonly width: number }[] {
  const [first = "", last = ""] = range.split("..");
  return [1, 2, 3]
    .map((width) => ({ width, text: `${repadded(first, width)}..${repadded(last, width)}` }))
    .filter(({ text }) => text !== range);
}

function repadded(value: string, width: number): string {
  return value.replace(/\d+$/, (digits) => String(Number(digits)).padStart(width, "0"));
}

const withoutZeros = (text: string): string => text.replace(/0+(?=\d)/g, "");
