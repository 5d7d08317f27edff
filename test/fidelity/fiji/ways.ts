import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { FijiEngine } from "../../../worker/engines/fiji/engine";
import { openCopyOf, type TestCopy } from "../../helpers/engine-copy";
import { judge, type Outcome, type Verdict } from "../compare";
import { type Case } from "../harness-cases";
import { type Facts } from "../harness-program";
import { argumentOf, outcomeOf, type Places } from "../harness-run";
import { classArchive, START_OPTIONS } from "./start";
import { isScript } from "./truth";

/** How engine fiji runs a job: both displays warm, and cold as its command line starts it. */
export const WAYS = ["warm, display", "warm, none", "cold, display"] as const;
export type Way = (typeof WAYS)[number];

/** A cold one starts a Fiji, on a computer that may be busy. */
const LIMIT_SECONDS: Readonly<Record<Way, number>> = { "warm, display": 60, "warm, none": 60, "cold, display": 180 };
const PROCESSORS = 2;

/** Engine fiji that runs jobs in one of the ways. */
export async function openWay(fiji: string, way: Way): Promise<TestCopy> {
  const engine = way === "cold, display" ? await coldEngine(fiji) : new FijiEngine(fiji, true, process.env);
  // as many processors as the truth has: some commands race with themselves
  return openCopyOf(engine, { display: way === "warm, none" ? "none" : "virtual", processors: PROCESSORS });
}

/** The launcher of the tests' Fiji reads FIJI_JVM; another's starts more slowly. */
async function coldEngine(fiji: string): Promise<FijiEngine> {
  const options = [...START_OPTIONS, `-XX:SharedArchiveFile=${await classArchive(fiji)}`].join(" ");
  return new FijiEngine(fiji, false, { ...process.env, FIJI_JVM: options }, ["FIJI_JVM"]);
}

/** What a case gives in a copy of `openWay`. */
export const outcomeIn = (copy: TestCopy, way: Way, one: Case, inputFolder: string, facts: Facts): Promise<Outcome> =>
  outcomeOf(one, inputFolder, facts, (places) => runIn(copy, way, one, places));

async function runIn(copy: TestCopy, way: Way, one: Case, places: Places): Promise<Omit<Outcome, "files">> {
  const { lines, ...result } = await copy.run(one.source, {
    scriptName: isScript(one) ? one.scriptName : "case.ijm",
    parameters: isScript(one) ? one.parameters : {},
    argument: argumentOf(places),
    inputFolder: places.input,
    outputFolder: places.output,
    timeoutSeconds: LIMIT_SECONDS[way],
    silenceSeconds: LIMIT_SECONDS[way],
  });
  if (result.ended === "well" && isScript(one)) await takeTableOfOutput(places.output);
  const isEnd = (index: number): boolean => way === "cold, display" && index === lines.length - 1; // of what it prints
  const log = lines.filter((line, index) => line !== "" || !isEnd(index));
  if (result.ended === "well") return { end: { kind: "well" }, log, shown: [] };
  return { end: { kind: "error", text: result.reason, line: result.line ?? 0 }, log, shown: [] };
}

/** The table of `#@output v`, which no Fiji writes: away when it holds what the script wrote to v.txt itself. */
async function takeTableOfOutput(folder: string): Promise<void> {
  const table = join(folder, "case.outputs.csv");
  const kept = await readFile(table, "utf8").catch(() => undefined);
  if (kept === undefined) return;
  const written = await readFile(join(folder, "v.txt"), "utf8");
  const value = kept.replace(/^v\n"?|"?\n$/g, "");
  if (value === written || Number(value) === Number(written)) await rm(table);
}

/** Loud where Fiji itself ends well: a macro that ends in the middle, and images as outputs, which are only shown. */
const LOUD = /ends in the middle of a statement|, which no table holds: save it|would be lost with --no-warm/;

/**
 * A person stood before a dialog of Fiji's: ours must have failed, and not at its time limit. Without a display a job may
 * fail that ends well on one, but never end well with another result.
 */
export function verdictOf(accepted: readonly Outcome[], ours: Outcome, way: Way): Verdict {
  const asked = accepted.every(({ end }) => end.kind === "dialog");
  if (asked && ours.end.kind === "error" && !ours.end.text.includes("took longer")) return { verdict: "same" };
  if (ours.end.kind === "error" && way === "warm, none" && !asked) return { verdict: "refused", why: ours.end.text };
  if (ours.end.kind === "error" && LOUD.test(ours.end.text)) return { verdict: "refused", why: ours.end.text };
  return judge(way === "warm, none" ? accepted.map(withoutWarning) : accepted, ours);
}

/** Fiji's warning of an output that it cannot show: without a display nothing is shown, and the value is in our table. */
const withoutWarning = (truth: Outcome): Outcome => ({
  ...truth,
  log: truth.log.filter((line) => !line.startsWith("[WARNING] Ignoring unsupported output: ")),
});
