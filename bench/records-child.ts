// One way to read all markers of a results folder, in a process of its own: `node child.js bare|reader|status FOLDER`.
// Prints `{ seconds, cpuSeconds, rssMiB, markers }`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDoneIndex, readMarkers } from "../cli/bookkeeping/done-index";
import { runStatus } from "../cli/results/run-status";
import { type Marker } from "../worker/contract/marker";
import { FolderStore } from "../worker/storage/folder-store";

export interface RecordsTimed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Peak resident memory of the process. */
  readonly rssMiB: number;
  readonly markers: number;
}

const WAYS: Readonly<Record<string, (folder: string) => Promise<number>>> = { bare, reader, status };

async function main([way = "", folder = ""]: readonly string[]): Promise<void> {
  const run = WAYS[way];
  if (run === undefined) throw new Error(`no way "${way}"`);
  const beginMs = performance.now();
  const before = process.cpuUsage();
  const markers = await run(folder);
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - beginMs) / 1000;
  const rssMiB = process.resourceUsage().maxRSS / 1024;
  const timed: RecordsTimed = { seconds, cpuSeconds: (user + system) / 1e6, rssMiB, markers };
  console.log(JSON.stringify(timed));
}

/** The least that reading them can cost. */
async function bare(folder: string): Promise<number> {
  const done = join(folder, ".dfiji", "done");
  let count = 0;
  for (const name of readdirSync(done)) {
    const { v } = JSON.parse(readFileSync(join(done, name), "utf8")) as Marker;
    if (v === 1) count++;
  }
  return count;
}

/** As `collect`, `status` and the page read them: listed, in the order of their names, checked. */
async function reader(folder: string): Promise<number> {
  const store = new FolderStore(folder);
  const done = await readDoneIndex(store, [""]);
  let count = 0;
  for await (const { v } of readMarkers(store, done, fail)) if (v === 1) count++;
  return count;
}

/** The whole command but for the start of Node. */
async function status(folder: string): Promise<number> {
  const lines: string[] = [];
  const stdout = (text: string | readonly string[]): void => void lines.push(...[text].flat());
  await runStatus({ output: folder, json: true }, { stdout, stderr: fail, data: fail, isTty: false, cwd: folder });
  return (JSON.parse(lines[0] ?? "{}") as { readonly done: number }).done;
}

function fail(text: string | readonly string[]): never {
  throw new Error([text].flat().join("\n"));
}

void main(process.argv.slice(2));
