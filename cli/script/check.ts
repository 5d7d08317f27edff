import { extname } from "node:path";
import { type DisplayChoice } from "../../worker/contract/display";
import { type EngineName } from "../../worker/contract/job";
import { macroNameProblems } from "../../worker/contract/macro-words";
import {
  outputProblem,
  readScriptHeader,
  type ScriptHeader,
  type ScriptOutput,
} from "../../worker/contract/script-parameters";
import { headlessDifferences } from "../../worker/engines/fiji/headless-differences";
import { nearest } from "../shared/near";
import { commandsOfScript, commandWarnings, type KnownFiji } from "./known-commands";
import { checkMacro, type ScriptFindings } from "./macro-checks";

/** A script as the submit check sees it. */
export interface ReadScript {
  readonly header: Pick<ScriptHeader, "parameters">;
  readonly readsArgument: boolean;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const OTHER_LANGUAGES = /\.(?:groovy|gvy|py|js|bsh|bs|rb|clj|scala|kts?|java|jar|class)$/i;

/** Macros of ImageJ: every name that belongs to no other language. */
export const isMacro = (name: string, engine: EngineName): boolean =>
  engine !== "command" && !OTHER_LANGUAGES.test(name);

/**
 * @param check false leaves out what `--no-check` turns off: prompts, paths, commands and languages
 * @param display of the run, where it is known
 * @param fiji what the installation has that would run it, when one is at hand
 */
export function readScriptText(
  bytes: Buffer,
  name: string,
  engine: EngineName,
  check: boolean,
  fiji?: KnownFiji,
  display?: DisplayChoice,
): ReadScript {
  const source = bytes.toString("utf8");
  const problems: string[] = [];
  if (engine === "imagej" && OTHER_LANGUAGES.test(name)) {
    problems.push(`${name} is no ImageJ macro (.ijm), it needs Fiji: --engine fiji`);
  }
  if (bytes.length === 0) problems.push(`${name} is empty`);
  const header = readScriptHeader(engine === "command" ? "" : source);
  const found = check ? findingsOf(source, name, engine, fiji) : { problems: [], warnings: [] };
  const hasMacro = MACRO.test(name) || /\brunMacro\s*\(/.test(source); // a macro's text within a script
  const isHeadlessFiji = check && engine === "fiji" && display === "none" && hasMacro;
  return {
    header,
    readsArgument: engine === "command" || /\bgetArgument\s*\(|\bgetArg\b/.test(source),
    problems: [
      ...problems,
      ...headerProblems(header, name, engine),
      ...found.problems,
      ...(isHeadlessFiji ? headlessProblems(source, name) : []),
    ],
    warnings: found.warnings,
  };
}

function findingsOf(source: string, name: string, engine: EngineName, fiji: KnownFiji | undefined): ScriptFindings {
  if (engine === "command") return { problems: [], warnings: [] };
  const macro = checkMacro(source, name, engine, fiji);
  if (engine === "imagej") return macro;
  const { problem, warning } = languageOfFiji(name, fiji);
  const ofScript = OTHER_LANGUAGES.test(name) ? commandWarnings(commandsOfScript(source), name, engine, fiji) : [];
  return {
    problems: [...(problem === undefined ? [] : [problem]), ...macro.problems],
    warnings: [...(warning === undefined ? [] : [warning]), ...macro.warnings, ...ofScript],
  };
}

const headlessProblems = (source: string, name: string): string[] =>
  headlessDifferences(source).map(
    ({ line, found, why }) =>
      `line ${line} of ${name}: ${found}… gives other results without a display, ${why}: --display virtual`,
  );

/** Plain ImageJ has fewer types than Fiji, and no outputs; a macro's parameters are its variables in both. */
function headerProblems(header: ScriptHeader, name: string, engine: EngineName): string[] {
  const { parameters, outputs } = header;
  const isMacro = engine === "imagej" || MACRO.test(name);
  const found = [...header.problems, ...(isMacro ? macroNameProblems(parameters) : [])];
  if (engine === "imagej") found.push(...header.directives);
  for (const { line, kind, type, name: parameter } of engine === "imagej" ? parameters : []) {
    if (kind === "other")
      found.push({ line, text: `${parameter} is of type ${type}, which needs Fiji: --engine fiji` });
  }
  for (const output of outputs) {
    const text = outputFault(output, engine);
    if (text !== undefined) found.push({ line: output.line, text });
  }
  return found.map(({ line, text }) => `line ${line} of ${name}: ${text}`);
}

/** Why an output would be lost; undefined: it becomes a column of the job's table. */
function outputFault({ name, kind, type }: ScriptOutput, engine: EngineName): string | undefined {
  if (kind === "image" || kind === "given") {
    return `#@output ${type} ${name} would be lost, a table holds texts and numbers: save it below output in the script`;
  }
  if (engine !== "imagej") return undefined;
  return outputProblem(name);
}

const MACRO = /\.(?:ijm|txt)$/i;

/** What Fiji, as it is distributed, runs: extensions of its script languages. */
const DISTRIBUTED = ["ijm", "groovy", "gvy", "py", "js", "bsh", "rb", "clj", "scala", "sc", "java", "r", "m", "kts"];

/** What is wrong with the name of a script for engine `fiji`; SciJava knows a language by its extension alone. */
function languageOfFiji(
  name: string,
  fiji: KnownFiji | undefined,
): { readonly problem?: string; readonly warning?: string } {
  const extension = extname(name).slice(1);
  const isKnown = (list: readonly string[]): boolean =>
    list.some((one) => one.toLowerCase() === extension.toLowerCase());
  if (extension === "") {
    return {
      problem: `${name} has no extension, by which Fiji knows its language: name it ${name}.groovy or the like`,
    };
  }
  if (fiji === undefined) {
    if (isKnown(DISTRIBUTED)) return {};
    const text = `Fiji, as it is distributed, has no language for ${name}`;
    return { warning: `${text}${suggestion(extension, DISTRIBUTED)}; --fiji PATH looks into a Fiji of this computer` };
  }
  if (isKnown(fiji.extensions)) return {};
  return { problem: `this Fiji has no language for ${name}${suggestion(extension, fiji.extensions)}` };
}

function suggestion(extension: string, known: readonly string[]): string {
  const near = extension === "txt" && known.includes("ijm") ? "ijm" : nearest(extension, known);
  return near === undefined ? `; it runs ${known.map((one) => `.${one}`).join(", ")}` : `; did you mean .${near}?`;
}
