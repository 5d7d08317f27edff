import { valueFault } from "../../worker/contract/parameter-values";
import { mustBeGiven, type ScriptHeader, type ScriptParameter } from "../../worker/contract/script-parameters";
import { nearest, nearMiss } from "../shared/near";

/** What the jobs of one submission give besides their groups. */
export interface Given {
  readonly scriptName: string;
  readonly shared: readonly string[];
  /** Those of `shared` that `--param` gives. */
  readonly onCommandLine?: ReadonlySet<string> | undefined;
  /** What jobs get besides their keys. */
  readonly alsoGiven: readonly string[];
  /** Keys that a placeholder of the job file uses. */
  readonly placeholders: readonly string[];
  /** Files of Distributed-Fiji may hold keys that no script reads. */
  readonly isOriginal: boolean;
  /** The script reads `getArgument()`, which holds every key. */
  readonly readsArgument: boolean;
}

/** The worker gives these to every script that declares them. */
const SET_BY_WORKER = ["input", "output"];

/** Holds the keys and values of jobs against the `#@` lines of their script. */
export class DeclaredParameters {
  readonly #byName: ReadonlyMap<string, ScriptParameter>;

  constructor(
    private readonly header: Pick<ScriptHeader, "parameters">,
    private readonly given: Given,
  ) {
    this.#byName = new Map(header.parameters.map((parameter) => [parameter.name, parameter]));
  }

  keys(groupKeys: readonly string[]): { readonly problems: readonly string[]; readonly warnings: readonly string[] } {
    const { shared, scriptName } = this.given;
    const all = new Set([...groupKeys, ...shared, ...this.given.alsoGiven]);
    const problems: string[] = [];
    for (const parameter of this.header.parameters) {
      const { name, type, line } = parameter;
      if (all.has(name) || !mustBeGiven(parameter) || SET_BY_WORKER.includes(name)) continue;
      problems.push(
        `line ${line} of ${scriptName} asks for ${name} (${type}) and the jobs do not give it: ${cureOf(parameter, all)}`,
      );
    }
    for (const problem of this.#nearMisses(groupKeys, all)) problems.push(problem);
    const { isOriginal, onCommandLine } = this.given;
    const isKept = (key: string): boolean => isOriginal && onCommandLine?.has(key) !== true;
    const undeclared = this.#undeclared(problems);
    return {
      problems: [...problems, ...undeclared.filter(({ key }) => !isKept(key)).map(({ text }) => text)],
      warnings: undeclared.filter(({ key }) => isKept(key)).map(({ text }) => text),
    };
  }

  value(key: string, value: string): string | undefined {
    const parameter = this.#byName.get(key);
    const problem = parameter === undefined || isLeftEmpty(parameter, value) ? undefined : valueFault(parameter, value);
    return problem === undefined
      ? undefined
      : `is ${JSON.stringify(value)}, which ${problem} (${parameter?.type} on line ${parameter?.line} of ${this.given.scriptName})`;
  }

  /** Group keys are labels, unless they look like a parameter that would silently keep its default. */
  #nearMisses(groupKeys: readonly string[], all: ReadonlySet<string>): string[] {
    const open = [...this.#byName.keys()].filter((name) => !all.has(name) && !SET_BY_WORKER.includes(name));
    return groupKeys.flatMap((key) => {
      const near = this.#byName.has(key) ? undefined : nearMiss(key, open);
      const parameter = near === undefined ? undefined : this.#byName.get(near);
      // one that is missing altogether has been reported already
      if (parameter === undefined || mustBeGiven(parameter)) return [];
      return [
        `the group key "${key}" is nearly ${near} on line ${parameter.line} of ${this.given.scriptName}: rename one, or give ${near} in shared_metadata`,
      ];
    });
  }

  #undeclared(reported: readonly string[]): { readonly key: string; readonly text: string }[] {
    const { shared, placeholders, readsArgument, scriptName } = this.given;
    if (readsArgument) return [];
    const names = [...this.#byName.keys()];
    return shared.flatMap((key) => {
      if (this.#byName.has(key) || placeholders.includes(key)) return [];
      if (reported.some((problem) => problem.includes(`rename "${key}"`))) return [];
      const near = nearest(key, names);
      const what =
        near === undefined ? `${scriptName} declares ${names.join(", ") || "nothing"}` : `did you mean "${near}"?`;
      const where = this.given.onCommandLine?.has(key) === true ? "--param " : "shared_metadata.";
      return [{ key, text: `${where}${key} is not read: no #@ line declares it and no placeholder uses it; ${what}` }];
    });
  }
}

/** What need not be given may be empty. */
const isLeftEmpty = (parameter: ScriptParameter, value: string): boolean =>
  value === "" && !mustBeGiven(parameter) && parameter.kind !== "given";

function cureOf({ name, kind, style }: ScriptParameter, given: ReadonlySet<string>): string {
  if (kind === "image") return "a job has no open image; open it in the script";
  const near = nearest(name, given);
  if (near !== undefined) return `rename "${near}" to "${name}"`;
  const isSave = /\bsave\b/.test(style ?? "");
  if (kind === "file" && (isSave || /\bdirectory\b/.test(style ?? ""))) {
    const folders = isSave ? ["{output}"] : ["{input}", "{output}"];
    return `give it, a folder of the job by ${folders.map((folder) => `--param ${name}=${folder}`).join(" or ")}`;
  }
  return `give it in shared_metadata, in the groups or by --param ${name}=VALUE, or a default: value=…`;
}
