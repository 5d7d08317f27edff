import { expandRange } from "./ranges";
import { type JsonNode } from "./json-reader";
import { type Problems, show } from "../../shared/problems";
import { scalarText } from "./json-values";

/** The values of one key of a grid, made when asked for: `1..1000000` takes no memory. */
export interface GridAxis {
  readonly key: string;
  readonly count: number;
  at(index: number): string;
  /** The range as written, when it is one: for hints. */
  readonly range?: string;
}

/** Well ranges of whole plates. */
const PLATES: ReadonlyMap<string, string> = new Map([
  ["96", "A01..H12"],
  ["384", "A01..P24"],
  ["1536", "A01..AF48"],
]);

/**
 * Reads one member of `grid`: a list, a range `A01..P24` or `1..9`, a plate size for a key with "well" in its name,
 * or one value. Undefined after a problem was reported.
 */
export function readAxis(key: string, node: JsonNode, problems: Problems): GridAxis | undefined {
  const path = `grid.${key}`;
  if (node.kind === "array") {
    if (node.items.length === 0) problems.add(`${path} is an empty list: give at least one value`);
    const parts = node.items.map((item, index) => {
      const text = scalarText(item, `${path}[${index}]`, problems);
      if (text === undefined) return undefined;
      // in a list, what is no range is a value: the way to write a value that looks like a mistaken range
      return RANGE.test(text) ? part(key, text, `${path}[${index}]`, problems) : single(key, text);
    });
    return node.items.length === 0 || parts.includes(undefined) ? undefined : joined(key, parts as GridAxis[]);
  }
  const text = scalarText(node, path, problems);
  if (text === undefined) return undefined;
  const plate = /well/i.test(key) ? PLATES.get(text) : undefined;
  if (plate === undefined && isListLike(text)) {
    const list = text.split(",").map((item) => JSON.stringify(item.trim()));
    problems.add(`${path} is ${show(text)}: write a list, [${list.join(", ")}]`);
    return undefined;
  }
  const dash = /^([A-Za-z]{1,2}\d{1,3}|\d+)\s*(?:-|:|–|…|\.{3,}|\s+to\s+)\s*([A-Za-z]{1,2}\d{1,3}|\d+)$/.exec(text);
  if (dash !== null) {
    problems.add(`${path} is ${show(text)}: write a range as "${dash[1]}..${dash[2]}", one value as [${show(text)}]`);
    return undefined;
  }
  return part(key, plate ?? text, path, problems);
}

/** A range, or one value. */
function part(key: string, text: string, path: string, problems: Problems): GridAxis | undefined {
  if (!/^\S+\.\.\S*$|^\.\.\S+$/.test(text) || /[/\\]/.test(text)) return single(key, text);
  const range = expandRange(text);
  if (typeof range === "string") {
    problems.add(`${path} is ${show(text)}: ${range}`);
    return undefined;
  }
  return { key, range: text, ...range };
}

const RANGE = /^(?:[A-Za-z]{1,2}\d{1,3}|-?\d+)\.\.(?:[A-Za-z]{1,2}\d{1,3}|-?\d+)$/;
const single = (key: string, text: string): GridAxis => ({ key, count: 1, at: () => text });

function joined(key: string, parts: readonly GridAxis[]): GridAxis {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  if (parts.every((one) => one.count === 1)) {
    const values = parts.map((one) => one.at(0));
    return { key, count: values.length, at: (index) => values[index] as string };
  }
  const count = parts.reduce((sum, one) => sum + one.count, 0);
  const at = (index: number): string => {
    let rest = index;
    for (const one of parts) {
      if (rest < one.count) return one.at(rest);
      rest -= one.count;
    }
    throw new RangeError(`${key} has ${count} values, not ${index + 1}`);
  };
  return { key, count, at };
}

/** `A01,B02` or `1, 2`, which is hardly ever one value. */
const isListLike = (text: string): boolean =>
  /^\s*(?:[A-Za-z]{1,2}\d{1,3}|\d+)(?:\.\.\w+)?(?:\s*,\s*(?:[A-Za-z]{1,2}\d{1,3}|\d+)(?:\.\.\w+)?)+\s*$/.test(text);
