import { partsOf, reach, reachBack, type Step, type Take } from "../../../worker/contract/patterns";
import { show } from "../../shared/problems";
import { keyProblem } from "../file/json-values";
import { type KeyType, readType, TEXT, typeByName, TYPES } from "./key-types";
import { keysOf, parsePlaceholders, type Placeholders } from "./placeholders";

/** `{Plate}/{Well}_{Site}_*.tif` as it is written. */
export interface NamePattern {
  readonly text: string;
  /** The same without the types of its keys: values can be put in. */
  readonly placeholders: Placeholders;
  /** Each once. */
  readonly keys: readonly string[];
  /** Of each key; undefined: the pattern says none. */
  readonly written: readonly (KeyType | undefined)[];
}

/** What a name says. Two values of one key: it can be read in more than one way. */
export type Reading =
  { readonly values: readonly string[] } | { readonly key: number; readonly either: readonly [string, string] };

/** Reads names, in steps of pattern length x name length; undefined: the name does not fit. */
export type NameReader = (name: string) => Reading | undefined;

/** @returns the pattern, or what is wrong with it */
export function parseNamePattern(text: string): NamePattern | string {
  const typed = parsePlaceholders(text);
  if (typeof typed === "string") return typed;
  const written = new Map<string, KeyType | undefined>();
  const parts: string[] = [];
  for (const [index, part] of typed.parts.entries()) {
    if (index % 2 === 0) {
      parts.push(part);
      continue;
    }
    const colon = part.indexOf(":");
    const key = colon === -1 ? part : part.slice(0, colon);
    const problem = keyProblem(key);
    if (problem !== undefined) return `${show(text)}: the key {${key}} ${problem}`;
    const type = colon === -1 ? undefined : readType(part.slice(colon + 1));
    if (colon !== -1 && type === undefined) {
      return `${show(text)}: ${show(part.slice(colon + 1))} is no type of the key ${key}; types are ${TYPES}`;
    }
    const earlier = written.get(key);
    if (earlier !== undefined && type !== undefined && earlier.written !== type.written) {
      return `${show(text)}: the key ${key} has the types ${earlier.written} and ${type.written}`;
    }
    written.set(key, earlier ?? type);
    parts.push(key);
  }
  if (written.size === 0) return `${show(text)} has no {Key}: nothing says which files belong together`;
  const keys = [...written.keys()];
  return {
    text,
    placeholders: { text: withoutTypes(typed), parts },
    keys,
    written: keys.map((key) => written.get(key)),
  };
}

/** The pattern with these types written out where they are not those that its keys have by their names. */
export function withTypes(pattern: NamePattern, types: readonly (KeyType | undefined)[]): string {
  return textOf(pattern.placeholders, (key) => {
    const type = types[pattern.keys.indexOf(key)];
    return type === undefined || type.written === typeByName(key).written ? key : `${key}:${type.written}`;
  });
}

const withoutTypes = (typed: Placeholders): string => textOf(typed, (part) => part.split(":")[0] ?? "");

const textOf = ({ parts }: Placeholders, keyText: (key: string) => string): string =>
  parts.map((part, index) => (index % 2 === 0 ? part.replace(/[{}]/g, "$&$&") : `{${keyText(part)}}`)).join("");

/**
 * Compiles a pattern.
 * @param types of its keys, in their order
 * @param isLoose a number beside a wildcard need not be whole, as in the glob that a value is put into
 */
export function nameReader(pattern: NamePattern, types: readonly KeyType[], isLoose = false): NameReader {
  const steps = stepsOf(pattern);
  const isOpen = (step: Step | number | undefined): boolean => typeof step === "string" || typeof step === "number";
  const compiled = steps.map((step, index): Step => {
    if (typeof step !== "number") return step;
    const [openBefore, openBehind] = isLoose ? [false, false] : [isOpen(steps[index - 1]), isOpen(steps[index + 1])];
    const type = types[step] ?? TEXT;
    return { ends: (name) => type.ends(name, openBefore, openBehind) };
  });
  const keyOf = steps.map((step) => (typeof step === "number" ? step : undefined));
  const isTwice = keysOf(pattern.placeholders).length > pattern.keys.length;
  return (name) => read(name, compiled, keyOf, pattern.keys.length, isTwice);
}

