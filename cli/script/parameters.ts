import { type AttributeValue, parseAttributes } from "./attributes";

/** One `#@` line that asks for a value. */
export interface ScriptParameter {
  readonly name: string;
  /** As written, e.g. `Integer`, `File`. */
  readonly type: string;
  /** 1-based. */
  readonly line: number;
  /** The default, when there is one. */
  readonly value?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly style?: string | undefined;
  /** False for `required=false` and for messages. */
  readonly isRequired: boolean;
}

export interface ScriptHeader {
  readonly parameters: readonly ScriptParameter[];
  /** Each with its line. */
  readonly problems: readonly string[];
}

/**
 * Reads the `#@` lines of a script as SciJava does: `#@` at the start of a line anywhere in the file, and the older
 * `// @Type name` before the first line of code. Outputs, `#@script(…)` and `#@include`-like directives ask for nothing.
 */
export function readHeader(source: string): ScriptHeader {
  const parameters: ScriptParameter[] = [];
  const problems: string[] = [];
  let isHeader = true;
  for (const [index, text] of source
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const isNew = text.startsWith("#@");
    const old = isNew || !isHeader ? null : /^[^\w@"']*@(.*)$/.exec(text);
    if (!isNew && old === null) {
      // an interpreter line and comments do not end the header; code does
      if (/\w/.test(text) && !/^\s*(?:\/\/|#|\/\*|\*|;|%|--)/.test(text)) isHeader = false;
      continue;
    }
    const parsed = readLine(isNew ? text.slice(2) : (old?.[1] ?? ""), index + 1);
    if (typeof parsed === "string") {
      // an old-style line that cannot be read is a comment that holds an @
      if (isNew) problems.push(`line ${index + 1} of the script, ${text.trim()}: ${parsed}`);
    } else if (parsed !== undefined && (isNew || kindOf(parsed.type) !== "other")) {
      // "// @author Jane Doe" is a remark, not a parameter of type author
      const twice = parameters.find(({ name }) => name === parsed.name);
      if (twice !== undefined)
        problems.push(`lines ${twice.line} and ${parsed.line} of the script both declare ${parsed.name}`);
      else parameters.push(parsed);
    }
  }
  return { parameters, problems };
}

/** @returns the parameter, undefined for a line that asks for nothing, or what is wrong */
function readLine(text: string, line: number): ScriptParameter | undefined | string {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open !== -1 && close < open) return '")" is missing';
  const attributes = open === -1 ? new Map<string, AttributeValue>() : parseAttributes(text.slice(open + 1, close));
  const words = (open === -1 ? text : `${text.slice(0, open)} ${text.slice(close + 1)}`).trim().split(/\s+/);
  const first = words[0] ?? "";
  if (/^(?:script|import|include|dependency|repository)$/i.test(first)) return undefined;
  if (/^output$/i.test(first)) return undefined;
  if (typeof attributes === "string") return attributes;
  const [type, name, ...more] = /^(?:input|both)$/i.test(first) ? words.slice(1) : words;
  if (type === undefined || type === "" || name === undefined)
    return "it needs a type and a name, e.g. `#@ Integer sigma`";
  if (more.length > 0) return `there is more after the name ${name}`;
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `${name} is not a name`;
  const textOf = (key: string): string | undefined => {
    const value = attributes.get(key);
    return value === undefined || typeof value === "string" ? value : value.join(", ");
  };
  const choices = attributes.get("choices");
  const isMessage = textOf("visibility")?.toUpperCase() === "MESSAGE";
  return {
    name,
    type,
    line,
    value: textOf("value"),
    choices: choices === undefined ? undefined : typeof choices === "string" ? [choices] : choices,
    min: textOf("min"),
    max: textOf("max"),
    style: textOf("style"),
    isRequired: !isMessage && textOf("required")?.toLowerCase() !== "false",
  };
}

/** How the text of a parameter is read. `given`: the engine itself provides it. `image`: no job can give it. */
export type ValueKind = "text" | "file" | "whole" | "decimal" | "boolean" | "character" | "given" | "image" | "other";

export const WHOLE: ReadonlyMap<string, readonly [lowest: bigint, highest: bigint]> = new Map([
  ["byte", [-128n, 127n]],
  ["short", [-32_768n, 32_767n]],
  ["integer", [-2_147_483_648n, 2_147_483_647n]],
  ["int", [-2_147_483_648n, 2_147_483_647n]],
  ["long", [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n]],
]);

export const plainType = (type: string): string => type.replace(/^(?:java\.(?:lang|io|math)\.)/, "").toLowerCase();

export function kindOf(type: string): ValueKind {
  const plain = plainType(type);
  if (plain === "string" || plain === "text") return "text";
  if (plain === "file" || plain === "file[]") return "file";
  if (WHOLE.has(plain)) return "whole";
  if (plain === "double" || plain === "float") return "decimal";
  if (plain === "boolean") return "boolean";
  if (plain === "char" || plain === "character") return "character";
  if (
    /^(?:imageplus|dataset|imagedisplay|datasetview|display|img|imgplus|roimanager|resultstable|overlay)$/.test(plain)
  )
    return "image";
  if (/service$|^(?:.*\.)?(?:imagej|context|imagej2|gateway)$/.test(plain)) return "given";
  return "other";
}
