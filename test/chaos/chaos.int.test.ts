import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleWorker } from "../helpers/bundled-worker";
import { type ChaosReport, playScenario } from "./scenario";
import { FULL, type Scenario, SHORT } from "./scenarios";

/** DFIJI_CHAOS=full: all faults. DFIJI_CHAOS_SEED repeats a run. DFIJI_CHAOS_ONLY: only scenarios with this in their name. */
describe("chaos", function () {
  this.timeout(400_000);
  const isFull = process.env["DFIJI_CHAOS"] === "full";
  const only = process.env["DFIJI_CHAOS_ONLY"] ?? "";
  const seed = Number(process.env["DFIJI_CHAOS_SEED"] ?? Date.now() % 1_000_000);
  const reports: ChaosReport[] = [];
  let folder: string;
  let bundle: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-chaos-bundle-"));
    bundle = await bundleWorker(folder);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    console.log(tableOf(reports));
  });

  for (const scenario of (isFull ? FULL : SHORT).filter(({ name }) => name.includes(only))) {
    it(`loses and mixes nothing: ${scenario.name} (seed ${seed})`, async () => {
      const report = await playScenario(scenario, seed, bundle);
      reports.push(report);
      const isPlanned = (scenario.proxy ?? scenario.strikes) !== undefined && !isSkipped(scenario, report);
      if (isPlanned) assert.ok(Object.keys(report.strikes).length > 0, "no fault was met");
      const { lost, mixed, wrongClass, left, isComplete, wrongExits, words } = report;
      assert.ok(
        isComplete,
        `jobs were left after the time limit; workers said:\n${words.slice(-20).join("\n")}\n${left.join("\n")}`,
      );
      assert.deepEqual(
        { lost, mixed, wrongClass, left, wrongExits },
        { lost: [], mixed: [], wrongClass: [], left: [], wrongExits: [] },
      );
    });
  }
});

/** Only root can have a full disk. */
const isSkipped = ({ strikes }: Scenario, report: ChaosReport): boolean =>
  strikes?.join() === "disk" && Object.keys(report.strikes).length === 0;

function tableOf(reports: readonly ChaosReport[]): string {
  const rows = reports.map((report) => {
    const { name, jobs, lost, mixed, wrongClass, left, seconds, strikes, handBackSeconds, slowestEndSeconds } = report;
    const back = Object.entries(handBackSeconds).map(([kind, most]) => `${kind} ${most.toFixed(1)}`);
    const hits = Object.entries(strikes).map(([kind, count]) => `${count} ${kind}`);
    return [
      name.padEnd(26),
      ...[jobs, lost.length, mixed.length, wrongClass.length, left.length].map((number) => String(number).padStart(6)),
      seconds.toFixed(0).padStart(6),
      `${back.join(", ") || "-"} | ${slowestEndSeconds?.toFixed(1) ?? "-"} | ${hits.join(", ") || "-"}`,
    ].join(" ");
  });
  const head = ["jobs", "lost", "mixed", "class", "left", "s"].map((word) => word.padStart(6)).join(" ");
  return [`${"fault".padEnd(26)} ${head} return, s | end, s | faults`, ...rows].join("\n");
}
