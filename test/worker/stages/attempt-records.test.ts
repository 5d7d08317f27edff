import assert from "node:assert/strict";
import { failuresBefore, writeAttempt } from "../../../worker/stages/attempt-records";
import { parseAttempt } from "../../../worker/contract/attempt";
import { attemptKey } from "../../../worker/contract/keys";
import { JobFault } from "../../../worker/failures/job-fault";
import { JobLog } from "../../../worker/logs/job-log";
import { failedAttempt } from "../../helpers/fake-results";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

const never = new AbortController().signal;
const job = aJob("A1", { root: "plates/" });

describe("the failures of a message before", () => {
  /** The records by key, in the order in which the store lists them. */
  const storeOf = (records: Readonly<Record<string, string>>) => ({
    asked: [] as string[],
    async *list(prefix: string) {
      this.asked.push(prefix);
      for (const key of Object.keys(records)) if (key.startsWith(prefix)) yield { key, sizeBytes: 1, etag: "e" };
    },
    getText: async (key: string) => records[key],
  });
  const record = (receiveCount: number, reason: string, more: Parameters<typeof failedAttempt>[1] = {}) => {
    const attempt = failedAttempt("A1", { messageId: "m", receiveCount, reason, ...more });
    return [attemptKey(job.root, job.jobId, attempt.messageId, receiveCount), JSON.stringify(attempt)] as const;
  };
  const before = (receiveCount: number, records: readonly (readonly [string, string])[]) => {
    const message = { messageId: "m", receiptHandle: "h", body: "", receiveCount, receivedAtMs: 0 };
    return failuresBefore(storeOf(Object.fromEntries(records)), { job, message }, never);
  };

  it("are counted, and the last is that of the latest receive, in whatever order they are listed", async () => {
    const records = [record(10, "tenth"), record(2, "second"), record(9, "ninth")];
    for (const order of [records, records.toReversed()]) {
      const { count, last } = await before(11, order);
      assert.deepEqual([count, last?.reason, last?.receiveCount], [3, "tenth", 10]);
    }
  });

  it("leave out what does not speak against the job", async () => {
    const lost = record(3, "the worker was asked to stop", { class: "interrupted", counted: false });
    const { count, last } = await before(4, [record(1, "first"), lost]);
    assert.deepEqual([count, last?.reason], [1, "first"]);
    assert.deepEqual(await before(4, [lost]), { count: 0 });
    const short = record(2, "others had part of the memory", { class: "memory-shared", counted: false });
    assert.deepEqual(await before(4, [short, lost]), { count: 0, wasMemoryShort: true });
  });

  it("are those of this message alone: another with the same job, or with a longer id, is another submission's", async () => {
    const others = [record(1, "another's", { messageId: "n" }), record(1, "another's", { messageId: "m2" })];
    assert.deepEqual(await before(2, others), { count: 0 });
  });

  it("do without a record that cannot be read, or that is gone when it is", async () => {
    const key = attemptKey(job.root, job.jobId, "m", 2);
    for (const text of ["{", JSON.stringify({ v: 2 })])
      assert.equal((await before(3, [record(1, "first"), [key, text]])).count, 1);
    const store = { ...storeOf(Object.fromEntries([record(1, "first")])), getText: async () => undefined };
    const message = { messageId: "m", receiptHandle: "h", body: "", receiveCount: 2, receivedAtMs: 0 };
    assert.deepEqual(await failuresBefore(store, { job, message }, never), { count: 0 });
  });

  it("are not looked for when the message is received for the first time", async () => {
    const store = storeOf(Object.fromEntries([record(1, "first")]));
    const message = { messageId: "m", receiptHandle: "h", body: "", receiveCount: 1, receivedAtMs: 0 };
    assert.deepEqual(await failuresBefore(store, { job, message }, never), { count: 0 });
    assert.deepEqual(store.asked, []);
  });
});

describe("the record of a failed attempt", () => {
  let bench: StageBench;
  before(async () => {
    bench = await StageBench.make();
  });
  after(() => bench.end());
  const stored = new Map<string, string>();
  const store = {
    putText: async (key: string, text: string) => {
      stored.set(key, text);
      return { key, sizeBytes: text.length, etag: "e" };
    },
  };
  const ports = { outputs: store, settings: { version: "0.0.0", memoryMiB: 4000 } };
  beforeEach(() => stored.clear());

  it("holds job, message, what happened, the advice and the last lines, below the job's root", async () => {
    const active = bench.activeJob(job, 3);
    active.startedAt = "2020-01-02T03:04:05.000Z";
    active.worker = "bench/copy-1";
    active.seconds = { fetch: 2, run: 9 };
    active.inputs = [{ object: { key: "P1/a.tif", sizeBytes: 9, etag: "e" }, relativePath: "a.tif" }];
    active.ranBy = { versions: { imagej: "1.54f" }, display: "none" };
    active.log = new JobLog("/nowhere/job.log", "first", (text) => text);
    for (const line of ["one", "two"]) active.log.line(line);
    const fault = new JobFault("out-of-memory", "the heap is full", { line: 7, advice: "more", peakMemoryMiB: 900 });
    await writeAttempt(active, fault, ports, never);
    const key = "plates/.dfiji/attempts/A1-00000000/m-3.json";
    assert.deepEqual([...stored.keys()], [key]);
    const { finishedAt, ...attempt } = parseAttempt(stored.get(key) ?? "", key);
    assert.ok(Date.parse(finishedAt) > Date.parse(active.startedAt));
    assert.deepEqual(attempt, {
      ...{ v: 1, jobId: "A1-00000000", name: "A1", submission: "s1", group: { Well: "A1" }, root: "plates/" },
      ...{ messageId: "m", receiveCount: 3, startedAt: active.startedAt, worker: "bench/copy-1" },
      ...{ class: "out-of-memory", counted: true, reason: "the heap is full", advice: "more", line: 7 },
      ...{ logTail: ["one", "two"], peakMemoryMiB: 900 },
      ...{ versions: { dfiji: "0.0.0", imagej: "1.54f" }, engine: "imagej", display: "none" },
      ...{
        parameters: job.parameters,
        scriptSha256: job.script?.sha256,
        memoryLimitMiB: 4000,
        bytes: { in: 9, out: 0 },
      },
      ...{ seconds: { fetch: 2, run: 9 }, inputs: [{ key: "P1/a.tif", sizeBytes: 9, etag: "e" }] },
    });
  });

  it("gives the general advice of its class where there is no better, and names no line that is unknown", async () => {
    await writeAttempt(bench.activeJob(job), new JobFault("killed", "signal 9"), ports, never);
    const [[key, text] = ["", ""]] = stored;
    const attempt = parseAttempt(text, key);
    assert.deepEqual([attempt.counted, attempt.advice], [false, "nothing to do: the job is tried again"]);
    assert.deepEqual([attempt.logTail, "line" in attempt, "peakMemoryMiB" in attempt], [[], false, false]);
  });

  it("names the engine and no way of running where the attempt failed before its run", async () => {
    await writeAttempt(bench.activeJob(job), new JobFault("input-missing", "no image"), ports, never);
    const [[key, text] = ["", ""]] = stored;
    const { versions, engine, ...attempt } = parseAttempt(text, key);
    assert.deepEqual([versions, engine, "display" in attempt], [{ dfiji: "0.0.0" }, "imagej", false]);
  });
});
