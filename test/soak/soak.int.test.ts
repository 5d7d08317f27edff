import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { type Job } from "../../worker/contract/job";
import { CommandEngine } from "../../worker/engines/command/engine";
import { type Engine } from "../../worker/engines/engine";
import { realClock } from "../../worker/host/clock";
import { work } from "../../worker/loop/worker";
import { type WorkerDeps } from "../../worker/stages/ports";
import { displayOrSkip } from "../helpers/display";
import { openCopy } from "../helpers/engine-copy";
import { StageBench } from "../helpers/stage-bench";
import { within } from "../helpers/within";
import { aJob } from "../helpers/worker-bench";
import { XClient } from "../helpers/x-client";
import { childrenOf, type Held, heldNow, nameOf, openFilesOf, residentMiB, threadsOf } from "./held";

/** `npm run test:soak` sets both: 50,000 and 2,000. */
const COMMAND_JOBS = Number(process.env["DFIJI_SOAK_JOBS"] ?? 200);
const IMAGEJ_JOBS = Number(process.env["DFIJI_SOAK_IMAGEJ_JOBS"] ?? 12);
/** The first look: caches are filled by then, and compiled what is called often. */
const WARM_SHARE = 0.25;
const never = new AbortController().signal;

describe("a soak", function () {
  this.timeout(12 * 3600_000);

  it(`of ${COMMAND_JOBS} jobs of engine command leaves one worker as it was: memory, files, handles, listeners`, async () => {
    const bench = await StageBench.make(realClock);
    const signals = new Set<AbortSignal>([never]);
    const looks: { readonly jobs: number; readonly held: Held; readonly atMs: number }[] = [];
    const first = Math.round(COMMAND_JOBS * WARM_SHARE);
    let [taken, done, failed] = [0, 0, 0];
    const jobOf = (number: number): Job => {
      const { script: _, ...job } = aJob(`J${number}`);
      const command = ["/bin/sh", "-c", 'echo "$1" > "$2/r.csv"; echo counted', "sh", job.name, "{output}"];
      return { ...job, engine: "command", command };
    };
    const receive: WorkerDeps["queue"]["receive"] = async (max, _seconds, cut = never) => {
      signals.add(cut);
      const receivedAtMs = realClock.now();
      const look = (): number => (looks.length === 0 ? first : COMMAND_JOBS);
      if (taken === look()) {
        await sleep(1);
        if (done + failed < taken) return []; // at a look nothing is in progress
        looks.push({ jobs: taken, held: await heldNow(signals), atMs: realClock.now() });
      }
      const numbers = Array.from({ length: Math.min(max, look() - taken) }, (_, index) => taken + index);
      taken += numbers.length;
      return numbers.map((number) => {
        const [messageId, body] = [`m${number}`, JSON.stringify(jobOf(number))];
        return { messageId, receiptHandle: messageId, body, receiveCount: 1, receivedAtMs };
      });
    };
    const engine = new CommandEngine(process.env, []);
    const open: Engine["open"] = (settings, ending = never) => {
      signals.add(ending);
      return engine.open(settings);
    };
    const count = (event: string): void => {
      if (event === EVENTS.jobDone) done++;
      if (event === EVENTS.jobFailed) failed++;
    };
    const answered = { remove: async () => undefined, deadLetter: async () => undefined };
    const deps = bench.deps({ copies: 2, engine: "command", exitWhenEmptySeconds: 0 });
    try {
      const beganMs = realClock.now();
      const end = await work(
        {
          ...deps,
          queue: within(deps.queue, { receive, ...answered }),
          engine: { open },
          log: { info: count, warn: count, error: count },
        },
        never,
        never,
      );
      assert.deepEqual([end.why, done, failed], ["queue empty", COMMAND_JOBS, 0]);
      const [early, late] = looks;
      assert.ok(early && late && late.jobs === COMMAND_JOBS, JSON.stringify(looks));
      const perJob = (from: number, to: number, jobs: number): string => `${((to - from) / jobs).toFixed(1)} ms a job`;
      const speeds = [perJob(beganMs, early.atMs, early.jobs), perJob(early.atMs, late.atMs, late.jobs - early.jobs)];
      console.log(
        `      first ${early.jobs} jobs: ${speeds[0]}, then ${speeds[1]}; ${show(early.held)} → ${show(late.held)}`,
      );
      for (const what of ["openFiles", "handles", "listeners"] as const) {
        assert.ok(late.held[what] <= early.held[what], `${what}: ${early.held[what]} → ${late.held[what]}`);
      }
      assert.ok(late.held.heapMiB - early.held.heapMiB < 8, `heap: ${early.held.heapMiB} → ${late.held.heapMiB} MiB`);
      assert.deepEqual(
        late.held.children.map(({ program }) => program),
        early.held.children.map(({ program }) => program),
      );
      const grown = late.held.children.map(
        (child, at) => child.residentMiB - (early.held.children[at]?.residentMiB ?? 0),
      );
      assert.ok(Math.max(0, ...grown) < 8, `children: ${grown.join(", ")} MiB more`);
    } finally {
      await bench.end();
    }
  });

  it(`of ${IMAGEJ_JOBS} jobs of ImageJ on a display leaves its windows, threads and X memory as they were`, async function () {
    displayOrSkip(this);
    const folder = await mkdtemp(join(tmpdir(), "dfiji-soak-"));
    const copy = await openCopy({ display: "virtual", jobsPerProcess: IMAGEJ_JOBS + 1 });
    try {
      await copy.copy.ready();
      const pid = copy.copy.pid ?? 0;
      const looks: ScreenHeld[] = [];
      const first = Math.round(IMAGEJ_JOBS * WARM_SHARE);
      for (let job = 1; job <= IMAGEJ_JOBS; job++) {
        const { outputFolder, ...result } = await copy.run(WINDOWS);
        assert.equal(result.ended, "well", JSON.stringify(result));
        assert.equal(readFileSync(join(outputFolder, "r.csv"), "utf8").trim().split("\n").length, 2);
        await rm(join(outputFolder, ".."), { recursive: true, force: true });
        if (job === first || job === IMAGEJ_JOBS) looks.push(await screenOf(pid));
      }
      const [early, late] = looks;
      assert.ok(early && late);
      console.log(`      after ${first} and ${IMAGEJ_JOBS} jobs: ${JSON.stringify(early)} → ${JSON.stringify(late)}`);
      assert.deepEqual([copy.recycled, copy.copy.pid], [[], pid]);
      assert.equal(late.windows, early.windows);
      assert.ok(late.threads <= early.threads + 2, `threads: ${early.threads} → ${late.threads}`);
      assert.ok(late.openFiles <= early.openFiles + 2, `open files: ${early.openFiles} → ${late.openFiles}`);
      assert.ok(late.xvfbMiB - early.xvfbMiB < 16, `Xvfb: ${early.xvfbMiB} → ${late.xvfbMiB} MiB`);
      assert.ok(late.openboxMiB - early.openboxMiB < 8, `openbox: ${early.openboxMiB} → ${late.openboxMiB} MiB`);
    } finally {
      await copy.end();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const show = ({ heapMiB, residentMiB: all, openFiles, handles, listeners, children }: Held): string =>
  `heap ${heapMiB.toFixed(1)} MiB of ${all.toFixed(0)}, ${openFiles} files, ${handles} handles, ${listeners} listeners, children ${children.map((child) => `${child.program} ${child.residentMiB.toFixed(0)} MiB`).join(", ")}`;

/** Opens every kind of window that a macro has. */
const WINDOWS = `#@ File(style="directory") output
newImage("a", "8-bit ramp", 128, 128, 3);
run("Duplicate...", "title=b duplicate");
makeRectangle(10, 10, 40, 40);
run("Set Measurements...", "area mean redirect=None decimal=3");
run("Measure");
roiManager("add");
run("Threshold...");
Plot.create("c", "x", "y", newArray(1, 2, 3), newArray(1, 4, 9));
Plot.show();
print("counted");
saveAs("Results", output + "/r.csv");
`;

interface ScreenHeld {
  readonly windows: number;
  readonly threads: number;
  readonly openFiles: number;
  readonly jvmMiB: number;
  readonly xvfbMiB: number;
  readonly openboxMiB: number;
}

/** What a JVM and its display hold between two jobs. */
async function screenOf(jvm: number): Promise<ScreenHeld> {
  const environment = readFileSync(`/proc/${jvm}/environ`, "utf8").split("\0");
  const valueOf = (name: string): string =>
    environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const client = await XClient.open(valueOf("DISPLAY"), readFileSync(valueOf("XAUTHORITY")).subarray(-16));
  assert.ok(client);
  const windows = await client.windows();
  client.close();
  const own = childrenOf(process.pid);
  const all = [...own, ...childrenOf(...own)];
  const memoryOf = (program: string): number =>
    Math.round(all.filter((pid) => nameOf(pid) === program).reduce((sum, pid) => sum + residentMiB(pid), 0));
  return {
    ...{ windows, threads: threadsOf(jvm), openFiles: openFilesOf(jvm), jvmMiB: Math.round(residentMiB(jvm)) },
    ...{ xvfbMiB: memoryOf("Xvfb"), openboxMiB: memoryOf("openbox") },
  };
}
