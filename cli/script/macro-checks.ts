import { type EngineName } from "../../worker/contract/job";
import { commandWarnings, type KnownFiji } from "./known-commands";
import { type MacroCall, readMacro } from "./macro-source";

export interface ScriptFindings {
  /** It cannot work without a person. */
  readonly problems: readonly string[];
  /** It may not work elsewhere. */
  readonly warnings: readonly string[];
}

const FOLDER_CURE = 'declare `#@ File (style="directory") input` and use input';
const VALUE_CURE = "declare a parameter, e.g. `#@ Integer sigma`, and give it in the job file";
/** Calls that wait for a person, and what to write instead. */
const PROMPTS: Readonly<Record<string, string>> = {
  waitForUser: "remove it, or let a parameter decide",
  getNumber: VALUE_CURE,
  getString: VALUE_CURE,
  getBoolean: "declare `#@ Boolean flag` and give it in the job file",
  showMessageWithCancel: "remove it; exit(…) ends a macro with a message",
  "Dialog.create": VALUE_CURE,
  "Dialog.createNonBlocking": VALUE_CURE,
  "Dialog.show": VALUE_CURE,
  "File.openDialog": "declare `#@ File image` and give it in the job file",
};
/** What `getDirectory` answers without asking. */
const FOLDERS =
  /^(?:home|startup|imagej|plugins|macros|luts|image|temp|current|default|cwd|downloads|preferences|file)$/i;
/**
 * Reads an ImageJ macro for what cannot work, or not everywhere: prompts, absolute paths, commands that the engine
 * does not have. Other languages are not read.
 */
export function checkMacro(source: string, name: string, engine: EngineName, fiji?: KnownFiji): ScriptFindings {
  if (!/\.(?:ijm|txt)$/i.test(name)) return { problems: [], warnings: [] };
  const { calls, texts, functions } = readMacro(source);
  const at = (line: number): string => `line ${line} of ${name}`;
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const call of calls) {
    if (functions.has(call.name)) continue;
    const prompt = promptOf(call);
    if (prompt !== undefined) problems.push(`${at(call.line)}: ${prompt}`);
  }
  const named = calls.flatMap(({ name: called, line, args: [command] }) =>
    called === "run" && command !== undefined && !functions.has("run") ? [{ name: command, line }] : [],
  );
  for (const warning of commandWarnings(named, name, engine, fiji)) warnings.push(warning);
  for (const { line, text } of texts) {
    if (/^\/[\w.-]+\/|^~\/|^[A-Za-z]:[\\/]|^\\\\\w/.test(text)) {
      warnings.push(
        `${at(line)}: "${text}" is an absolute path, which other computers do not have: use input and output`,
      );
    }
  }
  return { problems, warnings };
}

function promptOf({ name, args }: MacroCall): string | undefined {
  const cure = Object.hasOwn(PROMPTS, name) ? PROMPTS[name] : undefined;
  if (cure !== undefined) return `${name}(…) asks a person, and there is none: ${cure}`;
  if (name === "getDirectory" || name === "getDir") {
    const [which] = args;
    if (args.length > 0 && which !== undefined && FOLDERS.test(which.trim())) return undefined;
    // a variable may hold the name of a folder
    if (args.length > 0 && which === undefined) return undefined;
    return `${name}(${which === undefined ? "" : `"${which}"`}) asks a person, and there is none: ${FOLDER_CURE}`;
  }
  if ((name === "open" && args.length === 0) || (name === "File.openAsString" && args[0] === "")) {
    return `${name}() without a path asks a person, and there is none: give it a path below input`;
  }
  return undefined;
}
