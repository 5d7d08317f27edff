import { javaDouble, javaFloat, type Literal, literalText, parseAttributes } from "./script-attributes";

/** One parameter that a script asks for, as SciJava (scijava-common 2.100.1) reads it. */
export interface ScriptParameter {
  readonly name: string;
  /** 1-based line of the declaration. */
  readonly line: number;
  /** Of the value, or of each element of a list. */
  readonly kind: ParameterKind;
  /** `File[]`, `String[]`, `int[]`: the value is a list. */
  readonly list: boolean;
  /** As the script writes it, without Java's own packages, e.g. `File`. */
  readonly type: string;
  readonly label?: string;
  /** What `value=` gives, converted to the type; absent also where SciJava cannot convert it. */
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

/**
 * `given`: Fiji provides it, services for example. `image`: no job can give it. `other`: everything else, which only Fiji
 * may know.
 */
export type ParameterKind =
  "text" | "file" | "integer" | "number" | "boolean" | "character" | "color" | "date" | "given" | "image" | "other";

/** What the script says it hands out at its end: `#@output Integer count`. */
export type ScriptOutput = Pick<ScriptParameter, "name" | "line" | "kind" | "type">;

export interface ScriptHeader {
  readonly parameters: readonly ScriptParameter[];
  readonly outputs: readonly ScriptOutput[];
  /** 1-based numbers of all lines that are no code; SciJava hands them on empty. */
  readonly lines: readonly number[];
  readonly problems: readonly HeaderProblem[];
  /** `#@dependency(…)` and its like: for add-ons of Fiji, nothing for plain ImageJ. */
  readonly directives: readonly HeaderProblem[];
}

export interface HeaderProblem {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads the header of a script as SciJava does: `#@ Type (attribute=value, …) name` at the start of a line anywhere, and
 * the older `// @Type name` before the first line of words. What SciJava ignores with a line in its log is a problem here.
 * Problems are collected, never thrown.
 */
export function readScriptHeader(script: string): ScriptHeader {
  const found: Found = { parameters: [], outputs: [], lines: [], problems: [], directives: [] };
  let isHeader = true;
  linesOf(script).forEach((text, index) => {
    const line = index + 1;
    if (line === 1 && text.startsWith("#!")) return void found.lines.push(line);
    if (text.startsWith("#@")) return readNew(text.slice(2), line, found);
    if (!isHeader) return;
    if (/^\W*[^\w#]@/.test(text)) readOld(text, line, found);
    else if (/\w/.test(text)) isHeader = false;
  });
  return found;
}

/** The script without its header, each line where it was; what SciJava hands to the language. */
export function scriptBody(script: string, { lines }: Pick<ScriptHeader, "lines">): string {
  const blank = new Set(lines);
  return linesOf(script)
    .map((text, index) => (blank.has(index + 1) ? "" : text))
    .join("\n");
}

/** True when a job must give the value: no default, and not one that is filled in or left empty. */
export function mustBeGiven(parameter: ScriptParameter): boolean {
  return parameter.default === undefined && parameter.required && !parameter.message && parameter.kind !== "given";
}

/** Why a macro's `#@output` cannot be: plain ImageJ hands no variable out. */
export const outputProblem = (name: string): string =>
  `#@output ${name} would be lost: only --engine fiji keeps outputs; or write it, e.g. File.saveString(${name}, output + File.separator + "${name}.txt")`;

/** Bits of Java's whole numbers; BigInteger has no end. */
export const WHOLE_BITS: ReadonlyMap<string, number> = new Map([
  ["byte", 8],
  ["Byte", 8],
  ["short", 16],
  ["Short", 16],
  ["int", 32],
  ["Integer", 32],
  ["long", 64],
  ["Long", 64],
]);

const DECIMAL = ["double", "Double", "float", "Float", "Number", "BigDecimal"];
const KINDS: ReadonlyMap<string, ParameterKind> = new Map([
  ...[...WHOLE_BITS.keys(), "BigInteger"].map((type) => [type, "integer"] as const),
  ...DECIMAL.map((type) => [type, "number"] as const),
  ...["String", "string", "CharSequence", "Object"].map((type) => [type, "text"] as const),
  ...["boolean", "Boolean"].map((type) => [type, "boolean"] as const),
  ...["char", "Character"].map((type) => [type, "character"] as const),
  ["File", "file"],
  ["ColorRGB", "color"],
  ["Date", "date"],
]);
const IMAGES =
  /^(?:ImagePlus|Dataset|ImageDisplay|DatasetView|Display|Img|ImgPlus|RandomAccessibleInterval|RoiManager|Overlay)$/;
const GIVEN = /(?:Service|^Context|^Logger|^ImageJ|^ResultsTable|^UserInterface)$/;
const JAVA_PACKAGES = /^(?:java\.(?:lang|io|math|util)|org\.scijava(?:\.util|\.log)?)\.(?=[A-Z]\w*(?:\[\])?$)/;

interface Found {
  readonly parameters: ScriptParameter[];
  readonly outputs: ScriptOutput[];
  readonly lines: number[];
  readonly problems: HeaderProblem[];
  readonly directives: HeaderProblem[];
}

const linesOf = (script: string): string[] => script.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);

function readNew(text: string, line: number, found: Found): void {
  if (/^script\s*(?:\(|$)/.test(text)) return void found.lines.push(line);
  const directive = /^\s*(import|include|dependency|repository)\b/.exec(text)?.[1];
  if (directive !== undefined) {
    const why = `#@${directive} is for an add-on of Fiji: --engine fiji`;
    return void found.directives.push({ line, text: why });
  }
  const read = readDeclaration(text, line);
  if (typeof read === "string") return void found.problems.push({ line, text: `#@${text.trimEnd()}: ${read}` });
  const meant = read.kind === "other" ? OTHER_CASE.get(read.type.toLowerCase()) : undefined;
  if (meant === undefined) add(read, found);
  else found.problems.push({ line, text: `#@${text.trimEnd()}: ${read.type} is no type: write ${meant}` });
}

/** A comment that holds an @ is no parameter unless a type follows: `// @author Jane Doe`. */
function readOld(text: string, line: number, found: Found): void {
  const read = readDeclaration(text.slice(text.indexOf("@") + 1), line);
  if (typeof read === "string") {
    if (/^\W*@\s*(\w+(?:\[\])?)\s*\(/.test(text)) found.problems.push({ line, text: `${text.trim()}: ${read}` });
  } else if (read.kind !== "other") add(read, found);
}

function add({ direction, ...parameter }: Declaration, found: Found): void {
  const { name, line, kind, type } = parameter;
  found.lines.push(line);
  const isTwice = (one: ScriptOutput): boolean => one.name === name;
  if (
    (direction !== "output" && found.parameters.some(isTwice)) ||
    (direction !== "input" && found.outputs.some(isTwice))
  ) {
    return void found.problems.push({
      line,
      text: `${direction === "output" ? "output" : "parameter"} "${name}" is declared twice`,
    });
  }
  if (direction !== "output") found.parameters.push(parameter);
  if (direction !== "input") found.outputs.push({ name, line, kind, type });
}

type Declaration = ScriptParameter & { readonly direction: "input" | "output" | "both" };

/** @returns the declaration, or what is wrong with it */
function readDeclaration(text: string, line: number): Declaration | string {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (close < open) return '")" is missing';
  const attributes = open === -1 ? new Map<string, Literal>() : parseAttributes(text.slice(open + 1, close));
  if (typeof attributes === "string") return attributes;
  const outside = open === -1 ? text : text.slice(0, open) + text.slice(close + 1);
  const words = outside.trim().split(/[ \t\n]+/);
  const direction = /^(?:input|output|both)$/i.test(words[0] ?? "") ? words.shift()?.toLowerCase() : undefined;
  // `#@output count` is of any type
  if (direction !== undefined && words.length === 1 && words[0] !== "") words.unshift("Object");
  const [written = "", plain] = words;
  if (written === "" || plain === undefined) {
    return /\)\w/.test(text)
      ? "a blank is missing after the bracket"
      : "it needs a type and a name, e.g. `#@ Integer sigma`";
  }
  if (!/^[\p{L}_$][\p{L}\p{Nd}_.$<>,?]*(?:\[\])*$/u.test(written)) return `${written} is no type`;
  const type = written.replace(JAVA_PACKAGES, "");
  const textOf = (key: string): string | undefined => {
    const value = attributes.get(key);
    return value === undefined ? undefined : literalText(value);
  };
  const name = textOf("name") ?? plain;
  if (!/^[\p{L}_$][\p{L}\p{Nd}_$]*$/u.test(name)) {
    return `${name} is not a name${/[;,:]$/.test(name) ? `: leave out the ${name.at(-1)}` : ""}`;
  }
  const io = direction ?? textOf("type") ?? "INPUT";
  if (direction === undefined && !/^(?:INPUT|OUTPUT|BOTH)$/.test(io))
    return `type=${io} is none: write \`#@output ${type} ${name}\``;
  const { kind, list } = kindOf(type);
  try {
    const value = attributes.get("value");
    const given = value === undefined ? undefined : list ? listText(value, type, kind) : convert(value, type, kind);
    const number = (key: string): number | undefined => limit(attributes.get(key), type, kind);
    const [label, style, min, max] = [textOf("label"), textOf("style"), number("min"), number("max")];
    const choices = choicesOf(attributes.get("choices"), type, kind);
    const required = attributes.get("required");
    return {
      name,
      line,
      kind,
      list,
      type,
      direction: io.toLowerCase() as Declaration["direction"],
      required: required === undefined || convert(required, "boolean", "boolean") !== "false",
      message: textOf("visibility") === "MESSAGE",
      ...(label === undefined ? {} : { label }),
      ...(given === undefined ? {} : { default: given }),
      ...(style === undefined ? {} : { style }),
      ...(choices === undefined || choices.length === 0 ? {} : { choices }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    };
  } catch (error) {
    if (error instanceof Unconvertible) return error.message;
    throw error;
  }
}

function kindOf(type: string): Pick<ScriptParameter, "kind" | "list"> {
  const element = type.replace(/\[\]$/, "");
  const list = element !== type;
  const known = KINDS.get(element);
  if (known !== undefined) return { kind: known, list };
  const simple = element.slice(element.lastIndexOf(".") + 1);
  return { kind: list ? "other" : IMAGES.test(simple) ? "image" : GIVEN.test(simple) ? "given" : "other", list };
}

/** Types by their lower case, for those who write `file`. */
const OTHER_CASE: ReadonlyMap<string, string> = new Map([
  ...[...KINDS.keys()].reverse().map((type) => [type.toLowerCase(), type] as const),
  ["text", "String"],
  ["str", "String"],
  ["bool", "boolean"],
]);

class Unconvertible extends Error {}

function choicesOf(literal: Literal | undefined, type: string, kind: ParameterKind): readonly string[] | undefined {
  if (literal === undefined) return undefined;
  return itemsOf(literal).flatMap((item) => convert(item, type.replace(/\[\]$/, ""), kind) ?? []);
}

function limit(literal: Literal | undefined, type: string, kind: ParameterKind): number | undefined {
  if (literal === undefined || (kind !== "integer" && kind !== "number")) return undefined;
  const text = convert(literal, type.replace(/\[\]$/, ""), kind);
  return text === undefined ? undefined : Number(text);
}

const itemsOf = (literal: Literal): readonly Literal[] => (literal.kind === "list" ? literal.values : [literal]);

/** A list's default as a job would write it. */
function listText(literal: Literal, type: string, kind: ParameterKind): string {
  if (literal.kind === "text") return literal.value;
  return joinList(itemsOf(literal).map((item) => convert(item, type.slice(0, -2), kind) ?? ""));
}

/** `a, "b, c"`: an item with a comma, a quote or blanks at its ends stands in double quotes, and `"` is doubled there. */
export const joinList = (items: readonly string[]): string =>
  items.map((item) => (/[",]|^\s|\s$|^$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(", ");

/** The value as text of the type, by SciJava's conversion; undefined where that gives nothing. */
function convert(literal: Literal, type: string, kind: ParameterKind): string | undefined {
  const text = literalText(literal);
  const isPrimitive = /^[a-z]/.test(type);
  switch (kind) {
    case "integer":
      return text === "" ? undefined : (wholeText(literal, text, type) ?? (isPrimitive ? "0" : undefined));
    case "number":
      return text === ""
        ? noNumber(type, text)
        : (numberText(literal, text, type) ?? (isPrimitive ? "0.0" : noNumber(type, text)));
    case "boolean":
      return text === "" ? undefined : String(text.toLowerCase() === "true");
    case "character":
      return text === "" ? undefined : text.slice(0, 1);
    default:
      return text;
  }
}

/** The type Number throws where all others give nothing. */
function noNumber(type: string, text: string): undefined {
  if (type === "Number") throw new Unconvertible(`${JSON.stringify(text)} is no number`);
  return undefined;
}

function wholeText(literal: Literal, text: string, type: string): string | undefined {
  const bits = WHOLE_BITS.get(type);
  if (literal.kind === "whole") return String(bits === undefined ? literal.value : BigInt.asIntN(bits, literal.value));
  if (literal.kind === "double" || literal.kind === "float") {
    if (bits === undefined) return undefined;
    // Java stops at the ends of int or long, and cuts smaller types out of that int
    const wide = bits === 64 ? 64 : 32;
    return String(BigInt.asIntN(bits, saturated(literal.value, wide)));
  }
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  return bits === undefined || BigInt.asIntN(bits, value) === value ? String(value) : undefined;
}

function saturated(value: number, bits: number): bigint {
  const end = 2n ** BigInt(bits - 1);
  const whole = Number.isFinite(value) ? BigInt(Math.trunc(value)) : value > 0 ? end : -end;
  return whole >= end ? end - 1n : whole < -end ? -end : whole;
}

const JAVA_NUMBER = /^[\0-\x20]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Infinity|[+-]?NaN)[\0-\x20]*$/;

function numberText(literal: Literal, text: string, type: string): string | undefined {
  const isNumber = literal.kind === "whole" || literal.kind === "double" || literal.kind === "float";
  if (type === "Number" && isNumber) return text;
  if (type === "BigDecimal" && isNumber) {
    if (!Number.isFinite(Number(literal.value))) throw new Unconvertible(`${text} is no number`);
    return literal.kind === "whole" ? text : String(literal.value);
  }
  if (type === "BigDecimal") return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? text : undefined;
  const written = JAVA_NUMBER.exec(text.replace(/[fFdD](?=[\0-\x20]*$)/, ""))?.[1];
  const value = isNumber ? Number(literal.value) : written === undefined ? undefined : Number(written);
  if (value === undefined) return undefined;
  return /^[fF]loat$/.test(type) ? javaFloat(Math.fround(value)) : javaDouble(value);
}
