import { originalArgument } from "../../../worker/contract/argument";
import { type EngineName, type Job, type ScriptRef } from "../../../worker/contract/job";
import { distinctName, jobIdOf, safeName } from "../../../worker/contract/job-id";
import { outputProblem } from "../../../worker/contract/output-folder";
import { fileNameOf } from "../../../worker/contract/input-layout";
import { escapeLiteral, parsePattern } from "../../../worker/contract/patterns";
import { didYouMean } from "../../shared/near";
import { groupColumn, RESULTS_COLUMNS } from "../../shared/results-columns";
import { asFolder, outputMessage } from "./output-folders";
import { inputProblem } from "./input-paths";
import { isFolderValue } from "../../../worker/contract/job-folders";
import { type BoundFolder } from "../../script/bound-folders";
import { type Problems, show } from "../../shared/problems";
import { type GroupRow } from "./rows";
import { expand, keysOf, type Placeholders } from "./placeholders";

/** What all jobs of one submission have in common. */
export interface JobTemplate {
  readonly engine: EngineName;
  readonly script?: ScriptRef | undefined;
  /** Files beside it; without any, no `with`. */
  readonly besides: Pick<Job, "with">;
  readonly command?: readonly Placeholders[] | undefined;
  readonly shared: readonly (readonly [key: string, value: string])[];
  /** Keys of `shared` that `--param` gives. */
  readonly onCommandLine?: ReadonlySet<string> | undefined;
  /** Parameters that are a folder of the job where the group says nothing. */
  readonly bound?: readonly BoundFolder[] | undefined;
  readonly input: readonly Placeholders[];
  /** The job file says what `input` is: the files that made the groups are not the inputs. */
  readonly isInputGiven: boolean;
  /** See `Job.exclude`; at least one. */
  readonly exclude: readonly string[] | undefined;
  /** See `Job.flat`. */
  readonly flat: boolean;
  /** May use `{name}`, the job's name. */
  readonly output: Placeholders;
  readonly root: string;
  readonly argument?: Placeholders | undefined;
  /** Job files of Distributed-Fiji have no `argument`: the script gets `originalArgument`. */
  readonly hasOriginalArgument: boolean;
  /** The script calls `getArgument()`; undefined: there is none to look at. */
  readonly readsArgument?: boolean | undefined;
  readonly expect?: readonly Placeholders[] | undefined;
  readonly timeoutMinutes?: number | undefined;
  readonly submission: string;
  readonly force: boolean;
  /** What the job gets for a value that points into the originals' bucket mount. */
  readonly relocate?: ((text: string) => string) | undefined;
  /** Why no job may get this value, whatever the script is. */
  readonly refusedValue?: ((value: string) => string | undefined) | undefined;
  /** One job per image: the parameter that gets the image's file name. */
  readonly fileParameter?: string | undefined;
}

/** Looks at the names and values that the script will get; each gives what is wrong. */
export interface ParameterCheck {
  /** Once for each set of group keys. */
  keys(groupKeys: readonly string[]): { readonly problems: readonly string[]; readonly warnings: readonly string[] };
  /** For each job. */
  value(key: string, value: string): string | undefined;
}

/** Placeholder of the job's name, unless a key is called so. */
const NAME = "name";
/** The job's name in the default output, whatever keys there are. */
export const JOB_NAME = "\0name";

/** Placeholders of a command that only the worker knows. */
const setByWorker = ({ script }: JobTemplate): readonly string[] =>
  script === undefined ? ["input", "output"] : ["input", "output", "script"];

/** Makes the job of a row; undefined after a problem was reported. */
export class JobMaker {
  /** Keys that were looked at, and whether they will do. */
  readonly #keys = new Map<string, boolean>();
  #lastKeys: readonly string[] | undefined;
  #lastGood = false;
  readonly #setByWorker: readonly string[];

  constructor(
    private readonly jobTemplate: JobTemplate,
    private readonly parameterCheck: ParameterCheck | undefined,
    private readonly problems: Problems,
    private readonly warnings: Problems,
    private readonly notes: Problems,
  ) {
    this.#setByWorker = setByWorker(jobTemplate);
  }

