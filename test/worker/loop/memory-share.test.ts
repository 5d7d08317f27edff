import assert from "node:assert/strict";
import { type EventName, EVENTS } from "../../../worker/contract/events";
import { type Job } from "../../../worker/contract/job";
import { work } from "../../../worker/loop/worker";
import { FakeClock } from "../../helpers/fake-clock";
import { COPY_MIB, type MemoryNeed, SimulatedMemory } from "../../helpers/simulated-memory";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

/** The worked example: 4 copies in 15,000 MiB. */
const MEMORY_MIB = 15_000;
const COPIES = 4;
const HEAP_MIB = 9300;
const KEPT_MIB = 2325;
/** A 16-bit stack of 2.86 GB, opened and filtered in 32 bits. */
const STACK = { heapMiB: 3 * 2728, seconds: 15, inputMiB: 2728 };
const SMALL = { heapMiB: 200, seconds: 2 };

describe("copies that share the memory of their task", function () {
  this.timeout(60_000);
  const clock = new FakeClock();
  let bench: StageBench;
  let memory: SimulatedMemory;
  /** What was logged of a job, and when. */
  let log: { readonly event: string; readonly name: unknown; readonly atMs: number }[];
  beforeEach(async () => {
    bench = await StageBench.make(clock);
    bench.queue.comesBack = true;
  });
  afterEach(() => bench.end());

  /** Runs all jobs in one worker until its queue is empty; every one must be marked done, unless it is hopeless. */
  const run = async (
    needs: Readonly<Record<string, MemoryNeed>>,
    more: object = {},
    hopeless: readonly string[] = [],
  ) => {
    const jobs: Job[] = [];
    for (const [name, { inputMiB }] of Object.entries(needs)) {
      if (inputMiB !== undefined) await bench.sparseInput(`${name}.tif`, inputMiB * 2 ** 20);
      jobs.push(aJob(name, inputMiB === undefined ? {} : { input: [`${name}.tif`] }));
    }
    memory = new SimulatedMemory(clock, MEMORY_MIB, (jobId) => needs[jobId.replace("-00000000", "")] ?? SMALL);
    const sizes = { copies: COPIES, heapMiB: HEAP_MIB, keptHeapMiB: KEPT_MIB, memoryMiB: MEMORY_MIB };
    const way = { display: "none", inPlace: true, sharesMemory: true } as const;
    const deps = bench.deps({ ...sizes, ...way, ...more });
    bench.queue.send(...jobs);
    log = [];
    const info = (event: EventName, data: object): void => {
      log.push({ event, name: "name" in data ? data.name : undefined, atMs: clock.now() });
      deps.log.info(event, data);
    };
    const watched = { engine: memory, memory: memory.gauge, log: { ...deps.log, info } };
    const never = new AbortController().signal;
    const end = await clock.passUntil(work({ ...deps, ...watched }, never, never));
    assert.equal(end.why, "queue empty");
    assert.equal(memory.kernelKills, 0, "the kernel killed");
    const done = await Promise.all(
      jobs.map(async (job) => ((await bench.marker(job)) === undefined ? [] : [job.name])),
    );
    assert.deepEqual(
      jobs.map(({ name }) => name).filter((name) => !done.flat().includes(name)),
      hopeless,
      "lost",
    );
  };
  const classes = (): readonly unknown[] => bench.logged(EVENTS.jobReleased).map((data) => data["class"]);

  it("give one job nearly all of it: a stack of 2.86 GB by itself is done at the first attempt", async () => {
    await run({ stack: STACK });
    assert.deepEqual(memory.began, ["stack-00000000"]);
    assert.ok(memory.peakMiB > 8000, String(memory.peakMiB));
    const { peakMemoryMiB, peakDiskBytes = 0 } = (await bench.marker(aJob("stack"))) ?? {};
    assert.equal(peakMemoryMiB, COPY_MIB + STACK.heapMiB);
    assert.ok(peakDiskBytes > 0);
  });

  it("run four such stacks that come together one after another, since two do not fit, and count no attempt", async () => {
    await run({ a: STACK, b: STACK, c: STACK, d: STACK });
    assert.equal(bench.logged(EVENTS.jobFailed).length, 0);
    assert.equal(memory.ranAlone.length, 4);
    assert.ok(memory.peakMiB < 0.95 * MEMORY_MIB, String(memory.peakMiB));
  });

  it("do the same when the stagger lets them begin one by one", async () => {
    await run({ a: STACK, b: STACK, c: STACK, d: STACK }, { secondsBetweenStarts: 20 });
    assert.equal(memory.ranAlone.length, 4);
    assert.equal(bench.logged(EVENTS.jobFailed).length, 0);
  });

  it("do small jobs beside a stack", async () => {
    const small = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`s${index}`, SMALL] as const));
    await run({ ...small, stack: STACK });
    assert.equal(memory.mostRuns, COPIES);
    assert.deepEqual(bench.logged(EVENTS.jobFailed), []);
    assert.equal(memory.began.length, 201);
  });

  it("stop the large young run at 90 % and run it alone, when jobs take more than they ever said", async () => {
    const liar = { heapMiB: 6000, seconds: 30, saysMiB: 300 };
    await run({ a: liar, b: liar, c: liar, d: liar });
    const released = classes();
    assert.ok(released.length > 0 && released.every((one) => one === "memory-shared"), String(released));
    assert.equal(bench.logged(EVENTS.jobFailed).length, 0);
    const [first] = bench.logged(EVENTS.jobReleased);
    assert.match(String(first?.["reason"]), /^\d+ of the 15000 MiB of all copies were used, \d+ by this run/);
    assert.match(String(first?.["advice"]), /once more, alone/);
    assert.ok(memory.peakMiB < MEMORY_MIB);
  });

  it("call a job that runs out of memory alone just that, at its first counted attempt, with the size to ask for", async () => {
    const huge = { heapMiB: 12_000, seconds: 10 };
    await run({ a: huge }, {}, ["a"]);
    const [failed] = bench.logged(EVENTS.jobFailed);
    assert.deepEqual([failed?.["class"], failed?.["final"], memory.began.length], ["out-of-memory", true, 1]);
    const attempt = await bench.attemptOf("a-00000000");
    assert.match(attempt?.advice ?? "", /one job can have 9300 MiB of heap .*: give the task \d+ MiB instead of 15000/);
  });

  it("run a job that ran out of memory beside others once more alone before they call it final", async () => {
    const huge = { heapMiB: 12_000, seconds: 10 };
    await run({ small: { heapMiB: 100, seconds: 30 }, huge }, {}, ["huge"]);
    assert.deepEqual(classes(), ["memory-shared"]);
    assert.deepEqual(
      bench.logged(EVENTS.jobFailed).map(({ class: failure, jobId, final }) => [failure, jobId, final]),
      [["out-of-memory", "huge-00000000", true]],
    );
    assert.deepEqual([...memory.began].sort(), ["huge-00000000", "huge-00000000", "small-00000000"]);
    assert.equal(memory.mostRuns, 2);
  });

  it("know after one job of a script what the next ones need, and let as many begin as fit", async () => {
    const middle = { heapMiB: 4000, seconds: 10 };
    const names = Array.from({ length: 6 }, (_, index) => [`m${index}`, middle] as const);
    // the first one is over before another copy's turn comes
    await run({ first: middle, ...Object.fromEntries(names) }, { secondsBetweenStarts: 15 });
    const waits = bench.logged(EVENTS.jobWaits);
    assert.ok(
      waits.some(({ expectedMiB }) => expectedMiB === 4150),
      JSON.stringify(waits),
    );
    assert.deepEqual([memory.mostRuns, classes()], [2, []]);
    assert.ok(memory.peakMiB < 0.8 * MEMORY_MIB, String(memory.peakMiB));
  });

  it("let small jobs by for two minutes while a large one waits, and none after", async () => {
    const long = { heapMiB: 5700, seconds: 200, inputMiB: 1900 };
    const small = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`s${index}`, { heapMiB: 50, seconds: 5 }]),
    );
    // one by one, so that the long one is the first
    await run({ long, stack: STACK, ...small }, { secondsBetweenStarts: 1 });
    assert.equal(memory.began[0], "long-00000000");
    assert.deepEqual(
      classes().filter((one) => one !== undefined),
      [],
    );
    // by the clock of the worker: how many small jobs that time is enough for is the computer's matter
    const timeOf = (event: string, name: string): number =>
      log.find((line) => line.event === event && line.name === name)?.atMs ?? Number.NaN;
    const [waitsMs, beginsMs] = [timeOf(EVENTS.jobWaits, "stack"), timeOf(EVENTS.jobStarted, "stack")];
    const overtake = log
      .filter(({ event, atMs }) => event === EVENTS.jobStarted && atMs > waitsMs && atMs < beginsMs)
      .map(({ atMs }) => (atMs - waitsMs) / 1000);
    assert.ok(overtake.length > 0, "none overtook");
    assert.ok(Math.max(...overtake) < 120, `${Math.max(...overtake)} s`);
    assert.ok(beginsMs - waitsMs > 120_000, `${beginsMs - waitsMs} ms`);
  });
});
