import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, open, readFile, truncate, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sharedHeapMiB } from "../../policy/rules/heap";
import { type WorkerEnv } from "../../worker/contract/env";
import { EVENTS } from "../../worker/contract/events";
import { type Job } from "../../worker/contract/job";
import { scriptKey } from "../../worker/contract/keys";
import { findOrBuildHost } from "../../worker/engines/imagej/build-jars";
import { findJava } from "../../worker/engines/java/find-java";
import { memoryGauge } from "../../worker/host/memory-use";
import { Fleet, type WorkerLine } from "../chaos/fleet";
import { environmentFor } from "../helpers/aws-environment";
import { buildCli, runCli } from "../helpers/built-cli";
import { bundledWorker } from "../helpers/bundled-worker";
import { imagejTiff } from "../helpers/imagej-tiff";
import { memoryGroup, type MemoryGroup } from "../helpers/memory-group";
import { aJob, WorkerBench } from "../helpers/worker-bench";

/** What the worker has, and what jobs need of it. */
interface Form {
  readonly copies: number;
  readonly memoryMiB: number;
  readonly display: "none" | "auto";
  /** MiB a copy besides its heap. */
  readonly overheadMiB: number;
  /** Slices of 1000 x 1000 pixels of 16 bit: 2 MB each, 4 as they are filtered. */
  readonly stackSlices: number;
  readonly smallJobs: number;
  readonly secondsBetweenStarts: number;
  /** Slices of 10,000 x 10,000 pixels of 8 bit, of a job whose script took one before; all copies with as many need more than there is. */
  readonly surpriseSlices: number;
}

const FORMS: Readonly<Record<string, Form>> = {
  short: {
    ...{ copies: 3, memoryMiB: 4000, display: "none", overheadMiB: 300 },
    ...{ stackSlices: 231, smallJobs: 9, secondsBetweenStarts: 1, surpriseSlices: 12 },
  },
  // the worked example: a stack of 2.86 GB in a task of 15,000 MiB
  long: {
    ...{ copies: 4, memoryMiB: 15_000, display: "auto", overheadMiB: 450 },
    ...{ stackSlices: 1430, smallJobs: 200, secondsBetweenStarts: 20, surpriseSlices: 45 },
  },
};
const FORM = FORMS[process.env["DFIJI_TEST_MEMORY"] ?? "short"] as Form;
const SIDE = 1000;

const STACK = `#@ File (style="directory") input
#@ File (style="directory") output
list = getFileList(input);
open(input + File.separator + list[0]);
run("32-bit");
run("Gaussian Blur...", "sigma=1 stack");
text = "" + nSlices;
setSlice(1); getStatistics(area, mean); text = text + "," + d2s(mean, 1);
setSlice(nSlices); getStatistics(area, mean); text = text + "," + d2s(mean, 1);
close();
File.saveString(text, output + File.separator + "r.csv");
`;
const SMALL = `#@ File (style="directory") output
newImage("a", "8-bit ramp", 700, 700, 1); run("Gaussian Blur...", "sigma=2"); setAutoThreshold("Otsu dark");
run("Convert to Mask"); getStatistics(area, mean); close();
File.saveString(d2s(mean, 1), output + File.separator + "r.csv");
`;
/** Keeps an image until a file of the test says that it may end. */
const holds = (flag: string): string => `#@ File (style="directory") output
#@ Integer slices
newImage("a", "8-bit black", 10000, 10000, slices);
while (slices > 1 && !File.exists("${flag}")) wait(50);
close();
File.saveString(slices, output + File.separator + "r.csv");
`;

