import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { z } from "zod";
import { truthsFolder } from "./start";
import { type Way, WAYS } from "./ways";

const ROW = z.object({
  /** Changes with the engine, the case and what compares them. */
  key: z.string(),
  name: z.string(),
  way: z.enum(WAYS),
  verdict: z.enum(["same", "refused", "differs", "faulty"]),
  /** First difference, the engine's reason or why there is no truth; empty where it is the same. */
  why: z.string(),
  /** `imagej`: compared with desktop ImageJ only. */
  truth: z.enum(["fiji", "imagej"]),
});
export type Row = z.infer<typeof ROW>;

const ROOT = join(__dirname, "../../..");
const file = (): string => join(truthsFolder(), "results.jsonl");

/** Over the sources of the engine and of what compares; on a display without those that are for none. */
export async function engineKey(way: Way): Promise<string> {
  const hash = createHash("sha256");
  const patterns = ["worker/engines/{fiji,warm}/**", "test/fidelity/{compare,harness-run,fiji/ways}.ts"];
  if (way !== "warm, none") patterns.push("!**/{Headless*.groovy,headless*}");
  for (const path of globSync(patterns, { cwd: ROOT }).sort()) {
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** The rows of earlier runs, one a line; the last of the same key, name and way counts. */
export async function keptRows(): Promise<readonly Row[]> {
  const text = await readFile(file(), "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  const rows = lines.map((line) => ROW.parse(JSON.parse(line)));
  return [...new Map(rows.map((row) => [`${row.key} ${row.way} ${row.name}`, row])).values()];
}

export async function keepRow(row: Row): Promise<void> {
  await mkdir(truthsFolder(), { recursive: true });
  await appendFile(file(), `${JSON.stringify(row)}\n`);
}
