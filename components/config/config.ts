import { type CheckContext } from "./check-context";
import { sharingNote, checkTogether, problemsWithout } from "./checks";
import { costNote } from "./money-checks";
import { type Config, type ConfigKey, configSchema, EXPERIMENT } from "./keys";
import { CONFIG_REFERENCE, keyReference } from "./reference";
import { nearest } from "./nearest";
import { namesOf, stackNameProblems } from "../aws/names";
import { refuse } from "../aws/refuse";

export interface ConfigSource {
  /** Namespace of the keys: the Pulumi project. */
  readonly project: string;
  readonly stack: string;
  /** Values as Pulumi holds them, `<namespace>:<key>` → text (lists and maps as JSON). Of other namespaces only `aws:region` counts. */
  readonly raw: Readonly<Record<string, string>>;
  /** Of the stack where `aws:region` is not set. */
  readonly region?: string | undefined;
  /** Whether a key, with its namespace, or a part of it, is a secret. @default none is */
  readonly isSecret?: (key: string) => boolean;
  /** Bytes of a file given by a path relative to Pulumi.yaml; undefined: there is none. */
  readonly readFile: (path: string) => Uint8Array | undefined;
}

export interface ReadConfig {
  readonly config: Config;
  /** What is allowed but most likely not meant. */
  readonly warnings: readonly string[];
  /** What changed since earlier versions for a config like this one. */
  readonly notes: readonly string[];
}

/** The config of a stack. @throws {pulumi.RunError} with every problem, each with the command that fixes it */
export function readConfig(source: ConfigSource): ReadConfig {
  const { config, problems, warnings, notes } = examineConfig(source);
  refuse(`Config of stack "${source.stack}"`, problems);
  return { config: config!, warnings, notes };
}

export interface ExaminedConfig {
  /** Absent when single values are wrong. */
  readonly config?: Config | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Like `readConfig`, but answers with the problems. */
export function examineConfig(source: ConfigSource): ExaminedConfig {
  const { project, stack, raw } = source;
  const given = valuesOf(project, raw);
  const problems = [...stackNameProblems(stack)];
  const values = Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
  const parsed = configSchema.safeParse(values);
  const wrong = new Set<string>();
  for (const issue of parsed.error?.issues ?? []) {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0])];
    for (const name of names) {
      if (wrong.has(name)) continue;
      wrong.add(name);
      const part = issue.code === "unrecognized_keys" ? [] : issue.path.slice(1);
      problems.push(problemOf(project, name, given.get(name), part));
    }
  }
  const config = withOwnFolders(
    parsed.data ?? configSchema.parse(withExamples(values, wrong)),
    namesOf(stack).experiment,
  );
  const set = setter(project);
  const context: CheckContext = {
    set,
    unset: (name, index) =>
      index === undefined
        ? `\`pulumi config rm ${project}:${name}\``
        : `\`pulumi config rm --path '${project}:${name}[${index}]'\``,
    encrypt: (name, index) => `\`pulumi config set --secret --path '${project}:${name}[${index}]' ADDRESS\``,
    isSecret: (name) => source.isSecret?.(`${project}:${name}`) ?? false,
    region: (raw["aws:region"] ?? "") || source.region,
    readFile: source.readFile,
  };
  if (!parsed.success) {
    return { problems: [...problems, ...problemsWithout(wrong, config, context)], warnings: [], notes: [] };
  }
  const together = checkTogether(config, context);
  return {
    config: together.config,
    problems: [...problems, ...together.problems],
    warnings: together.warnings,
    notes: [...newFolderNotes(config, given, set), sharingNote(config), costNote(config, context.region)],
  };
}

/** The values with a good one for each wrong key; keys that are none of ours are left out. */
function withExamples(values: Readonly<Record<string, unknown>>, wrong: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries<unknown>([
    ...Object.entries(values).filter(([name]) => !wrong.has(name)),
    ...CONFIG_REFERENCE.filter(({ name }) => wrong.has(name)).map(
      ({ name, type, example }) => [name, type === "object" ? {} : valueOf(type, example)] as const,
    ),
  ]);
}

