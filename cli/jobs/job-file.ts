import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { didYouMean } from "../near";
import { type Axis, readAxis } from "./axis";
import { JsonError, type JsonNode, JsonReader, lineColumn } from "./json";
import { type Problems, show } from "./problems";
import { isComment, keyProblem, scalarText } from "./values";

/** Where the groups of a job file come from. */
export type Groups =
  | { readonly kind: "list"; readonly text: string; readonly at: number }
  | { readonly kind: "grid"; readonly axes: readonly Axis[] }
  | {
      readonly kind: "csv";
      readonly name: string;
      readonly path: string;
      readonly columns: readonly (readonly [key: string, column: string])[] | undefined;
    }
  | { readonly kind: "files"; readonly pattern: string; readonly listing?: { name: string; path: string } | undefined };

/** A job file as it is written: nothing expanded, places and script not looked at yet. */
export interface JobFile {
  /** Only keys of Distributed-Fiji: what it ignores is warned about, not refused. */
  readonly isOriginal: boolean;
  readonly groups: Groups;
  readonly shared: readonly (readonly [key: string, value: string])[];
  readonly location?: string | undefined;
  /** Absolute. */
  readonly script?: string | undefined;
  readonly input?: readonly string[] | undefined;
  readonly output?: string | undefined;
  readonly argument?: string | undefined;
  /** argv template of engine `command`. */
  readonly command?: readonly string[] | undefined;
  readonly expect?: readonly string[] | undefined;
  readonly timeoutMinutes?: number | undefined;
}

const ORIGINAL_KEYS = ["output_file_location", "shared_metadata", "groups"] as const;
const OWN_KEYS = [
  "grid",
  "groupsFrom",
  "script",
  "command",
  "input",
  "output",
  "argument",
  "expect",
  "timeoutMinutes",
] as const;
const SOURCES = ["groups", "grid", "groupsFrom"] as const;
/** What people write instead, where the spelling is not near. */
const ALIASES: Readonly<Record<string, string>> = {
  shared: "shared_metadata",
  metadata: "shared_metadata",
  parameters: "shared_metadata",
  jobs: "groups",
  csv: "groupsFrom",
  macro: "script",
  timeout: "timeoutMinutes",
  outputDir: "output",
  inputDir: "input",
};

/** Reads and checks a job file as a whole; undefined after a problem that leaves nothing to go on with. */
export async function readJobFile(path: string, problems: Problems, warnings: Problems): Promise<JobFile | undefined> {
  const text = await readText(path, problems);
  if (text === undefined) return undefined;
  try {
    const members = readTop(text, problems);
    return members === undefined ? undefined : toJobFile(text, members, path, problems, warnings);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    problems.add(`line ${lineColumn(text, error.at)}: ${error.message}`);
    return undefined;
  }
}

