import { isAbsolute, resolve } from "node:path";
import { macroNameProblems } from "../../contract/macro-words";
import { colorText, dateOf, listItems, valueProblem, wholeNumber } from "../../contract/parameter-values";
import {
  mustBeGiven,
  outputProblem,
  readScriptHeader,
  scriptBody,
  type ScriptParameter,
} from "../../contract/script-parameters";
import { type RunRequest } from "../engine";

export type PreparedMacro = { readonly source: string } | { readonly problem: string; readonly line?: number };
type Values = Pick<RunRequest, "parameters" | "inputFolder" | "outputFolder">;

/**
 * A Fiji macro as plain ImageJ runs it: its header is blanked, and its variables set at the start of line 1, so that
 * every line keeps its number. Values never become code: text is written as a string literal.
 */
export function prepareMacro(script: string, request: Values): PreparedMacro {
  const header = readScriptHeader(script);
  const { parameters, outputs } = header;
  const [lost] = outputs;
  const [wrong] = [...header.problems, ...header.directives, ...macroNameProblems(parameters)];
  if (wrong !== undefined) return { problem: wrong.text, line: wrong.line };
  if (lost !== undefined) return { problem: outputProblem(lost.name), line: lost.line };
  const variables: string[] = [];
  for (const parameter of parameters) {
    const { name, line, kind, type } = parameter;
    if (kind === "given") continue; // a service: nothing that a macro could use
    if (kind === "other")
      return { problem: `parameter "${name}" has type ${type}: that needs Fiji (\`--engine fiji\`)`, line };
    const value = valueOf(parameter, request);
    if (value === undefined) return { problem: `parameter "${name}" is not given`, line };
    const problem = value === "" && !mustBeGiven(parameter) ? undefined : valueProblem(parameter, value);
    if (problem !== undefined) return { problem, line };
    variables.push(`var ${name} = ${literal(parameter, value, request)};`);
  }
  return { source: variables.join(" ") + (variables.length > 0 ? " " : "") + scriptBody(script, header) };
}

function valueOf(parameter: ScriptParameter, { parameters, inputFolder, outputFolder }: Values): string | undefined {
  const folders: Readonly<Record<string, string>> = { input: inputFolder, output: outputFolder };
  const { name } = parameter;
  const given = Object.hasOwn(parameters, name)
    ? parameters[name]
    : Object.hasOwn(folders, name)
      ? folders[name]
      : undefined;
  return given ?? parameter.default ?? (mustBeGiven(parameter) ? undefined : "");
}

/** As Fiji's own macro language gets it: numbers and booleans are numbers, lists arrays, all else text. */
function literal(parameter: ScriptParameter, value: string, request: Values): string {
  if (!parameter.list) return itemLiteral(parameter, value, request);
  return `newArray(${(listItems(value) ?? []).map((item) => itemLiteral(parameter, item, request)).join(", ")})`;
}

/** What need not be given is empty, 0 or false. */
function itemLiteral({ kind, style }: ScriptParameter, value: string, { inputFolder, outputFolder }: Values): string {
  switch (kind) {
    case "integer":
      return String(Number(wholeNumber(value) ?? 0));
    case "number":
      return String(Number(value));
    case "boolean":
      return value.toLowerCase() === "true" ? "true" : "false";
    case "file":
      if (value === "" || isAbsolute(value)) return quoted(value);
      return quoted(resolve(style?.includes("save") === true ? outputFolder : inputFolder, value));
    case "color":
      return quoted(colorText(value) ?? "");
    case "date":
      return quoted(javaDate(dateOf(value)));
    case "text":
    case "character":
    case "given":
    case "image":
    case "other":
      return quoted(value);
  }
}

/** `Thu Jan 01 00:00:00 UTC 1970` */
function javaDate(date: Date | undefined): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/.exec(date?.toUTCString() ?? "") ?? [];
  return date === undefined ? "" : `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** ImageJ reads strings by Java's StreamTokenizer: backslash escapes, and octal ones for all other control characters. */
function quoted(value: string): string {
  const escaped = value.replace(/[\\"]/g, "\\$&").replace(/[\0-\x1f]/g, (char) => {
    return `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${escaped}"`;
}