function withOwnFolders(config: Config, experiment: string): Config {
  const { outputPrefix, logPrefix } = config;
  return {
    ...config,
    outputPrefix: outputPrefix.replaceAll(EXPERIMENT, experiment),
    logPrefix: logPrefix.replaceAll(EXPERIMENT, experiment),
  };
}

/** Folders that all experiments of a bucket shared by default, until each got its own. */
const FORMER_FOLDERS = { outputPrefix: "results/", logPrefix: "logs/" } as const satisfies Partial<
  Record<ConfigKey, string>
>;

/** A stack from before, without these keys, would look for its results in another folder: how to keep the old one. */
function newFolderNotes(config: Config, given: ReadonlyMap<string, Given>, set: Setter): readonly string[] {
  return Object.entries(FORMER_FOLDERS)
    .filter(([name]) => [undefined, keyReference(name)?.default].includes(given.get(name)?.text))
    .map(([name, former]) => {
      const key = name as keyof typeof FORMER_FOLDERS;
      return `${key} is not set: it is "${config[key]}", in earlier versions it was "${former}". To keep that folder: ${set(key, former)}`;
    });
}

interface Given {
  readonly text: string;
  readonly value: unknown;
}

/** The texts of our namespace as values of their types; what cannot be one stays text, and the schema refuses it. */
function valuesOf(project: string, raw: ConfigSource["raw"]): ReadonlyMap<string, Given> {
  const entries = Object.entries(raw)
    .filter(([name]) => name.startsWith(`${project}:`))
    .map(([name, text]) => [name.slice(project.length + 1), text] as const)
    // empty = not set: Pulumi.yaml gives a default to every key
    .filter(([name, text]) => text !== "" || keyReference(name) === undefined)
    .map(([name, text]) => [name, { text, value: valueOf(keyReference(name)?.type, text) }] as const);
  return new Map(entries.filter(([, { value }]) => value !== undefined));
}

function valueOf(type: string | undefined, text: string): unknown {
  switch (type) {
    case "integer":
    case "number":
      return /^-?\d+(\.\d+)?$/u.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "array":
      return listOf(text);
    case "object":
      return jsonOf(text) ?? text;
    default:
      return text;
  }
}

/** A JSON list, or one text: `pulumi config set KEY VALUE` cannot write a list of one. An empty list is not set. */
function listOf(text: string): unknown {
  const json = jsonOf(text);
  if (!Array.isArray(json)) return [text];
  return json.length === 0 ? undefined : json;
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(project: string, name: string, given: Given | undefined, part: readonly PropertyKey[]): string {
  const reference = keyReference(name);
  const label = `${project}:${name}`;
  if (reference === undefined) {
    const meant = nearest(
      name,
      CONFIG_REFERENCE.map((known) => known.name),
    );
    const advice = meant === undefined ? "" : `; did you mean ${meant}?`;
    return `${label} is not a key of this project${advice}: \`pulumi config rm ${label}\``;
  }
  const { allowed, type, example } = reference;
  const set = setCommand(project, name, type, example);
  if (given === undefined) return `${label} is not set; it is ${allowed}: \`${set}\``;
  const [index] = part;
  const element = index === undefined ? undefined : (given.value as Record<PropertyKey, unknown>)[index];
  const where = index === undefined ? label : `${label}[${String(index)}]`;
  const value = element === undefined ? given.text : typeof element === "string" ? element : JSON.stringify(element);
  return `${where} is "${value}"; allowed is ${allowed}: \`${set}\``;
}

/** The command that sets a key. Lists and maps need a path: their first element, or one member. */
function setCommand(project: string, name: string, type: string, value: string): string {
  const quoted = /^[\w@%+=:,./-]+$/u.test(value) ? value : `'${value}'`;
  if (type === "array") return `pulumi config set --path '${project}:${name}[0]' ${quoted}`;
  if (type === "object") return `pulumi config set --path '${project}:${name}.cost-center' ${quoted}`;
  return `pulumi config set ${project}:${name} ${quoted}`;
}

type Setter = (name: ConfigKey, value: string | number) => string;

function setter(project: string): Setter {
  return (name, value) => `\`${setCommand(project, name, keyReference(name)?.type ?? "string", String(value))}\``;
}

export { type Config } from "./keys";