/** Literal text, wildcards, and the number of each key. */
function stepsOf({ placeholders, keys }: NamePattern): readonly (Exclude<Step, Take> | number)[] {
  const whole = placeholders.parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("\\", "\\\\") : KEY));
  let at = 1; // of the parts: the next key
  return partsOf(whole.join("")).flatMap((part): readonly (Exclude<Step, Take> | number)[] => {
    if (typeof part === "string") return [part];
    const texts = part.text.split(KEY);
    return texts.flatMap((text, index) => {
      const key = index === 0 ? [] : [keys.indexOf(placeholders.parts[at] ?? "")];
      if (index > 0) at += 2;
      return text === "" ? key : [...key, { text }];
    });
  });
}
/** Stands for a key while wildcards are looked for; no name of a file holds it. */
const KEY = "\0";

/** Values of a key that stands twice which are tried, before the name counts as one that can be read in many ways. */
const MAX_TRIES = 200;

function read(
  name: string,
  steps: readonly Step[],
  keyOf: readonly (number | undefined)[],
  keyCount: number,
  isTwice: boolean,
): Reading | undefined {
  const values = valuesOf(name, steps, keyOf, isTwice ? MAX_TRIES : 2);
  if (values === undefined) return undefined;
  if (isTwice) return readTwice(name, steps, keyOf, keyCount, values);
  return oneReading(keyCount, (key) => values[keyOf.indexOf(key)] ?? []);
}

function oneReading(keyCount: number, valuesOfKey: (key: number) => readonly string[]): Reading {
  const found: string[] = [];
  for (let key = 0; key < keyCount; key++) {
    const [value = "", other] = valuesOfKey(key);
    if (other !== undefined) return { key, either: [value, other] };
    found.push(value);
  }
  return { values: found };
}

/** A key that stands twice has one value: each that it may have where it stands first is put in everywhere. */
function readTwice(
  name: string,
  steps: readonly Step[],
  keyOf: readonly (number | undefined)[],
  keyCount: number,
  values: readonly (readonly string[] | undefined)[],
): Reading | undefined {
  const twice = keyOf.findIndex((key, index) => key !== undefined && keyOf.lastIndexOf(key) !== index);
  const key = keyOf[twice];
  const candidates = values[twice] ?? [];
  if (key === undefined) return oneReading(keyCount, (one) => values[keyOf.indexOf(one)] ?? []);
  if (candidates.length === MAX_TRIES) return { key, either: [candidates[0] ?? "", candidates[1] ?? ""] };
  let found: Reading | undefined;
  let foundValue = "";
  for (const text of candidates) {
    const put = steps.map((step, index): Step => (keyOf[index] === key ? { text } : step));
    const others = keyOf.map((one) => (one === key ? undefined : one));
    const inner = valuesOf(name, put, others, MAX_TRIES);
    const reading = inner && readTwice(name, put, others, keyCount, inner);
    if (reading === undefined) continue;
    if (found !== undefined) return { key, either: [foundValue, text] };
    [found, foundValue] = [reading, text];
  }
  if (found === undefined || "either" in found) return found;
  return { values: found.values.map((value, index) => (index === key ? foundValue : value)) };
}

/**
 * The different values that each step of a key may take on some way through the whole name, at most `most`; undefined:
 * there is no such way.
 */
function valuesOf(
  name: string,
  steps: readonly Step[],
  keyOf: readonly (number | undefined)[],
  most: number,
): (readonly string[] | undefined)[] | undefined {
  const last = steps.at(-1);
  if (typeof last === "object" && "text" in last && !name.endsWith(last.text)) return undefined;
  const places: (readonly number[])[] = [[0]];
  for (const step of steps) {
    const reached = reach(step, name, places.at(-1) ?? []);
    if (reached.length === 0) return undefined;
    places.push(reached);
  }
  if (places.at(-1)?.at(-1) !== name.length) return undefined;
  places[steps.length] = [name.length];
  for (let at = steps.length - 1; at >= 0; at--) {
    places[at] = reachBack(steps[at] as Step, name, places[at] ?? [], places[at + 1] ?? []);
  }
  return keyOf.map((key, at) =>
    key === undefined ? undefined : between(name, steps[at] as Step, places[at] ?? [], places[at + 1] ?? [], most),
  );
}

function between(
  name: string,
  step: Step,
  starts: readonly number[],
  ends: readonly number[],
  most: number,
): readonly string[] {
  const found = new Set<string>();
  const endsFrom = typeof step === "object" && "ends" in step ? step.ends(name) : undefined;
  for (const start of starts) {
    const [first, last] = endsFrom?.(start) ?? [0, -1];
    for (const end of ends) {
      if (end > last) break;
      if (end >= first) found.add(name.slice(start, end));
      if (found.size === most) return [...found];
    }
  }
  return [...found];
}
