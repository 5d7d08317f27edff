import { nearest } from "../shared/near";
import { kindOf, plainType, type ScriptHeader, type ScriptParameter, type ValueKind, WHOLE } from "./parameters";

/** Why the parameter cannot take this text, or undefined. */
export function valueProblem({ type, choices, min, max }: ScriptParameter, value: string): string | undefined {
  const kind = kindOf(type);
  const wrong = typeProblem(kind, plainType(type), value);
  if (wrong !== undefined) return wrong;
  if (choices !== undefined && !choices.includes(value)) {
    const other = choices.find((choice) => choice.toLowerCase() === value.trim().toLowerCase());
    return `is no choice: ${other === undefined ? `there is ${choices.map((one) => `"${one}"`).join(", ")}` : `write "${other}"`}`;
  }
  if (kind !== "whole" && kind !== "decimal") return undefined;
  if (min !== undefined && Number(value) < Number(min)) return `is below its min, ${min}`;
  if (max !== undefined && Number(value) > Number(max)) return `is above its max, ${max}`;
  return undefined;
}

function typeProblem(kind: ValueKind, plain: string, value: string): string | undefined {
  switch (kind) {
    case "whole": {
      if (!/^[+-]?\d+$/.test(value)) return "is not a whole number";
      const [lowest, highest] = WHOLE.get(plain) ?? [0n, 0n];
      const number = BigInt(value.replace("+", ""));
      return number < lowest || number > highest ? `is outside ${lowest} to ${highest}` : undefined;
    }
    case "decimal":
      if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return undefined;
      return /^[+-]?\d+,\d+$/.test(value) ? `is not a number: write "${value.replace(",", ".")}"` : "is not a number";
    case "boolean":
      if (value === "true" || value === "false") return undefined;
      return /^(?:1|yes|on|true)$/i.test(value)
        ? 'is not a boolean: write "true"'
        : /^(?:0|no|off|false)$/i.test(value)
          ? 'is not a boolean: write "false"'
          : 'is not a boolean: "true" or "false"';
    case "character":
      return [...value].length === 1 ? undefined : "is not one character";
    case "image":
      return "cannot be given: a job has no open image; open it in the script";
    case "given":
      return "is set by Fiji itself: leave it out";
    case "text":
    case "file":
    case "other":
      return undefined;
  }
}

/** What the jobs of one submission give besides their groups. */
export interface Given {
  readonly scriptName: string;
  readonly shared: readonly string[];
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
    private readonly header: ScriptHeader,
    private readonly given: Given,
  ) {
    this.#byName = new Map(header.parameters.map((parameter) => [parameter.name, parameter]));
  }

  keys(groupKeys: readonly string[]): { readonly problems: readonly string[]; readonly warnings: readonly string[] } {
    const { shared, scriptName } = this.given;
    const all = new Set([...groupKeys, ...shared, ...this.given.alsoGiven]);
    const problems: string[] = [];
    for (const { name, type, line, value, isRequired } of this.header.parameters) {
      if (all.has(name) || value !== undefined || !isRequired || SET_BY_WORKER.includes(name)) continue;
      const kind = kindOf(type);
      if (kind === "given") continue;
      const near = kind === "image" ? undefined : nearest(name, all);
      const cure =
        kind === "image"
          ? "a job has no open image; open it in the script"
          : near !== undefined
            ? `rename "${near}" to "${name}"`
            : `give it in shared_metadata or in the groups, or a default: value=…`;
      problems.push(`line ${line} of ${scriptName} asks for ${name} (${type}) and the jobs do not give it: ${cure}`);
    }
    for (const problem of this.#nearMisses(groupKeys, all)) problems.push(problem);
    const undeclared = this.#undeclared(problems);
    return this.given.isOriginal
      ? { problems, warnings: undeclared }
      : { problems: [...problems, ...undeclared], warnings: [] };
  }

  value(key: string, value: string): string | undefined {
    const parameter = this.#byName.get(key);
    const problem = parameter === undefined ? undefined : valueProblem(parameter, value);
    return problem === undefined
      ? undefined
      : `is ${JSON.stringify(value)}, which ${problem} (${parameter?.type} on line ${parameter?.line} of ${this.given.scriptName})`;
  }

  /** Group keys are labels, unless they look like a parameter that would silently keep its default. */
  #nearMisses(groupKeys: readonly string[], all: ReadonlySet<string>): string[] {
    const open = [...this.#byName.keys()].filter((name) => !all.has(name) && !SET_BY_WORKER.includes(name));
    return groupKeys.flatMap((key) => {
      const near = this.#byName.has(key) ? undefined : nearest(key, open);
      const parameter = near === undefined ? undefined : this.#byName.get(near);
      // one that is missing altogether has been told already
      if (parameter === undefined || (parameter.value === undefined && parameter.isRequired)) return [];
      return [
        `the group key "${key}" is nearly ${near} on line ${parameter.line} of ${this.given.scriptName}: rename one, or give ${near} in shared_metadata`,
      ];
    });
  }

  #undeclared(told: readonly string[]): string[] {
    const { shared, placeholders, readsArgument, scriptName } = this.given;
    if (readsArgument) return [];
    const names = [...this.#byName.keys()];
    return shared.flatMap((key) => {
      if (this.#byName.has(key) || placeholders.includes(key)) return [];
      if (told.some((problem) => problem.includes(`rename "${key}"`))) return [];
      const near = nearest(key, names);
      const what =
        near === undefined ? `${scriptName} declares ${names.join(", ") || "nothing"}` : `did you mean "${near}"?`;
      return [`shared_metadata.${key} is read by nobody: no #@ line declares it and no placeholder uses it; ${what}`];
    });
  }
}
