import { basename, dirname, resolve } from "node:path";
import { withPathProblem } from "../../../worker/contract/job";
import { isScriptAddress } from "../../shared/script-address";
import { didYouMean } from "../../shared/near";
import { type Problems, show } from "../../shared/problems";
import { readUserFile } from "../../shared/user-file";
import { type Groups, readGroups } from "./groups";
import { JsonError, type JsonNode, JsonReader, lineColumn } from "./json-reader";
import { isComment, keyProblem, kindOf, readTextNode, readTexts, scalarText } from "./json-values";

/** A job file as it is written: nothing expanded, places and script not looked at yet. */
export interface JobFile {
  /** Only keys of Distributed-Fiji: what it ignores is warned about, not refused. */
  readonly isOriginal: boolean;
  readonly groups: Groups;
  readonly shared: readonly (readonly [key: string, value: string])[];
  readonly location?: string | undefined;
  /** Absolute, or an address (`s3://…`, `https://…`). */
  readonly script?: string | undefined;
  /** In hexadecimal. */
  readonly scriptSha256?: string | undefined;
  /** Absolute. */
  readonly with?: readonly string[] | undefined;
  readonly input?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
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
  "scriptSha256",
  "with",
  "command",
  "input",
  "exclude",
  "output",
  "argument",
  "expect",
  "timeoutMinutes",
] as const;
/** What people write instead, where the spelling is not near. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    shared: "shared_metadata",
    metadata: "shared_metadata",
    parameters: "shared_metadata",
    jobs: "groups",
    csv: "groupsFrom",
    macro: "script",
    timeout: "timeoutMinutes",
    outputDir: "output",
    inputDir: "input",
  }),
);

/** Largest job file, bytes; it is held in memory as a whole. A text of JavaScript has at most as many characters. */
const MAX_BYTES = 512 * 2 ** 20;

/** Endings of scripts, which people give in its place. */
const SCRIPT = /\.(?:ijm|groovy|py|js|bsh|clj|rb|r|m|sh|java|ipynb)$/i;

/** Reads and checks a job file as a whole; undefined after a problem that leaves nothing to go on with. */
export async function readJobFile(path: string, problems: Problems, warnings: Problems): Promise<JobFile | undefined> {
  if (SCRIPT.test(path)) {
    const name = basename(path);
    problems.add(`${name} is a script, not a job file: --script ${name}`);
    return undefined;
  }
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
    return new TextDecoder("utf-8", { fatal: true }).decode(await readUserFile(path, MAX_BYTES));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") problems.add(`no such file: ${path}`);
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
      if (count === 0) problems.add("groups is empty: no jobs to make");
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
    const alias = ALIASES.get(key);
    const problem = `the key "${key}" is unknown${alias === undefined ? didYouMean(key, known) : `; did you mean "${alias}"?`}`;
    // Distributed-Fiji takes no notice of other keys, so its files may hold them; a typing error is still reported
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
    problems.add("output_file_location and output both name the folder of the results: remove one");
  }
  const script = textOf("script");
  return {
    isOriginal,
    groups: readGroups(text, members, path, problems) ?? { kind: "grid", axes: [] },
    shared: take("shared_metadata", (node) => readShared(node, problems)) ?? [],
    location,
    script: script === undefined || isScriptAddress(script) ? script : resolve(dirname(path), script),
    scriptSha256: textOf("scriptSha256")?.toLowerCase(),
    with: take("with", (node) => readWith(node, dirname(path), problems)),
    input: take("input", (node) => readTexts(node, "input", problems)),
    exclude: take("exclude", (node) => readTexts(node, "exclude", problems)),
    output,
    argument: take("argument", (node) => readTextNode(node, "argument", problems, true)),
    command: take("command", (node) => readCommand(node, problems)),
    expect: take("expect", (node) => readTexts(node, "expect", problems)),
    timeoutMinutes: take("timeoutMinutes", (node) => readMinutes(node, problems)),
  };
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

/** A job file may come from another person: it takes no file from outside its folder along. */
function readWith(node: JsonNode, folder: string, problems: Problems): readonly string[] | undefined {
  return readTexts(node, "with", problems)?.flatMap((text) => {
    const name = text.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
    const problem = withPathProblem(name);
    if (problem === undefined) return [resolve(folder, name)];
    problems.add(
      `with: ${show(text)} must be a file or folder below that of the job file (${problem}); others go by --with PATH`,
    );
    return [];
  });
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

const LONGEST =
  ": SQS keeps a message for one worker for 12 hours at most, so no job can take longer. Split it, e.g. one job for each well, time range or tile, and join the results by a second job file";

function readMinutes(node: JsonNode, problems: Problems): number | undefined {
  const minutes = node.kind === "number" ? Number(node.text) : NaN;
  if (minutes > 0 && minutes <= 660) return minutes;
  const found = "text" in node ? (node.kind === "string" ? show(node.text) : node.text) : kindOf(node);
  problems.add(
    `timeoutMinutes is ${found}; it must be a number above 0 and at most 660${minutes > 660 ? LONGEST : ""}`,
  );
  return undefined;
}
