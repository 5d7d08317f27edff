import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleWorker } from "./bundle";
import { type ChaosReport, playScenario, type Scenario } from "./scenario";

const NOISE = { drop: 0.01, loseAnswer: 0.01, cut: 0.01, delay: 0.03, duplicate: 0.02, busy: 0.02, redeliver: 0.03 };

/** One run with everything at once; `npm run test:chaos` plays each fault alone, too, and with many more jobs. */
const SHORT: readonly Scenario[] = [
  {
    name: "everything at once",
    jobs: 160,
    workers: 3,
    proxy: NOISE,
    sentTwice: 10,
    every: 1.2,
    strikeSeconds: 9,
    strikes: ["kill", "engine", "term", "engine", "stop"],
  },
];
const long = { jobs: 400, workers: 4 } as const;
const FULL: readonly Scenario[] = [
  { name: "nothing", ...long },
  { name: "kill -9 of workers", ...long, strikes: ["kill"], every: 3 },
  { name: "kill -9 of engines", ...long, strikes: ["engine"], every: 0.5 },
  { name: "SIGTERM", ...long, strikes: ["term"], every: 3 },
  { name: "SIGSTOP, SIGCONT", ...long, strikes: ["stop"], every: 3 },
  { name: "dropped requests", ...long, proxy: { drop: 0.05 } },
  { name: "lost answers", ...long, proxy: { loseAnswer: 0.05 } },
  { name: "broken answers", ...long, proxy: { cut: 0.05 } },
  { name: "delays", ...long, proxy: { delay: 0.2 } },
  { name: "requests twice", ...long, proxy: { duplicate: 0.2 } },
  { name: "503", ...long, proxy: { busy: 0.1 } },
  { name: "delivered twice", ...long, proxy: { redeliver: 0.3 }, sentTwice: 50 },
  ...SHORT.map((scenario) => ({ ...scenario, ...long, strikeSeconds: 20 })),
];

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
      const planned = (scenario.proxy ?? scenario.strikes) !== undefined;
      assert.equal(Object.keys(report.strikes).length > 0, planned, "no fault was met");
      const { lost, mixed, wrongClass, left, isComplete, exitCodes, words } = report;
      assert.ok(
        isComplete,
        `jobs were left after the time limit; workers said:\n${words.slice(-20).join("\n")}\n${left.join("\n")}`,
      );
      assert.deepEqual({ lost, mixed, wrongClass, left }, { lost: [], mixed: [], wrongClass: [], left: [] });
      assert.ok(
        exitCodes.every((code) => code === 0),
        `exit codes ${exitCodes.join()}; workers said:\n${words.slice(-20).join("\n")}`,
      );
    });
  }
});

function tableOf(reports: readonly ChaosReport[]): string {
  const rows = reports.map((report) => {
    const { name, jobs, lost, mixed, wrongClass, left, seconds, strikes, handBackSeconds } = report;
    const back = Object.entries(handBackSeconds).map(([kind, most]) => `${kind} ${most.toFixed(1)}`);
    const hits = Object.entries(strikes).map(([kind, count]) => `${count} ${kind}`);
    return [
      name.padEnd(20),
      ...[jobs, lost.length, mixed.length, wrongClass.length, left.length].map((number) => String(number).padStart(6)),
      seconds.toFixed(0).padStart(6),
      `${back.join(", ") || "-"} | ${hits.join(", ")}`,
    ].join(" ");
  });
  const head = `${"fault".padEnd(20)} ${["jobs", "lost", "mixed", "class", "left", "s"].map((word) => word.padStart(6)).join(" ")} hand back, s | faults`;
  return [head, ...rows].join("\n");
}
