import { isAbsolute, resolve } from "node:path";
import { mustBeGiven, readScriptHeader, type ScriptParameter, valueProblem } from "../../contract/script-parameters";
import { type RunRequest } from "../engine";

export type PreparedMacro = { readonly source: string } | { readonly problem: string; readonly line?: number };
type Values = Pick<RunRequest, "parameters" | "inputFolder" | "outputFolder">;

/**
 * A Fiji macro as plain ImageJ runs it: its `#@` lines are blanked, and their variables set at the start of line 1, so
 * that every line keeps its number. Values never become code: text is written as a string literal.
 */
export function prepareMacro(script: string, request: Values): PreparedMacro {
  const text = script.replace(/^\uFEFF/, "");
  const header = readScriptHeader(text);
  const wrong = header.problems[0];
  if (wrong !== undefined) return { problem: wrong.text, line: wrong.line };
  const variables: string[] = [];
  for (const parameter of header.parameters) {
    const value = valueOf(parameter, request) ?? (parameter.kind === "other" ? "" : undefined);
    if (value === undefined) return { problem: `parameter "${parameter.name}" is not given`, line: parameter.line };
    const problem = value === "" && isEmptyAllowed(parameter) ? undefined : valueProblem(parameter, value);
    if (problem !== undefined) return { problem, line: parameter.line };
    variables.push(`var ${parameter.name} = ${literal(parameter, value, request)};`);
  }
  const blanked = new Set(header.lines);
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => (blanked.has(index + 1) ? "" : line));
  return { source: variables.join(" ") + (variables.length > 0 ? " " : "") + lines.join("\n") };
}

function valueOf(parameter: ScriptParameter, { parameters, inputFolder, outputFolder }: Values): string | undefined {
  const folders: Readonly<Record<string, string>> = { input: inputFolder, output: outputFolder };
  const given = Object.hasOwn(parameters, parameter.name) ? parameters[parameter.name] : folders[parameter.name];
  return given ?? parameter.default ?? (mustBeGiven(parameter) ? undefined : "");
}

/** What nobody needs to give is empty, 0 or false, as in Fiji. */
function isEmptyAllowed(parameter: ScriptParameter): boolean {
  return !mustBeGiven(parameter) && parameter.kind !== "other";
}

function literal({ kind, style }: ScriptParameter, value: string, { inputFolder, outputFolder }: Values): string {
  switch (kind) {
    case "integer":
    case "number":
      return String(Number(value));
    case "boolean":
      return value.toLowerCase() === "true" ? "true" : "false";
    case "file":
      if (value === "" || isAbsolute(value)) return quoted(value);
      return quoted(resolve(style === "save" ? outputFolder : inputFolder, value));
    case "text":
    case "other":
      return quoted(value);
  }
}

/** ImageJ reads strings by Java's StreamTokenizer: backslash escapes, and octal ones for all other control characters. */
function quoted(value: string): string {
  const escaped = value.replace(/[\\"]/g, "\\$&").replace(/[\0-\x1f]/g, (char) => {
    return `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${escaped}"`;
}
