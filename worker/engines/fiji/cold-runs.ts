import { isAbsolute, join, resolve } from "node:path";
import { macroNameProblems } from "../../contract/macro-words";
import { colorText, listItems, valueProblem, wholeNumber } from "../../contract/parameter-values";
import { mustBeGiven, readScriptHeader, type ScriptParameter } from "../../contract/script-parameters";
import { type RunRequest } from "../engine";
import { type Failure } from "../program/run-failure";
import { loopFolder } from "./host";

type Request = Pick<RunRequest, "parameters" | "argument" | "inputFolder" | "outputFolder">;

/**
 * What follows each `--run` of a cold Fiji: a script that listens for errors, the job's own with its parameters, and one
 * that tells how it ended and ends the JVM, which plugins' threads would else keep alive for ever.
 */
export function coldRuns(
  script: string,
  source: string,
  request: Request,
): { readonly words: readonly (readonly string[])[] } | { readonly failure: Failure } {
  const header = readScriptHeader(source);
  const given = { input: request.inputFolder, output: request.outputFolder, ...request.parameters };
  const values: Record<string, string> = {};
  const refuse = (reason: string, line?: number) =>
    ({ failure: { class: "script-error", reason, ...(line === undefined ? {} : { line }) } }) as const;
  const [wrong] = [...header.problems, ...(isMacro(script) ? macroNameProblems(header.parameters) : [])];
  if (wrong !== undefined) return refuse(wrong.text, wrong.line);
  const [lost] = header.outputs;
  if (lost !== undefined)
    return refuse(
      `#@output ${lost.name} would be lost with --no-warm: run it warm, or save it below output`,
      lost.line,
    );
  for (const parameter of header.parameters) {
    const { name, kind, line, type } = parameter;
    const value = Object.hasOwn(given, name) ? given[name as keyof typeof given] : startValue(parameter);
    if (value === undefined) {
      // what Fiji can make itself, or has a default
      if (kind === "other" || kind === "image" || !mustBeGiven(parameter)) continue;
      return refuse(`parameter "${name}" is not given`, line);
    }
    // what need not be given may be empty: then it is not
    if (value === "" && kind !== "text" && !mustBeGiven(parameter)) continue;
    const problem = valueProblem(parameter, value);
    if (problem !== undefined) return refuse(problem, line);
    if (kind === "date")
      return refuse(`parameter "${name}" is a ${type}, which Fiji's command line cannot take: run it warm`, line);
    values[name] = passedText(parameter, value, request);
  }
  const loop = loopFolder();
  const begin = [join(loop, "cold-begin.groovy")];
  const end = [join(loop, "cold-end.groovy")];
  if (readsArgument(script, source) && header.parameters.length === 0) {
    const words = { path: script, argument: request.argument };
    const problem = parameterProblem(words);
    if (problem !== undefined) return refuse(problem);
    return { words: [begin, [join(loop, "cold-argument.groovy"), encodeParameters(words)], end] };
  }
  const problem = parameterProblem(values);
  if (problem !== undefined) return refuse(problem);
  const word = encodeParameters(values);
  return { words: [begin, word === "" ? [script] : [script, word], end] };
}

/** A macro of before `#@`: on this command line only a macro that runs it can give it its argument. */
const readsArgument = (script: string, source: string): boolean =>
  isMacro(script) && /\bgetArgument\s*\(|\bgetArg\b/.test(source);

const isMacro = (script: string): boolean => /\.(?:ijm|txt)$/i.test(script);

/** Java's simple types are 0 in Fiji without a dialog, whatever `value=` says: their default has to be passed. */
const startValue = ({ type, default: value }: ScriptParameter): string | undefined =>
  /^[a-z]\w*$/.test(type) ? value : undefined;

/** The value as SciJava's own conversion reads it as it was meant. */
function passedText(parameter: ScriptParameter, value: string, request: Request): string {
  if (!parameter.list) return itemText(parameter, value, request);
  const items = (listItems(value) ?? []).map((item) => itemText(parameter, item, request));
  if (parameter.kind !== "file") return `{${items.map(listLiteral).join(", ")}}`;
  return items.map((item) => (item.includes(",") ? `"${item}"` : item)).join(",");
}

function itemText(parameter: ScriptParameter, value: string, request: Request): string {
  switch (parameter.kind) {
    case "integer":
      return String(wholeNumber(value) ?? value);
    case "file":
      return fileOf(parameter, value, request);
    case "color":
      return colorText(value) ?? value;
    default:
      return value;
  }
}

/** In double quotes SciJava refuses a backslash that stands alone. */
const listLiteral = (item: string): string => `"${item.replace(/[\\"]/g, "\\$&")}"`;

function fileOf({ style }: ScriptParameter, value: string, { inputFolder, outputFolder }: Request): string {
  if (value === "" || isAbsolute(value)) return value;
  return resolve(style?.includes("save") === true ? outputFolder : inputFolder, value);
}

/**
 * Parameters as the one word that follows `--run SCRIPT`. SciJava evaluates it as an expression, so every value becomes a
 * text literal: single quotes take everything but a single quote as it is; double quotes know `\\` and `\"`, and take
 * everything else as it is.
 */
export function encodeParameters(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${literal(value)}`)
    .join(", ");
}

/** Why these cannot be passed on a command line; `undefined`: they can. */
export function parameterProblem(values: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    if (!/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name) || /^(?:true|false|null)$/.test(name)) {
      return `the parameter ${JSON.stringify(name)} is no name that Fiji's command line takes: letters, digits and _ only`;
    }
    if (value.includes("\0")) return `parameter "${name}" holds a NUL character, which no command line takes`;
  }
  return undefined;
}

const literal = (value: string): string =>
  value.includes("'") ? `"${value.replace(/[\\"]/g, "\\$&")}"` : `'${value}'`;