  make(row: GroupRow): Job | undefined {
    if (!this.#fits(row)) return undefined;
    const { jobTemplate } = this;
    const group: Record<string, string> = {};
    const parameters: Record<string, string> = {};
    for (const { name, value } of jobTemplate.bound ?? []) parameters[name] = value;
    for (const [key, value] of jobTemplate.shared) parameters[key] = value;
    for (let at = 0; at < row.keys.length; at++) {
      const key = row.keys[at] as string;
      group[key] = parameters[key] = row.values[at] as string;
    }
    const { fileParameter } = jobTemplate;
    if (fileParameter !== undefined) parameters[fileParameter] = fileNameOf(row.values[0] ?? "");
    const name = row.isAlike === true ? distinctName(row.values) : safeName(row.values);
    // a placeholder means the label, also where the script gets the file's name under the same key
    const value = (key: string): string =>
      (Object.hasOwn(group, key) ? group[key] : Object.hasOwn(parameters, key) ? parameters[key] : undefined) ?? name;
    const literal = (key: string): string => escapeLiteral(value(key));
    const files = jobTemplate.isInputGiven ? undefined : row.files?.map(escapeLiteral);
    const input = files ?? jobTemplate.input.map((text) => expand(text, literal));
    const exclude = this.#excludeFor(input);
    const output = asFolder(expand(jobTemplate.output, value));
    const argument = this.#argument(parameters, value);
    const command = jobTemplate.command?.map((word) =>
      expand(word, (key) => (this.#setByWorker.includes(key) ? `{${key}}` : value(key))),
    );
    if (!this.#isGood(row, parameters, input, output)) return undefined;
    if (!this.#isLiteral(row, value)) return undefined;
    const { engine, script, besides, relocate } = jobTemplate;
    const flat = jobTemplate.flat ? ({ flat: true } as const) : {};
    const identity = {
      engine,
      scriptSha256: script?.sha256,
      ...besides,
      command,
      parameters,
      argument,
      input,
      ...exclude,
      ...flat,
      output,
    };
    const jobId = jobIdOf(name, identity);
    if (relocate !== undefined)
      for (const key of Object.keys(parameters)) parameters[key] = relocate(parameters[key] as string);
    return {
      v: 1,
      jobId,
      name,
      submission: jobTemplate.submission,
      engine,
      ...(script !== undefined && { script }),
      ...besides,
      ...(command !== undefined && { command }),
      group,
      parameters,
      ...(argument !== undefined && { argument: relocate?.(argument) ?? argument }),
      input,
      ...exclude,
      ...flat,
      output,
      root: jobTemplate.root,
      ...(jobTemplate.expect !== undefined && {
        expect: jobTemplate.expect.map((text) => expand(text, literal)),
      }),
      ...(jobTemplate.timeoutMinutes !== undefined && { timeoutMinutes: jobTemplate.timeoutMinutes }),
      ...(jobTemplate.force && { force: true }),
    };
  }

  /** Of a job whose files are not all named whole. */
  #excludeFor(input: readonly string[]): Pick<Job, "exclude"> {
    const { exclude } = this.jobTemplate;
    if (exclude === undefined) return {};
    if (input.length === 0)
      this.problems.add(
        "exclude leaves nothing out of a job without `input`, which gets the whole folder: give `input`",
      );
    return input.some((one) => parsePattern(one).kind !== "key") ? { exclude } : {};
  }

  #argument(parameters: Readonly<Record<string, string>>, value: (key: string) => string): string | undefined {
    const { argument, hasOriginalArgument, readsArgument } = this.jobTemplate;
    if (argument !== undefined) return expand(argument, value);
    if (hasOriginalArgument) return readsArgument === false ? undefined : originalArgument(parameters);
    return readsArgument === true ? "" : undefined; // given, so that it counts for the id
  }

  /** Once: what to write so that a script which calls `getArgument()` gets something. */
  #adviseArgument(groupKeys: readonly string[]): void {
    const { argument, hasOriginalArgument, readsArgument, shared } = this.jobTemplate;
    if (readsArgument !== true || argument !== undefined || hasOriginalArgument) return;
    const keys = new Set([...shared.map(([key]) => key), ...groupKeys]);
    const line = JSON.stringify([...keys].map((key) => `${key}='{${key}}'`).join(", "));
    this.warnings.add(
      `the script calls getArgument(), which is "" as on the desktop: to give values, write "argument": ${line} in the job file, or --argument ${line}`,
    );
  }

  /** Placeholders and parameters against the row's keys: once for each set of keys. */
  #fits(row: GroupRow): boolean {
    if (row.keys === this.#lastKeys) return this.#lastGood;
    const identity = row.keys.join("\0");
    let good = this.#keys.get(identity);
    if (good === undefined) {
      const checked = this.parameterCheck?.keys(row.keys) ?? { problems: [], warnings: [] };
      const found = [...this.#placeholderProblems(row.keys), ...this.#doubleProblems(row.keys), ...checked.problems];
      for (const { name, note } of this.jobTemplate.bound ?? []) if (!row.keys.includes(name)) this.notes.add(note);
      this.#noteColumns(row.keys);
      // the first set of keys speaks for the file, another one for its own row
      const prefix = this.#keys.size === 0 ? "" : `${row.where()}: `;
      for (const problem of found) this.problems.add(prefix + problem);
      for (const warning of checked.warnings) this.warnings.add(prefix + warning);
      if (this.#keys.size > 0 && this.#keys.size < 10) {
        const first = this.#keys.keys().next().value?.split("\0").join(", ") ?? "";
        this.warnings.add(`${row.where()} has the keys ${row.keys.join(", ")}; the first group has ${first}`);
      }
      if (this.#keys.size === 0) this.#adviseArgument(row.keys);
      good = found.length === 0;
      if (this.#keys.size < 1000) this.#keys.set(identity, good);
    }
    [this.#lastKeys, this.#lastGood] = [row.keys, good];
    return good;
  }

  /** Before hours of runs, what `collect` will do with a key that is a column of ImageJ's tables. */
  #noteColumns(groupKeys: readonly string[]): void {
    if (this.jobTemplate.engine === "command") return;
    for (const key of groupKeys.filter((one) => RESULTS_COLUMNS.has(one)))
      this.notes.add(
        `ImageJ's tables may have a column "${key}" of their own: then \`collect\` calls the job's "${groupColumn(key)}"`,
      );
  }

  *#doubleProblems(groupKeys: readonly string[]): Generator<string> {
    const given = this.jobTemplate.onCommandLine;
    for (const key of groupKeys)
      if (given?.has(key) === true) yield `--param ${key} and the groups both give ${key}: keep one`;
  }

  *#placeholderProblems(groupKeys: readonly string[]): Generator<string> {
    const { input, output, expect, argument, command, shared } = this.jobTemplate;
    const known = [...groupKeys, ...shared.map(([key]) => key), NAME];
    const members: readonly (readonly [name: string, texts: readonly Placeholders[], more: readonly string[]])[] = [
      ["input", input, []],
      ["output", [output], [JOB_NAME]],
      ["expect", expect ?? [], []],
      ["argument", argument === undefined ? [] : [argument], []],
      ["command", command ?? [], this.#setByWorker],
    ];
    for (const [member, texts, more] of members) {
      for (const key of texts.flatMap(keysOf)) {
        if (known.includes(key) || more.includes(key)) continue;
        const meant = didYouMean(key, known, (text) => `{${text}}`);
        yield `${member}: {${key}} is no key of the group or of shared_metadata${meant}`;
      }
    }
  }

  /** A value must not bring a placeholder into the command that the worker would replace. */
  #isLiteral(row: GroupRow, value: (key: string) => string): boolean {
    const keys = (this.jobTemplate.command ?? []).flatMap(keysOf).filter((key) => !this.#setByWorker.includes(key));
    const wrong = keys.find((key) => this.#setByWorker.some((name) => value(key).includes(`{${name}}`)));
    if (wrong === undefined) return true;
    this.problems.add(
      `${row.where()}: ${wrong} is ${show(value(wrong))}, which would become a folder in the command: rename it`,
    );
    return false;
  }

  #isGood(row: GroupRow, parameters: Record<string, string>, input: readonly string[], output: string): boolean {
    const before = this.problems.total;
    for (const pattern of input) {
      const problem = inputProblem(pattern);
      if (problem !== undefined)
        this.problems.add(`${row.where()}: the input ${JSON.stringify(pattern)} cannot be: ${problem}`);
    }
    const problem = outputProblem(output);
    if (problem !== undefined) this.problems.add(outputMessage(row.where(), output, problem));
    const { refusedValue, onCommandLine } = this.jobTemplate;
    for (const [key, value] of Object.entries(parameters)) {
      if (!isFolderValue(value) || !row.keys.includes(value.slice(1, -1))) continue;
      const name = value.slice(1, -1);
      this.problems.add(
        `${row.where()}: ${key} is ${value}, and the groups have a key ${name}: rename the key; ${value} is the folder of the job`,
      );
    }
    if (this.parameterCheck !== undefined || refusedValue !== undefined) {
      for (const key of Object.keys(parameters)) {
        const value = parameters[key] as string;
        const refused = refusedValue?.(value);
        const wrong = refused === undefined ? this.parameterCheck?.value(key, value) : `is ${show(value)}, ${refused}`;
        if (wrong === undefined) continue;
        this.problems.add(
          row.keys.includes(key)
            ? `${row.where()}.${key} ${wrong}`
            : `${onCommandLine?.has(key) === true ? "--param " : "shared_metadata."}${key} ${wrong}`,
        );
      }
    }
    return this.problems.total === before;
  }
}
