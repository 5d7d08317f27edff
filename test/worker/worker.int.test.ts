import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { realClock } from "../../worker/host/clock";
import { DEAD_LETTER_ATTRIBUTES } from "../../worker/contract/failure";
import { EVENTS } from "../../worker/contract/events";
import { logKey } from "../../worker/contract/keys";
import { type WorkerDeps } from "../../worker/stages/ports";
import { type Received } from "../../worker/queue/job-queue";
import { FakeEngine } from "../helpers/fake-engine";
import { FakeClock } from "../helpers/fake-clock";
import { aJob, WorkerBench } from "../helpers/worker-bench";
import { within } from "../helpers/within";

describe("a worker on an emulated queue", () => {
  let bench: WorkerBench;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(() => bench.stop());

  /** Released messages come back immediately, so that a test need not wait; the delays asked for are kept. */
  const delays: number[] = [];
  const eager = (deps: WorkerDeps): WorkerDeps => {
    delays.length = 0;
    const release = async (message: Received, seconds: number): Promise<void> => {
      delays.push(seconds);
      await deps.queue.release(message, 0);
    };
    return { ...deps, queue: withQueue(deps, { release }) };
  };
  const deadClass = () => bench.dead.map(({ attributes }) => attributes[DEAD_LETTER_ATTRIBUTES.class]);

  it("drains the queue: every job has results, a marker that lists them, and a log; nothing is left behind", async () => {
    await bench.input("A/1.tif", "image");
    const jobs = Array.from({ length: 25 }, (_, index) => aJob(`W${index}`, { input: ["A/*.tif"] }));
    await bench.send(...jobs);
    bench.engine = new FakeEngine(({ jobId }) => ({ print: [`counting ${jobId}`], write: { "sub/n.csv": jobId } }));
    const end = await bench.run({ DOCKER_CORES: 3 });
    assert.equal(end.why, "queue empty");
    for (const { jobId, output } of jobs) {
      const marker = await bench.marker(jobId);
      assert.deepEqual(
        marker?.outputs.map(({ key }) => key),
        [`${output}sub/n.csv`],
      );
      const { engine, display, versions } = marker;
      assert.deepEqual([engine, display, versions], ["imagej", "virtual", { dfiji: "0.0.0", fake: "1" }]);
      assert.equal((await bench.outputs.head(`${output}sub/n.csv`))?.etag, marker?.outputs[0]?.etag);
      assert.deepEqual(
        marker?.inputs.map(({ key, sizeBytes }) => [key, sizeBytes]),
        [["A/1.tif", 5]],
      );
      assert.deepEqual(bench.engine.inputsSeen.get(jobId), ["1.tif"]);
      assert.equal(await readFile(join(bench.outputDir, output, "sub/n.csv"), "utf8"), jobId);
      assert.match((await bench.outputs.getText(logKey("", jobId))) ?? "", new RegExp(`counting ${jobId}\n$`));
    }
    assert.deepEqual([bench.waiting, bench.dead, await readdir(bench.workDir)], [[], [], []]);
    assert.equal(bench.logged(EVENTS.jobDone).length, 25);
    const states = bench.logged(EVENTS.workerState).map(({ state }) => state);
    assert.deepEqual(states, ["starting", "taking", "finishing", "stopped"]);
    assert.ok(bench.engine.copies.every((copy) => copy.isStopped));
  });

  it("runs a message that was delivered or sent twice only once", async () => {
    await bench.send(aJob("A1"), aJob("A1"), aJob("A1"));
    await bench.run();
    assert.deepEqual(bench.engine.ran, ["A1-00000000"]);
    assert.deepEqual(
      bench.logged(EVENTS.jobSkipped).map(({ reason }) => reason),
      ["marked by this submission", "marked by this submission"],
    );
    assert.deepEqual(bench.waiting, []);
  });

  it("runs a job again whose marked files were replaced by an attempt that was killed while it published", async () => {
    await bench.send(aJob("A1"));
    await bench.run();
    await bench.outputs.putText("A1/result.csv", "half of another attempt");
    await bench.send(aJob("A1"));
    await bench.run();
    assert.equal(bench.engine.ran.length, 2);
    const listed = (await bench.marker("A1-00000000"))?.outputs[0];
    assert.equal((await bench.outputs.head("A1/result.csv"))?.etag, listed?.etag);
    assert.equal(await bench.outputs.getText("A1/result.csv"), "Area\n1\n");
  });

  it("skips what another submission made from the same inputs, unless asked to repeat or the inputs changed", async () => {
    await bench.input("a.tif", "one");
    const again = (submission: string, force = false) => aJob("A1", { input: ["a.tif"], submission, force });
    await bench.send(again("s1"));
    await bench.run();
    await bench.send(again("s2"));
    await bench.run();
    assert.equal(bench.engine.ran.length, 1);
    await bench.send(again("s3", true));
    await bench.run();
    assert.equal(bench.engine.ran.length, 2);
    await bench.send(again("s4"));
    await bench.run({ CHECK_IF_DONE_BOOL: false });
    assert.equal(bench.engine.ran.length, 3);
    await bench.input("a.tif", "changed");
    await bench.send(again("s5"));
    await bench.run();
    assert.equal(bench.engine.ran.length, 4);
    assert.equal((await bench.marker("A1-00000000"))?.submission, "s5");
  });

  it("tries a failing job maxAttempts times, each with its record, and moves it to the dead-letter queue itself", async () => {
    bench.engine = new FakeEngine(() => ({
      print: ["about to fail"],
      write: { "half.csv": "1" },
      fail: { class: "script-error", reason: "Unrecognized command", line: 7 },
    }));
    await bench.send(aJob("A1"));
    await bench.run({ DFIJI_MAX_ATTEMPTS: 3 }, { change: eager });
    const attempts = await bench.attempts();
    assert.deepEqual(
      attempts.map((attempt) => [attempt.class, attempt.counted, attempt.receiveCount, attempt.line, attempt.logTail]),
      [1, 2, 3].map((count) => ["script-error", true, count, 7, ["about to fail"]]),
    );
    assert.deepEqual(
      attempts.map(({ engine, display, versions }) => [engine, display, versions]),
      [1, 2, 3].map(() => ["imagej", "virtual", { dfiji: "0.0.0", fake: "1" }]),
    );
    assert.equal(delays.length, 2);
    assert.ok(delays[0] !== undefined && delays[0] >= 5 && delays[0] <= 10);
    assert.ok(delays[1] !== undefined && delays[1] >= 10 && delays[1] <= 20);
    assert.deepEqual([bench.waiting.length, deadClass()], [0, ["script-error"]]);
    assert.equal(bench.dead[0]?.attributes[DEAD_LETTER_ATTRIBUTES.reason], "Unrecognized command");
    assert.equal(await bench.marker("A1-00000000"), undefined);
    assert.equal(await bench.outputs.head("A1/half.csv"), undefined);
    assert.deepEqual(
      bench.logged(EVENTS.jobFailed).map(({ final }) => final),
      [false, false, true],
    );
  });

  it("moves a job with enough failures to the dead-letter queue without running it again", async () => {
    bench.engine = new FakeEngine(() => ({ fail: { class: "timeout", reason: "took 120 minutes" } }));
    await bench.send(aJob("A1"));
    const onlyRelease = (deps: WorkerDeps): WorkerDeps => {
      const release = async (message: Received): Promise<void> => deps.queue.release(message, 0);
      return { ...deps, queue: withQueue(deps, { deadLetter: release }) };
    };
    const stop = new AbortController();
    bench.engine = new FakeEngine(() => {
      stop.abort(); // the worker ends before it could move the job to the dead-letter queue
      return { fail: { class: "timeout", reason: "took 120 minutes" } };
    });
    await bench.run({ DFIJI_MAX_ATTEMPTS: 1 }, { change: onlyRelease, stop: stop.signal });
    assert.equal(bench.waiting.length, 1);
    bench.engine = new FakeEngine();
    await bench.run({ DFIJI_MAX_ATTEMPTS: 1 });
    assert.deepEqual(bench.engine.ran, []);
    assert.deepEqual([bench.waiting.length, deadClass()], [0, ["timeout"]]);
    assert.equal(bench.dead[0]?.attributes[DEAD_LETTER_ATTRIBUTES.reason], "took 120 minutes");
  });

  it("never counts what is not the job's fault", async () => {
    let runs = 0;
    bench.engine = new FakeEngine(() =>
      ++runs <= 4 ? { fail: { class: "killed", reason: "signal 9" } } : { write: { "r.csv": "1" } },
    );
    await bench.send(aJob("A1"));
    await bench.run({ DFIJI_MAX_ATTEMPTS: 1 }, { change: eager });
    assert.deepEqual([runs, bench.dead.length], [5, 0]);
    assert.equal((await bench.marker("A1-00000000"))?.receiveCount, 5);
    assert.ok((await bench.attempts()).every(({ counted }) => !counted));
  });

  it("moves a message that is no job to the dead-letter queue immediately", async () => {
    await bench.send("not json", JSON.stringify({ ...aJob("A1"), output: "../elsewhere/" }), aJob("A2"));
    await bench.send(aJob("A3", { engine: "fiji" }));
    await bench.run();
    assert.deepEqual([bench.waiting, deadClass()], [[], ["bad-message", "bad-message", "bad-message"]]);
    assert.deepEqual(bench.engine.ran, ["A2-00000000"]);
    assert.equal(bench.logged(EVENTS.badMessage).length, 3);
  });

  for (const [title, more, failure, reason] of [
    ["names an input that is not there", { input: ["gone.tif"] }, "input-missing", /no such file: "gone.tif"/],
    [
      "names a script that is not there",
      { script: { name: "a.ijm", sha256: "0".repeat(64) } },
      "input-missing",
      /script/,
    ],
    ["expects a file that the script does not write", { expect: ["*.png"] }, "no-output", /"\*\.png".*"result.csv"/],
  ] as const) {
    it(`fails a job that ${title}: ${failure}`, async () => {
      await bench.send(aJob("A1", more));
      await bench.run({ DFIJI_MAX_ATTEMPTS: 1 });
      assert.deepEqual(deadClass(), [failure]);
      assert.match(bench.dead[0]?.attributes[DEAD_LETTER_ATTRIBUTES.reason] ?? "", reason);
    });
  }

  it("fetches the inputs of the next job while one runs, and publishes the last one's results meanwhile", async () => {
    await bench.input("a.tif", "x");
    const gate = (): { readonly opened: Promise<void>; open: () => void } => {
      let open = (): void => undefined;
      return { opened: new Promise((resolve) => (open = resolve)), open: () => open() };
    };
    const [fetchedThird, startedThird] = [gate(), gate()];
    let fetches = 0;
    bench.engine = new FakeEngine(({ jobId }) => {
      if (jobId.startsWith("J3")) startedThird.open();
      // the second run ends only once the third job's input was fetched
      return { write: { r: jobId }, ...(jobId.startsWith("J2") ? { until: fetchedThird.opened } : {}) };
    });
    const overlapping = (deps: WorkerDeps): WorkerDeps => {
      const { inputs, outputs } = deps;
      const fetch: typeof inputs.fetch = async (...args) => {
        await inputs.fetch(...args);
        if (++fetches === 3) fetchedThird.open();
      };
      const put: typeof outputs.put = async (path, key, signal) => {
        if (key === "J2/r") await startedThird.opened; // published only once the third run has begun
        return outputs.put(path, key, signal);
      };
      return { ...deps, inputs: within(inputs, { fetch }), outputs: within(outputs, { put }) };
    };
    await bench.send(...["J1", "J2", "J3"].map((name) => aJob(name, { input: ["a.tif"] })));
    await bench.run({}, { change: overlapping });
    assert.equal(bench.logged(EVENTS.jobDone).length, 3);
  });

  it("returns everything when it is asked to stop and the grace is over, and ends", async () => {
    const stop = new AbortController();
    bench.engine = new FakeEngine(({ jobId }) => {
      if (jobId.startsWith("J2")) setTimeout(() => stop.abort(), 200); // the third job is prefetched by now
      return jobId.startsWith("J2") ? { hang: true } : { write: { r: "1" } };
    });
    await bench.send(aJob("J1"), aJob("J2"), aJob("J3"), aJob("J4"));
    const end = await bench.run({ DFIJI_GRACE_SECONDS: 0 }, { stop: stop.signal });
    assert.equal(end.why, "asked to stop");
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["ready", "ready", "ready"],
    );
    assert.deepEqual(
      (await bench.attempts()).map(({ jobId, class: failure }) => [jobId, failure]),
      [["J2-00000000", "interrupted"]],
    );
    assert.deepEqual(await readdir(bench.workDir), []);
  });

  it("returns immediately what has not begun, although its script never comes", async () => {
    const stop = new AbortController();
    await bench.send(aJob("J1"));
    const change = (deps: WorkerDeps): WorkerDeps => {
      const head: typeof deps.outputs.head = async (key, signal) => {
        if (!key.includes("/scripts/")) return deps.outputs.head(key, signal);
        stop.abort();
        return new Promise(() => undefined);
      };
      return { ...deps, outputs: within(deps.outputs, { head }) };
    };
    await bench.run({ DFIJI_GRACE_SECONDS: 600 }, { stop: stop.signal, change });
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["ready"],
    );
    assert.deepEqual([bench.engine.ran, await bench.attempts()], [[], []]);
  });

  it("returns even a job whose run does not end when it is killed", async () => {
    const stop = new AbortController();
    bench.engine = new FakeEngine(() => {
      stop.abort();
      return { deaf: true };
    });
    await bench.send(aJob("J1"));
    const end = await bench.run({ DFIJI_GRACE_SECONDS: 0 }, { stop: stop.signal });
    assert.equal(end.why, "asked to stop");
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["ready"],
    );
  });

  it("lets the run in progress end within the grace", async () => {
    const stop = new AbortController();
    bench.engine = new FakeEngine(() => {
      stop.abort();
      return { write: { r: "1" }, until: new Promise((resolve) => setTimeout(resolve, 100)) };
    });
    await bench.send(aJob("J1"), aJob("J2"));
    await bench.run({}, { stop: stop.signal });
    assert.equal((await bench.marker("J1-00000000"))?.receiveCount, 1);
    assert.equal(bench.waiting.length, 1);
  });

  it("kills the run whose lease is lost, publishes nothing of it and leaves the message to its new holder", async () => {
    bench.engine = new FakeEngine(() => ({ write: { "r.csv": "1" }, hang: true }));
    await bench.send(aJob("A1"));
    const losing = (deps: WorkerDeps): WorkerDeps => {
      const FASTER = 40;
      const clock = {
        now: () => realClock.now() * FASTER,
        after: (milliseconds: number, call: () => void) => realClock.after(milliseconds / FASTER, call),
      };
      const receive: WorkerDeps["queue"]["receive"] = async (...args) => {
        const receivedAtMs = clock.now();
        const messages = (await deps.queue.receive(...args)).map((message) => ({ ...message, receivedAtMs }));
        // another worker has finished it
        for (const message of messages) await deps.queue.remove(message);
        return messages;
      };
      return { ...deps, clock, queue: withQueue(deps, { receive }) };
    };
    await bench.run({}, { change: losing });
    assert.deepEqual(
      (await bench.attempts()).map(({ class: failure, counted }) => [failure, counted]),
      [["lease-lost", false]],
    );
    assert.equal(await bench.outputs.head("A1/r.csv"), undefined);
    assert.deepEqual([bench.waiting, bench.dead], [[], []]);
  });

  it("ends a job that was in progress for nearly 12 hours as its own timeout, which counts", async () => {
    const clock = new FakeClock();
    let begun = (): void => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    bench.engine = new FakeEngine(() => {
      begun();
      return { write: { "r.csv": "1" }, hang: true };
    });
    await bench.send(aJob("A1"));
    const running = bench.run({ DFIJI_LEASE_SECONDS: 43_200, DFIJI_MAX_ATTEMPTS: 1 }, { clock });
    await hasBegun;
    await clock.pass(12 * 3600);
    await clock.passUntil(running);
    assert.deepEqual(
      (await bench.attempts()).map(({ class: failure, counted, advice }) => [failure, counted, advice]),
      [["timeout", true, "make the job smaller: a queue lets a worker hold a message for 12 hours in all"]],
    );
    assert.deepEqual([bench.waiting, deadClass()], [[], ["timeout"]]);
  });

  it("returns a prefetched job that no copy took for 60 s, untouched", async () => {
    const clock = new FakeClock();
    const go: { end: () => void } = { end: () => undefined };
    const ended = new Promise<void>((resolve) => (go.end = resolve));
    const given: { state: string }[] = [];
    bench.engine = new FakeEngine(({ jobId }) => {
      if (!jobId.startsWith("J2")) return { write: { r: "1" } };
      return { write: { r: "1" }, until: ended };
    });
    await bench.send(aJob("J1"), aJob("J2"), aJob("J3"));
    const change = (deps: WorkerDeps): WorkerDeps => {
      const release: WorkerDeps["queue"]["release"] = async (message, delaySeconds) => {
        await deps.queue.release(message, delaySeconds);
        given.push(...bench.waiting.filter(({ body }) => body === message.body));
        go.end();
      };
      return { ...deps, queue: withQueue(deps, { release }) };
    };
    const isPrefetched = (): boolean =>
      bench.waiting.some(({ state, body }) => state === "in flight" && body.includes('"J3-'));
    const running = bench.run({ DFIJI_LEASE_SECONDS: 43_200 }, { clock, change }); // so that none has to be renewed
    while (bench.engine.ran.length < 2 || !isPrefetched()) await sleep(10);
    // its inputs may still be on their way: the 60 s begin when it waits for a copy
    for (; given.length === 0; await sleep(20)) await clock.pass(61);
    await clock.passUntil(running);
    assert.deepEqual(
      given.map(({ state }) => state),
      ["ready"],
    );
    assert.deepEqual(
      bench.logged(EVENTS.jobReleased).map(({ jobId, why }) => [jobId, why]),
      [["J3-00000000", "prefetched, but no copy was free for 60 s"]],
    );
    assert.deepEqual([bench.waiting, (await bench.attempts()).length], [[], 0]);
    assert.equal((await bench.marker("J3-00000000"))?.receiveCount, 2);
  });

  it("takes back the marker of another attempt whose file its own late upload replaced, and queues the job again", async () => {
    const theirs = new Set<string>();
    const losing = (deps: WorkerDeps): WorkerDeps => {
      const FASTER = 20; // more, and a busy computer is too slow for its leases
      const clock = {
        now: () => realClock.now() * FASTER,
        after: (milliseconds: number, call: () => void) => realClock.after(milliseconds / FASTER, call),
      };
      const receive: WorkerDeps["queue"]["receive"] = async (...args) => {
        const receivedAtMs = clock.now();
        return (await deps.queue.receive(...args)).map((message) => ({ ...message, receivedAtMs }));
      };
      const renew: WorkerDeps["queue"]["renew"] = async (messages) =>
        messages.map(({ messageId }) => (theirs.has(messageId) ? "lost" : "renewed"));
      const put: typeof deps.outputs.put = async (path, key, signal) => {
        const stored = await deps.outputs.put(path, key, signal);
        if (key !== "A1/r" || theirs.size > 0) return stored;
        // while our upload hangs, the message goes to another worker, which marks the file that ours replaced
        const marker = {
          ...{ v: 1, jobId: "A1-00000000", name: "A1", submission: "s1", group: {}, output: "A1/", root: "" },
          ...{ messageId: "other", receiveCount: 2, startedAt: "", finishedAt: "", seconds: {}, versions: {} },
          ...{ worker: "other", inputs: [], outputs: [{ ...stored, etag: "another" }] },
        };
        await bench.outputs.putText(".dfiji/done/A1-00000000.json", JSON.stringify(marker));
        theirs.add(bench.logged(EVENTS.jobStarted)[0]?.["messageId"] as string);
        await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
        return stored;
      };
      return { ...deps, clock, queue: withQueue(deps, { receive, renew }), outputs: within(deps.outputs, { put }) };
    };
    bench.engine = new FakeEngine(() => ({ write: { r: "1" } }));
    await bench.send(aJob("A1"));
    await bench.run({}, { change: losing });
    assert.equal(bench.engine.ran.length, 2);
    assert.equal((await bench.marker("A1-00000000"))?.worker, "bench/copy-0");
  });

  it("ends with the reason when its engine does not start, and has taken no message", async () => {
    bench.engine.brokenCopies.add(0);
    await bench.send(aJob("A1"));
    const end = await bench.run();
    assert.deepEqual(end, { why: "fault", reason: "copy 0 does not start: it is broken; mend it" });
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["ready"],
    );
  });

  it("ends with the reason when its queue is gone", async () => {
    bench.emulator.deleteQueue(bench.pair.name);
    const end = await bench.run();
    assert.equal(end.why, "fault");
    assert.match(end.reason, /job queue cannot be read.*does not exist/);
  });

  it("takes nothing when the disk is full, and says so", async () => {
    await bench.send(aJob("A1"));
    const disk = async () => ({ folder: "/work", freeBytes: 2 ** 20, totalBytes: 2 ** 40 });
    const end = await bench.run({}, { change: (deps) => ({ ...deps, disk }) });
    assert.match(end.reason, /has 1 MiB free; at least 1024 MiB must be/);
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["ready"],
    );
  });

  it("continues when cleaning made room", async () => {
    await bench.send(aJob("A1"));
    let isClean = false;
    await bench.run(
      {},
      {
        change: (deps) => {
          const clean = async (): Promise<void> => void (isClean = true);
          const disk = async () => ({ folder: "/work", freeBytes: isClean ? 2 ** 39 : 0, totalBytes: 2 ** 40 });
          return { ...deps, disk, folders: within(deps.folders, { clean }) };
        },
      },
    );
    assert.equal((await bench.marker("A1-00000000"))?.receiveCount, 1);
  });

  it("takes no more while there is no room beside the jobs in progress, so that nothing is received in vain again and again", async () => {
    await bench.input("half.tif", "x".repeat(600 * 1024));
    const jobs = Array.from({ length: 6 }, (_, index) => aJob(`J${index}`, { input: ["half.tif"] }));
    await bench.send(...jobs);
    let [running, most, received] = [0, 0, 0];
    bench.engine = new FakeEngine(({ jobId }) => {
      most = Math.max(most, ++running);
      const until = new Promise((resolve) => setTimeout(resolve, 400)).then(() => running--);
      return { write: { r: jobId }, until };
    });
    await bench.run(
      { DOCKER_CORES: 2, DFIJI_DISK_GIB: 1000 / 2 ** 20 },
      {
        change: (deps) => {
          const receive: WorkerDeps["queue"]["receive"] = async (...args) => {
            const messages = await deps.queue.receive(...args);
            received += messages.length;
            return messages;
          };
          return eager({ ...deps, queue: within(deps.queue, { receive }) });
        },
      },
    );
    assert.equal(most, 1);
    assert.equal(bench.logged(EVENTS.jobDone).length, 6);
    assert.ok(received <= 4 * jobs.length, `${received} receives of ${jobs.length} jobs`);
    assert.deepEqual([bench.waiting, bench.dead], [[], []]);
  });

  it("returns a job whose inputs do not fit on the disk, without counting it", async () => {
    await bench.input("big.tif", "x".repeat(2000));
    await bench.send(aJob("A1", { input: ["big.tif"] }));
    const stop = new AbortController();
    const small = (deps: WorkerDeps): WorkerDeps => {
      const release: WorkerDeps["queue"]["release"] = async (message, seconds) => {
        await deps.queue.release(message, seconds);
        stop.abort();
      };
      const disk = async () => ({ folder: "/work", freeBytes: 1100, totalBytes: 2000 });
      return { ...deps, disk, queue: withQueue(deps, { release }) };
    };
    await bench.run({}, { change: small, stop: stop.signal });
    assert.deepEqual(
      (await bench.attempts()).map(({ class: failure }) => failure),
      ["disk-full"],
    );
  });
});

const withQueue = (deps: WorkerDeps, replaced: Partial<WorkerDeps["queue"]>): WorkerDeps["queue"] =>
  within(deps.queue, replaced);
