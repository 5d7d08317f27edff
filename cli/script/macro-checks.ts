import { type EngineName } from "../../worker/contract/job";
import { commandWarnings, isOfImagej, type KnownFiji } from "./known-commands";
import { type MacroCall, readMacro } from "../../worker/contract/macro-source";
import { openPaths } from "./open-paths";

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
/** Commands of ImageJ 1.54f whose names end in dots, and that ask nothing: most open a window of their own. */
const ASKS_NOTHING: ReadonlySet<string> = new Set([
  "About This Submenu",
  "Add Selection",
  "Brightness/Contrast",
  "Channels Tool",
  "Color Balance",
  "Color Picker",
  "Color Threshold",
  "Commands",
  "Control Panel",
  "Curve Fitting",
  "Find Commands",
  "Fonts",
  "Interactive Interpreter",
  "Line Width",
  "Measure Stack",
  "Monitor Events",
  "Monitor Memory",
  "ROI Manager",
  "Record",
  "Results",
  "Show Circular Masks",
  "Threshold",
  "Window/Level",
]);
/** Not every image lets these come to their question. */
const MAY_ASK_NOTHING: ReadonlySet<string> = new Set([
  "Add Image",
  "Arrange Channels",
  "Combine",
  "Concatenate",
  "Custom Filter",
  "Image to Selection",
  "Insert",
  "Montage to Stack",
  "Reduce Dimensionality",
  "Remove NaNs",
  "Remove Shortcut",
  "Startup Macros",
  "Straighten",
  "Text",
]);

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
    const prompt = questionOf(call);
    const found =
      prompt === undefined ? endOf(call, engine) : `${prompt.call} asks a person, and there is none: ${prompt.cure}`;
    if (found !== undefined) problems.push(`${at(call.line)}: ${found}`);
    for (const { key, line } of openPaths(call)) {
      warnings.push(
        `${at(line)}: "${key}=" + … ends at the path's first space: write "${key}=[" + … + "]", else the file goes elsewhere`,
      );
    }
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

/** How a call that asks a person looks, and what to write instead. */
function questionOf({ name, args }: MacroCall): { readonly call: string; readonly cure: string } | undefined {
  const [first, second] = args;
  const cure = Object.hasOwn(PROMPTS, name) ? PROMPTS[name] : undefined;
  if (cure !== undefined) return { call: `${name}(…)`, cure };
  if (name === "getDirectory" || name === "getDir") {
    if (first !== undefined && FOLDERS.test(first.trim())) return undefined;
    // a variable may hold the name of a folder
    if (args.length > 0 && first === undefined) return undefined;
    return { call: `${name}(${first === undefined ? "" : `"${first}"`})`, cure: FOLDER_CURE };
  }
  if ((name === "open" && args.length === 0) || (isReader(name) && first === "")) {
    return { call: `${name}() without a path`, cure: "give it a path below input" };
  }
  if (name === "File.open" && first === "") {
    return { call: "File.open() without a path", cure: 'give it a path below output: File.open(output + "/a.txt")' };
  }
  if (name === "saveAs" && args.length === 1 && first !== undefined) {
    return { call: `saveAs("${first}") without a path`, cure: `give it one: saveAs("${first}", output + "/a")` };
  }
  if (name === "roiManager" && args.length === 1 && first !== undefined && /^(?:open|save)$/i.test(first)) {
    const place = /^open$/i.test(first) ? "input" : "output";
    return {
      call: `roiManager("${first}") without a path`,
      cure: `give it one: roiManager("${first}", ${place} + "/rois.zip")`,
    };
  }
  if (name === "run" && first !== undefined && asksWithoutOptions(first) && (args.length === 1 || second === "")) {
    return {
      call: `run("${first}") without options`,
      cure: `give it those that the recorder (Plugins > Macros > Record) writes: run("${first}", "…")`,
    };
  }
  return undefined;
}

const isReader = (name: string): boolean => ["open", "File.openAsString", "File.openAsRawString"].includes(name);

/** A command of ImageJ's own; of plugins nothing is known. */
function asksWithoutOptions(command: string): boolean {
  const name = /^(.*)\.\.\. ?$/.exec(command)?.[1];
  return name !== undefined && isOfImagej(name) && !ASKS_NOTHING.has(name) && !MAY_ASK_NOTHING.has(name);
}

/** What fails in plain ImageJ, in words. */
function endOf({ name, args: [first, second] }: MacroCall, engine: EngineName): string | undefined {
  if (engine !== "imagej") return undefined;
  const isExit = /\bSystem\.exit\b/;
  const isQuit = name === "run" && first === "Quit";
  if (isQuit || (name === "call" && isExit.test(first ?? "")) || (name === "eval" && isExit.test(second ?? ""))) {
    return `${isQuit ? 'run("Quit")' : `${name}(…) of System.exit`} ends ImageJ, and its job fails: leave it out, the end of the script is its end`;
  }
  const language = name === "eval" && first !== undefined ? DOWNLOADED[first.toLowerCase()] : undefined;
  if (language === undefined) return undefined;
  return `eval("${first}", …) needs ${language}, which ImageJ would download: write it as a macro, or as a script of its own with --engine fiji`;
}

/** Script languages of `eval` that are not in ij.jar. */
const DOWNLOADED: Readonly<Record<string, string>> = { bsh: "BeanShell", python: "Jython" };
