/**
 * The `#@` lines of a script, read the same way at submit and in the engine. The grammar is SciJava's:
 * `#@ Type (attribute=value, …) name`; also `#@output …` and `#@script …`, which ask for nothing.
 */
export interface ScriptParameter {
  readonly name: string;
  /** 1-based line of the declaration. */
  readonly line: number;
  readonly kind: ParameterKind;
  /** As the script writes it, e.g. `java.io.File`. */
  readonly type: string;
  readonly label?: string;
  /** What `value=` gives. */
  readonly default?: string;
  /** @default true */
  readonly required: boolean;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Files: open, save, directory, … */
  readonly style?: string;
  /** Only shows its text: never asked for. */
  readonly message: boolean;
}

/** `other`: images, services and everything else that only Fiji can make. */
export type ParameterKind = "text" | "file" | "integer" | "number" | "boolean" | "other";

export interface ScriptHeader {
  readonly parameters: readonly ScriptParameter[];
  /** 1-based numbers of all `#@` lines. */
  readonly lines: readonly number[];
  readonly problems: readonly HeaderProblem[];
}

export interface HeaderProblem {
  readonly line: number;
  readonly text: string;
}

const KINDS: Readonly<Record<string, ParameterKind>> = {
  String: "text",
  text: "text",
  string: "text",
  File: "file",
  Integer: "integer",
  int: "integer",
  Long: "integer",
  long: "integer",
  Double: "number",
  double: "number",
  Float: "number",
  float: "number",
  Boolean: "boolean",
  boolean: "boolean",
};
/** Types of 32 bits; the others hold what a macro's number can. */
const NARROW = new Set(["Integer", "int"]);
const LARGEST_INT = 2 ** 31 - 1;

/** Reads every `#@` line of a script. Problems are collected, never thrown. */
export function readScriptHeader(script: string): ScriptHeader {
  const parameters: ScriptParameter[] = [];
  const lines: number[] = [];
  const problems: HeaderProblem[] = [];
  script.split(/\r\n|\r|\n/).forEach((text, index) => {
    if (!text.startsWith("#@")) return;
    const line = index + 1;
    lines.push(line);
    const declaration = text.slice(2).trim();
    if (declaration === "" || /^(output|script)\b/i.test(declaration)) return;
    const read = readDeclaration(declaration.replace(/^(input|both)\s+/i, ""), line);
    if (typeof read === "string") problems.push({ line, text: `${read}: ${text.trim()}` });
    else if (parameters.some((other) => other.name === read.name)) {
      problems.push({ line, text: `parameter "${read.name}" is declared twice` });
    } else parameters.push(read);
  });
  return { parameters, lines, problems };
}

/** What is wrong with a value given as text, in one sentence; `undefined` when nothing is. */
export function valueProblem(parameter: ScriptParameter, value: string): string | undefined {
  const { name, kind, type, choices, min, max } = parameter;
  const is = `parameter "${name}" is ${JSON.stringify(value)}`;
  if (kind === "other") return `parameter "${name}" has type ${type}: that needs Fiji (\`--engine fiji\`)`;
  if (choices !== undefined && !choices.includes(value)) return `${is}; it may be ${choices.join(", ")}`;
  if (kind === "boolean" && !/^(true|false)$/i.test(value)) return `${is}; it may be true or false`;
  if (kind !== "integer" && kind !== "number") return undefined;
  const shape = kind === "integer" ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
  const number = Number(value);
  if (!shape.test(value) || !Number.isFinite(number)) {
    return `${is}; write ${kind === "integer" ? "a whole number" : "a number, with a point"}`;
  }
  const lowest = Math.max(min ?? -Infinity, NARROW.has(type) ? -LARGEST_INT - 1 : -Infinity);
  const highest = Math.min(max ?? Infinity, NARROW.has(type) ? LARGEST_INT : Infinity);
  if (number < lowest) return `${is}; the least is ${lowest}`;
  if (number > highest) return `${is}; the most is ${highest}`;
  return undefined;
}

/** True when a job must give the value: no default, and not one that is filled in or left empty. */
export function mustBeGiven(parameter: ScriptParameter): boolean {
  return parameter.default === undefined && parameter.required && !parameter.message;
}

function readDeclaration(declaration: string, line: number): ScriptParameter | string {
  const match = /^([A-Za-z_][\w.$]*(?:<[^>]*>)?(?:\[\])?)(?:\s*(\(.*\))\s*|\s+)([A-Za-z_]\w*)$/su.exec(declaration);
  if (match === null) return 'not a parameter (write `#@ Type (label="…") name`)';
  const [, type = "", group, name = ""] = match;
  const attributes = readAttributes(group?.slice(1, -1) ?? "");
  if (typeof attributes === "string") return attributes;
  const single = (key: string): string | undefined => attributes.get(key)?.[0];
  const limit = (key: string): number | undefined => (single(key) === undefined ? undefined : Number(single(key)));
  const shortType = type.replace(/^java\.(lang|io)\./, "");
  const [label, value, style, min, max] = [
    single("label"),
    single("value"),
    single("style"),
    limit("min"),
    limit("max"),
  ];
  const choices = attributes.get("choices");
  return {
    name,
    line,
    kind: (Object.hasOwn(KINDS, shortType) ? KINDS[shortType] : undefined) ?? "other",
    type: shortType,
    required: single("required")?.toLowerCase() !== "false",
    message: single("visibility")?.toUpperCase() === "MESSAGE",
    ...(label === undefined ? {} : { label }),
    ...(value === undefined ? {} : { default: value }),
    ...(style === undefined ? {} : { style }),
    ...(choices === undefined ? {} : { choices }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

/** `a=1, b="x, y", c={"p", 'q'}` → each key's values; keys ignore case. A string when it cannot be read. */
function readAttributes(text: string): Map<string, string[]> | string {
  const attributes = new Map<string, string[]>();
  let rest = text.trim();
  while (rest !== "") {
    const key = /^([A-Za-z_]\w*)\s*=\s*/.exec(rest);
    if (key === null) return `cannot read "${rest}" (write attribute=value)`;
    rest = rest.slice(key[0].length);
    const values = rest.startsWith("{") ? readList(rest) : readValue(rest);
    if (values === undefined) return `cannot read the value of "${key[1]}"`;
    attributes.set((key[1] ?? "").toLowerCase(), values.values);
    rest = values.rest.trim();
    if (rest.startsWith(",")) rest = rest.slice(1).trim();
    else if (rest !== "") return `a comma is missing before "${rest}"`;
  }
  return attributes;
}

interface Values {
  readonly values: string[];
  readonly rest: string;
}

function readList(text: string): Values | undefined {
  const values: string[] = [];
  let rest = text.slice(1).trim();
  while (!rest.startsWith("}")) {
    const one = readValue(rest);
    if (one === undefined) return undefined;
    values.push(...one.values);
    rest = one.rest.trim();
    if (rest.startsWith(",")) rest = rest.slice(1).trim();
    else if (!rest.startsWith("}")) return undefined;
  }
  return { values, rest: rest.slice(1) };
}

/** Double quotes know escapes, single quotes are verbatim, and a bare word ends at a comma or brace. */
function readValue(text: string): Values | undefined {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^,{}"'\s][^,{}]*))/su.exec(text);
  if (match === null) return undefined;
  const [whole, escaped, verbatim, bare] = match;
  const value =
    escaped?.replace(/\\(.)/gsu, (_, char: string) => ESCAPES[char] ?? char) ?? verbatim ?? bare?.trim() ?? "";
  return { values: [value], rest: text.slice(whole.length) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
