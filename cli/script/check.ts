import { type EngineName } from "../../worker/contract/job";
import { checkMacro } from "./macro-checks";
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
 * @param check false leaves out what `--no-check` turns off: prompts, paths and commands
 */
export function readScriptText(bytes: Buffer, name: string, engine: EngineName, check: boolean): ReadScript {
  const source = bytes.toString("utf8");
  const problems: string[] = [];
  if (engine === "imagej" && OTHER_LANGUAGES.test(name)) {
    problems.push(`${name} is no ImageJ macro (.ijm), it needs Fiji: --engine fiji`);
  }
  if (bytes.length === 0) problems.push(`${name} is empty`);
  const macro = check && engine !== "command" ? checkMacro(source, name, engine) : { problems: [], warnings: [] };
  return {
    header: engine === "command" ? { parameters: [], problems: [] } : readHeader(source),
    readsArgument: engine === "command" || /\bgetArgument\s*\(|\bgetArg\b/.test(source),
    problems: [...problems, ...macro.problems],
    warnings: macro.warnings,
  };
}
