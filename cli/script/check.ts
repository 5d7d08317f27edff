import { type EngineName } from "../../worker/contract/job";
import { readScriptHeader } from "../../worker/contract/script-parameters";
import { commandsOfScript, commandWarnings, type KnownFiji } from "./commands";
import { languageOfFiji } from "./languages";
import { checkMacro, type ScriptFindings } from "./macro-checks";
import { readHeader, type ScriptHeader } from "./parameters";

/** A script as the submit check sees it. */
export interface ReadScript {
  readonly header: ScriptHeader;
  readonly readsArgument: boolean;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const OTHER_LANGUAGES = /\.(?:groovy|gvy|py|js|bsh|bs|rb|clj|scala|kts?|java|jar|class)$/i;

/**
 * @param check false leaves out what `--no-check` turns off: prompts, paths, commands and languages
 * @param fiji what the installation has that would run it, when one is at hand
 */
export function readScriptText(
  bytes: Buffer,
  name: string,
  engine: EngineName,
  check: boolean,
  fiji?: KnownFiji,
): ReadScript {
  const source = bytes.toString("utf8");
  const problems: string[] = [];
  if (engine === "imagej" && OTHER_LANGUAGES.test(name)) {
    problems.push(`${name} is no ImageJ macro (.ijm), it needs Fiji: --engine fiji`);
  }
  if (bytes.length === 0) problems.push(`${name} is empty`);
  const header = headerOf(source, name, engine);
  const found = check ? findingsOf(source, name, engine, fiji) : { problems: [], warnings: [] };
  return {
    header,
    readsArgument: engine === "command" || /\bgetArgument\s*\(|\bgetArg\b/.test(source),
    problems: [...problems, ...header.problems, ...found.problems],
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

/** Plain ImageJ reads the header by the contract's grammar, Fiji by SciJava's, which knows more types and ways. */
function headerOf(source: string, name: string, engine: EngineName): ScriptHeader {
  if (engine === "command") return { parameters: [], problems: [] };
  const fiji = readHeader(source);
  if (engine === "fiji") return fiji;
  const { parameters, lines, problems } = readScriptHeader(source);
  const found = problems.map(({ line, text }) => `line ${line} of ${name}: ${text}`);
  for (const { line, kind, type, name: parameter } of parameters) {
    if (kind === "other")
      found.push(`line ${line} of ${name}: ${parameter} is of type ${type}, which needs Fiji: --engine fiji`);
  }
  for (const { line, type, name: parameter } of fiji.parameters) {
    if (lines.includes(line)) continue;
    found.push(`line ${line} of ${name}: only Fiji reads parameters in comments; write \`#@ ${type} ${parameter}\``);
  }
  return {
    problems: found,
    parameters: parameters.map((one) => ({
      ...one,
      value: one.default,
      min: one.min?.toString(),
      max: one.max?.toString(),
      isRequired: one.required && !one.message,
    })),
  };
}