/** The shipped worker with real ImageJ, under the memory limit of a task. `npm run test:memory`: the worked example in full. */
describe(`${FORM.copies} copies of ImageJ that share ${FORM.memoryMiB} MiB`, function () {
  this.timeout(1_800_000); // the long form reads and filters eleven stacks of 2.86 GB
  const worker = bundledWorker("dfiji-shared-");
  let bench: WorkerBench;
  let fleet: Fleet;
  let group: MemoryGroup | undefined;
  let environment: Readonly<Record<string, string>>;
  let mostMiB: number;
  let startedAtMs: number;

  before(async function () {
    const needed = FORM.memoryMiB + 1000;
    if (totalmem() < needed * 2 ** 20) {
      console.log(`      this computer has less than ${needed} MiB of memory: skipped`);
      return this.skip();
    }
    const host = await findOrBuildHost(await findJava(process.env), process.env);
    environment = { DFIJI_ENGINE: "imagej", DFIJI_IMAGEJ_DIR: host, DFIJI_DISPLAY: FORM.display };
  });
  beforeEach(async () => {
    bench = await WorkerBench.make();
    mostMiB = 0;
    group = memoryGroup(FORM.memoryMiB);
  });
  afterEach(async () => {
    fleet?.kill();
    await Promise.all((fleet?.pids ?? []).map((pid) => fleet.ended(pid)));
    await group?.remove();
    await bench.stop();
  });

  const start = (more: Partial<WorkerEnv> = {}): void => {
    const sizes = { MEMORY: FORM.memoryMiB, DOCKER_CORES: FORM.copies };
    const env = bench.env({ ...sizes, DFIJI_POLL_SECONDS: 1, DFIJI_EXIT_WHEN_EMPTY_SECONDS: undefined, ...more });
    const all = { ...env, ...environment, ...environmentFor(bench.emulator.endpoint) };
    startedAtMs = Date.now();
    fleet = new Fleet(worker.bundle, worker.folder, all, false);
    group?.add(fleet.start());
  };
  const logged = (event: string): readonly WorkerLine[] => fleet.lines.filter(({ msg }) => msg === event);
  const until = async (event: string, count: number): Promise<void> => {
    const gauge = memoryGauge();
    while (logged(event).length < count) {
      assert.equal(fleet.exits.length, 0, `the worker ended\n${fleet.words.join("\n")}`);
      mostMiB = Math.max(mostMiB, gauge().usedMiB - process.memoryUsage.rss() / 2 ** 20); // less this process
      await sleep(50);
    }
  };
  const script = async (text: string): Promise<NonNullable<Job["script"]>> => {
    const sha256 = createHash("sha256").update(text).digest("hex");
    await bench.outputs.putText(scriptKey("", sha256), text);
    return { name: "m.ijm", sha256 };
  };
  const stackJobs = async (...names: readonly string[]): Promise<readonly Job[]> => {
    const filters = await script(STACK);
    for (const name of names) await writeStack(join(bench.inputDir, `${name}.tif`), FORM.stackSlices);
    return names.map((name) => aJob(name, { script: filters, input: [`${name}.tif`] }));
  };
  const smallJobs = async (count: number): Promise<readonly Job[]> => {
    const small = await script(SMALL);
    return Array.from({ length: count }, (_, index) => aJob(`s${index}`, { script: small }));
  };
  const resultOf = async ({ output }: Job): Promise<string> => readFile(join(bench.outputDir, output, "r.csv"), "utf8");

  /** All are done, at the first attempt that counted, and the kernel has killed nothing. */
  const allAreDone = async (jobs: readonly Job[]): Promise<void> => {
    await until(EVENTS.jobDone, jobs.length);
    const seconds = ((logged(EVENTS.jobDone).at(-1)?.atMs ?? Number.NaN) - startedAtMs) / 1000;
    for (const pid of fleet.pids) {
      const ended = fleet.ended(pid);
      fleet.signal(pid, "SIGTERM");
      assert.equal(await ended, 0, fleet.words.join("\n"));
    }
    const peaks = await Promise.all(jobs.map(async ({ jobId }) => (await bench.marker(jobId))?.peakMemoryMiB ?? 0));
    const waits = logged(EVENTS.jobWaits).length;
    console.log(
      `      ${seconds.toFixed(0)} s; most of all ${mostMiB.toFixed(0)} MiB, of a job ${Math.max(...peaks)}; ${waits} waited for memory; the kernel killed ${group?.kills() ?? "(not known)"}`,
    );
    if (group !== undefined) assert.equal(group.kills(), 0, "the kernel killed");
    assert.deepEqual([bench.waiting, bench.dead, logged(EVENTS.jobFailed)], [[], [], []]);
    assert.ok(peaks.every((peak) => peak > 0));
  };
  const stacksAreRight = async (jobs: readonly Job[]): Promise<void> => {
    for (const job of jobs) assert.equal(await resultOf(job), `${FORM.stackSlices},0.0,1000.0`);
  };
  it("do a stack that needs more than the part of one copy, alone", async () => {
    const jobs = await stackJobs("stack");
    await bench.send(...jobs);
    start();
    await allAreDone(jobs);
    await stacksAreRight(jobs);
    const [started] = logged(EVENTS.workerStarted);
    const heapMiB = sharedHeapMiB(FORM.memoryMiB, FORM.copies, FORM.overheadMiB);
    assert.deepEqual([started?.["copies"], started?.["heapMiB"]], [FORM.copies, heapMiB]);
    const peakMiB = (await bench.marker("stack-00000000"))?.peakMemoryMiB ?? 0;
    assert.ok(peakMiB > heapMiB / FORM.copies + FORM.overheadMiB, `${peakMiB} MiB fit the part of one copy`);
  });

  for (const [title, secondsBetweenStarts] of [
    ["that come together", 0],
    ["that a stagger lets begin one by one", FORM.secondsBetweenStarts],
  ] as const) {
    it(`do as many stacks as copies ${title}: those that do not fit wait, and none is stopped`, async () => {
      const jobs = await stackJobs(...["a", "b", "c", "d"].slice(0, FORM.copies));
      await bench.send(...jobs);
      start({ SECONDS_TO_START: secondsBetweenStarts });
      await allAreDone(jobs);
      await stacksAreRight(jobs);
      assert.deepEqual(await bench.attempts(), []);
    });
  }

  it(`do a stack among ${FORM.smallJobs} small jobs`, async () => {
    const [stacks, small] = [await stackJobs("stack"), await smallJobs(FORM.smallJobs)];
    const half = FORM.smallJobs / 2;
    await bench.send(...small.slice(0, half), ...stacks, ...small.slice(half));
    start();
    await allAreDone([...small, ...stacks]);
    await stacksAreRight(stacks);
    for (const job of small) assert.equal(await resultOf(job), await resultOf(small[0] as Job));
    assert.deepEqual(await bench.attempts(), []);
  });

  it("stop one of the jobs that take far more than their script took before, and do it again alone, not counted", async () => {
    const flag = join(bench.root, "they-may-end");
    const hold = await script(holds(flag));
    const held = (name: string, slices: number): Job =>
      aJob(name, { script: hold, parameters: { slices: String(slices) } });
    const first = held("first", 1);
    const jobs = ["a", "b", "c", "d"].slice(0, FORM.copies).map((name) => held(name, FORM.surpriseSlices));
    await bench.send(first);
    start();
    await until(EVENTS.jobDone, 1);
    await bench.send(...jobs);
    await until(EVENTS.jobReleased, 1);
    await writeFile(flag, "");
    await allAreDone([first, ...jobs]);
    for (const job of jobs) assert.equal(await resultOf(job), String(FORM.surpriseSlices));
    const attempts = await bench.attempts();
    assert.ok(attempts.length > 0);
    for (const { class: failure, counted, reason = "" } of attempts) {
      assert.deepEqual([failure, counted], ["memory-shared", false]);
      assert.match(reason, new RegExp(`^\\d+ of the ${FORM.memoryMiB} MiB of all copies were used, \\d+ by this run`));
    }
  });

  it("do stacks by `dfiji local --memory` as the worker of a task does", async () => {
    await buildCli();
    const names = ["a", "b", "c", "d"].slice(0, FORM.copies);
    for (const name of names) await writeStack(join(bench.inputDir, `${name}.tif`), FORM.stackSlices);
    const path = join(bench.root, "stack.ijm");
    await writeFile(path, STACK);
    const places = ["--input", bench.inputDir, "--output", bench.outputDir, "--script", path];
    const sizes = ["--memory", String(FORM.memoryMiB), "--copies", String(FORM.copies), "--display", FORM.display];
    const { code, stdout, stderr } = await runCli(["local", ...places, ...sizes]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const heapMiB = sharedHeapMiB(FORM.memoryMiB, FORM.copies, FORM.overheadMiB);
    assert.match(
      stderr,
      new RegExp(`${FORM.memoryMiB} MiB of memory, which they share: up to ${heapMiB} MiB of heap for one job`),
    );
    assert.match(stdout, new RegExp(`^dfiji: ${FORM.copies} done, 0 failed, 0 not run, `, "m"));
    for (const name of names) {
      const text = await readFile(join(bench.outputDir, `${name}.tif`, "r.csv"), "utf8");
      assert.equal(text, `${FORM.stackSlices},0.0,1000.0`);
    }
    assert.deepEqual(await bench.attempts(), []);
  });
});

/** A 16-bit stack as ImageJ writes it, of zeros that take no room on the disk; all pixels of the last slice are 1000. */
async function writeStack(path: string, slices: number): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const description = `ImageJ=1.54f\nimages=${slices}\nslices=${slices}\n`;
  const planes = [new Uint16Array(SIDE * SIDE)];
  const beginning = imagejTiff({ width: SIDE, height: SIDE, planes, description });
  await writeFile(path, beginning);
  const planeBytes = 2 * SIDE * SIDE;
  const lastAt = beginning.length + (slices - 2) * planeBytes;
  await truncate(path, lastAt + planeBytes);
  const file = await open(path, "r+");
  try {
    await file.write(Buffer.from(new Uint16Array(SIDE * SIDE).fill(1000).buffer).swap16(), 0, planeBytes, lastAt);
  } finally {
    await file.close();
  }
}
