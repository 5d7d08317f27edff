import { isAbsolute, join, resolve } from "node:path";
import { mustBeGiven, readScriptHeader, type ScriptParameter, valueProblem } from "../../contract/script-parameters";
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
  const header = readScriptHeader(source.replace(/^\uFEFF/, ""));
  const given = { input: request.inputFolder, output: request.outputFolder, ...request.parameters };
  const values: Record<string, string> = {};
  const refuse = (reason: string, line?: number) =>
    ({ failure: { class: "script-error", reason, ...(line === undefined ? {} : { line }) } }) as const;
  for (const parameter of header.parameters) {
    const value = Object.hasOwn(given, parameter.name) ? given[parameter.name as keyof typeof given] : undefined;
    if (value === undefined) {
      // what Fiji can make itself, or has a default
      if (parameter.kind === "other" || !mustBeGiven(parameter)) continue;
      return refuse(`parameter "${parameter.name}" is not given`, parameter.line);
    }
    // what need not be given may be empty: then it is not
    if (value === "" && parameter.kind !== "text" && !mustBeGiven(parameter)) continue;
    const problem = parameter.kind === "other" ? undefined : valueProblem(parameter, value);
    if (problem !== undefined) return refuse(problem, parameter.line);
    values[parameter.name] = parameter.kind === "file" ? fileOf(parameter, value, request) : value;
  }
  const loop = loopFolder();
  const begin = [join(loop, "cold-begin.groovy")];
  const end = [join(loop, "cold-end.groovy")];
  if (readsArgument(script, source) && header.parameters.length === 0) {
    const words = { path: script, argument: request.argument };
    const problem = parameterProblem(words);
    if (problem !== undefined) return refuse(problem);
    return { words: [begin, [join(loop, "cold-argument.ijm"), encodeParameters(words)], end] };
  }
  const passed = header.parameters.length === 0 && OLD_DECLARATION.test(source) ? given : values;
  const problem = parameterProblem(passed);
  if (problem !== undefined) return refuse(problem);
  const word = encodeParameters(passed);
  return { words: [begin, word === "" ? [script] : [script, word], end] };
}

/** Older scripts declare their parameters in comments, `// @String name`: then Fiji looks which are meant. */
const OLD_DECLARATION = /^[^\w@"'\n]*@\w/m;

/** A macro of before `#@`: on this command line only a macro that runs it can give it its argument. */
const readsArgument = (script: string, source: string): boolean =>
  /\.(?:ijm|txt)$/i.test(script) && /\bgetArgument\s*\(|\bgetArg\b/.test(source);

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