async function readText(path: string, problems: Problems): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") problems.add(`there is no ${path}`);
    else if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") problems.add("it is not UTF-8 text: save it as UTF-8");
    else problems.add(`it cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

/** The members of the file; the items of `groups` are only checked as JSON, their place is kept. */
function readTop(text: string, problems: Problems): Map<string, JsonNode> | undefined {
  const reader = new JsonReader(text, 0, (key, at) => {
    problems.add(`line ${lineColumn(text, at)}: the key "${key}" stands twice in one object`);
  });
  if (!reader.isObject) {
    const hint = reader.isArray ? '; a list of groups is written {"groups": [ … ]}' : "";
    problems.add(`line ${lineColumn(text, reader.at)}: a job file is one object in { }${hint}`);
    return undefined;
  }
  const members = new Map<string, JsonNode>();
  for (const { key } of reader.members()) {
    const at = reader.at;
    if (key === "groups" && reader.isArray) {
      let count = 0;
      for (const _ of reader.items()) count++;
      members.set(key, { kind: "array", at, items: [] });
      if (count === 0) problems.add("groups is empty: there is nothing to do");
    } else {
      members.set(key, reader.value());
    }
  }
  reader.end();
  return members;
}

function toJobFile(
  text: string,
  members: ReadonlyMap<string, JsonNode>,
  path: string,
  problems: Problems,
  warnings: Problems,
): JobFile | undefined {
  const isOriginal = !OWN_KEYS.some((key) => members.has(key));
  const known: readonly string[] = [...ORIGINAL_KEYS, ...OWN_KEYS];
  for (const key of members.keys()) {
    if (known.includes(key) || isComment(key)) continue;
    const alias = ALIASES[key];
    const problem = `the key "${key}" is unknown${alias === undefined ? didYouMean(key, known) : `; did you mean "${alias}"?`}`;
    // Distributed-Fiji takes no notice of other keys, so its files may hold them; a slip of the pen is still told
    if (isOriginal && members.has("groups") && members.has("output_file_location"))
      warnings.add(`${problem} (ignored)`);
    else problems.add(problem);
  }
  const take = <T>(key: string, read: (node: JsonNode) => T | undefined): T | undefined => {
    const node = members.get(key);
    return node === undefined ? undefined : read(node);
  };
  const textOf = (key: string) => take(key, (node) => readTextNode(node, key, problems));
  const location = textOf("output_file_location");
  const output = textOf("output");
  if (location !== undefined && output !== undefined) {
    problems.add("output_file_location and output both say where results go: keep one");
  }
  const script = textOf("script");
  return {
    isOriginal,
    groups: readGroups(text, members, path, problems) ?? { kind: "grid", axes: [] },
    shared: take("shared_metadata", (node) => readShared(node, problems)) ?? [],
    location,
    script: script === undefined ? undefined : resolve(dirname(path), script),
    input: take("input", (node) => readTexts(node, "input", problems)),
    output,
    argument: take("argument", (node) => readTextNode(node, "argument", problems, true)),
    command: take("command", (node) => readCommand(node, problems)),
    expect: take("expect", (node) => readTexts(node, "expect", problems)),
    timeoutMinutes: take("timeoutMinutes", (node) => readMinutes(node, problems)),
  };
}

function readGroups(
  text: string,
  members: ReadonlyMap<string, JsonNode>,
  path: string,
  problems: Problems,
): Groups | undefined {
  const given = SOURCES.filter((key) => members.has(key));
  if (given.length !== 1) {
    const found =
      given.length === 0 ? "none of groups, grid and groupsFrom is there" : `${given.join(" and ")} are there`;
    problems.add(`${found}: exactly one says which jobs to make`);
    return undefined;
  }
  const [key] = given;
  const node = members.get(key as string) as JsonNode;
  switch (key) {
    case "groups":
      if (node.kind === "array") return { kind: "list", text, at: node.at };
      problems.add(
        `groups is ${kindOf(node)}; it must be a list of objects${node.kind === "object" ? "; a grid is `grid`" : ""}`,
      );
      return undefined;
    case "grid":
      return readGrid(node, problems);
    default:
      return readGroupsFrom(node, path, problems);
  }
}

function readGrid(node: JsonNode, problems: Problems): Groups | undefined {
  if (node.kind !== "object") {
    problems.add(`grid is ${kindOf(node)}; it must be an object, e.g. {"Plate": ["P1"], "Well": "A01..H12"}`);
    return undefined;
  }
  const members = node.members.filter(({ key }) => !isComment(key));
  if (members.length === 0) problems.add('grid is empty; give its keys, e.g. {"Plate": ["P1"], "Well": "A01..H12"}');
  const axes = members.map(({ key, value }) => {
    const problem = keyProblem(key);
    if (problem !== undefined) problems.add(`grid: the key "${key}" ${problem}`);
    return readAxis(key, value, problems);
  });
  return axes.includes(undefined) ? undefined : { kind: "grid", axes: axes as Axis[] };
}

function readGroupsFrom(node: JsonNode, path: string, problems: Problems): Groups | undefined {
  const example = '{"csv": "plates.csv", "columns": ["Plate", "Well"]} or {"pattern": "{Plate}/{Well}_*.tif"}';
  if (node.kind !== "object") {
    problems.add(`groupsFrom is ${kindOf(node)}; it must be ${example}`);
    return undefined;
  }
  const before = problems.total;
  const members = new Map(node.members.map(({ key, value }) => [key, value]));
  const known = ["csv", "columns", "listing", "pattern"];
  for (const key of members.keys()) {
    if (!known.includes(key) && !isComment(key))
      problems.add(`groupsFrom: the key "${key}" is unknown${didYouMean(key, known)}`);
  }
  const textOf = (key: string) => {
    const value = members.get(key);
    return value === undefined ? undefined : readTextNode(value, `groupsFrom.${key}`, problems);
  };
  const [csv, listing, pattern] = [textOf("csv"), textOf("listing"), textOf("pattern")];
  if (problems.total > before) return undefined;
  if ((csv === undefined) === (pattern === undefined))
    problems.add(`groupsFrom needs either csv or pattern: ${example}`);
  else if (csv !== undefined && listing !== undefined)
    problems.add("groupsFrom.listing goes with pattern, not with csv");
  else if (pattern !== undefined && members.has("columns"))
    problems.add("groupsFrom.columns goes with csv, not with pattern");
  const columnsNode = members.get("columns");
  const columns = columnsNode === undefined ? undefined : readColumns(columnsNode, problems);
  if (problems.total > before) return undefined;
  const file = (name: string) => ({ name: basename(name), path: resolve(dirname(path), name) });
  if (csv !== undefined) return { kind: "csv", ...file(csv), columns };
  return { kind: "files", pattern: pattern as string, listing: listing === undefined ? undefined : file(listing) };
}

/** `["Plate", "Well"]`, or `{"Plate": "Metadata_Plate"}` to give columns other names. */
function readColumns(node: JsonNode, problems: Problems): readonly (readonly [string, string])[] | undefined {
  if (node.kind === "array") {
    const texts = readTexts(node, "groupsFrom.columns", problems) ?? [];
    const twice = texts.find((text, index) => texts.indexOf(text) !== index);
    if (twice !== undefined) problems.add(`groupsFrom.columns names "${twice}" twice`);
    if (texts.length === 0)
      problems.add("groupsFrom.columns is empty: name at least one column, or leave it out for all");
    return texts.map((text) => [text, text] as const);
  }
  if (node.kind === "object" && node.members.length > 0) {
    return node.members.map(({ key, value }) => [
      key,
      readTextNode(value, `groupsFrom.columns.${key}`, problems) ?? "",
    ]);
  }
  problems.add(`groupsFrom.columns is ${kindOf(node)}; it must be a list of column names, or {"Key": "column"}`);
  return undefined;
}

function readShared(node: JsonNode, problems: Problems): readonly (readonly [string, string])[] {
  if (node.kind !== "object") {
    problems.add(`shared_metadata is ${kindOf(node)}; it must be an object, e.g. {"sigma": "2"}`);
    return [];
  }
  return node.members.flatMap(({ key, value }) => {
    if (isComment(key)) return [];
    const problem = keyProblem(key);
    if (problem !== undefined) problems.add(`shared_metadata: the key "${key}" ${problem}`);
    const text = scalarText(value, `shared_metadata.${key}`, problems);
    return text === undefined ? [] : [[key, text] as const];
  });
}

function readTexts(node: JsonNode, path: string, problems: Problems): readonly string[] | undefined {
  if (node.kind === "string") return [node.text].filter((text) => readTextNode(node, path, problems) === text);
  if (node.kind !== "array") {
    problems.add(`${path} is ${kindOf(node)}; it must be a text or a list of texts`);
    return undefined;
  }
  return node.items.flatMap((item, index) => readTextNode(item, `${path}[${index}]`, problems) ?? []);
}

function readCommand(node: JsonNode, problems: Problems): readonly string[] | undefined {
  if (node.kind === "array" && node.items.length > 0) {
    return node.items.flatMap((item, index) => readTextNode(item, `command[${index}]`, problems, index > 0) ?? []);
  }
  problems.add(
    `command is ${node.kind === "array" ? "empty" : kindOf(node)}; it must be a list of words, e.g. ["python3", "{script}", "{input}"]: no shell splits it`,
  );
  return undefined;
}

function readTextNode(node: JsonNode, path: string, problems: Problems, mayBeEmpty = false): string | undefined {
  if (node.kind !== "string") problems.add(`${path} is ${kindOf(node)}; it must be a text`);
  else if (node.text === "" && !mayBeEmpty && path !== "output_file_location" && path !== "output") {
    problems.add(`${path} is empty: leave it out`);
  } else return scalarText(node, path, problems);
  return undefined;
}

function readMinutes(node: JsonNode, problems: Problems): number | undefined {
  const minutes = node.kind === "number" ? Number(node.text) : NaN;
  if (minutes > 0 && minutes <= 660) return minutes;
  const found = "text" in node ? (node.kind === "string" ? show(node.text) : node.text) : kindOf(node);
  problems.add(`timeoutMinutes is ${found}; it must be a number above 0 and at most 660`);
  return undefined;
}

function kindOf(node: JsonNode): string {
  const kinds = { object: "an object", array: "a list", string: "a text", number: "a number", boolean: "a boolean" };
  return node.kind === "null" ? "null" : "text" in node && node.kind !== "string" ? node.text : kinds[node.kind];
}
