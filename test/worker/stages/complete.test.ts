import assert from "node:assert/strict";
import { EVENTS } from "../../../worker/contract/events";
import { logKey } from "../../../worker/contract/keys";
import { type StageDeps } from "../../../worker/stages/ports";
import { JobFault } from "../../../worker/failures/job-fault";
import { complete } from "../../../worker/stages/complete";
import { type Store } from "../../../worker/storage/store";
import { type ActiveJob } from "../../../worker/stages/active-job";
import { FakeClock } from "../../helpers/fake-clock";
import { StageBench } from "../../helpers/stage-bench";
import { within } from "../../helpers/within";
import { aJob } from "../../helpers/worker-bench";

const job = aJob("A1", { root: "A1/" });
const RUN = { ended: "well", seconds: 3, peakMemoryMiB: 700 } as const;
const RAN_BY = { versions: { imagej: "1.54f" }, display: "virtual", displayReason: "line 2: why" } as const;

describe("a run that ended well", () => {
  const clock = new FakeClock();
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make(clock);
  });
  afterEach(() => bench.end());

  const ran = (files: Readonly<Record<string, string>>, more: Partial<typeof job> = {}): Promise<ActiveJob> =>
    bench.ran({ ...bench.activeJob({ ...job, ...more }, 2), ranBy: RAN_BY }, files);
  const finishes = (active: ActiveJob, deps: StageDeps = bench.deps()): Promise<void> => complete(active, 1, RUN, deps);
  const withOutputs = (replaced: Partial<Store>): StageDeps => {
    const deps = bench.deps();
    return { ...deps, outputs: within(deps.outputs, replaced) };
  };
  /** Nothing of it can be seen: no marker, and the message has no answer. */
  const leftNoTrace = async (): Promise<void> => {
    assert.equal(await bench.marker(job), undefined);
    assert.deepEqual([bench.queue.answers, bench.logged(EVENTS.jobDone)], [[], []]);
  };

  it("is done without a file when its table had no row, and the marker names it", async () => {
    const active = await ran({});
    const emptyTables = [`${active.folders?.output ?? ""}/nuclei.csv`];
    await complete(active, 1, { ...RUN, tables: { emptyTables, resultRows: 0 } }, bench.deps());
    const { outputs, emptyTables: named } = (await bench.marker(job)) ?? assert.fail("no marker");
    assert.deepEqual([outputs, named], [[], [{ name: "nuclei.csv" }]]);
  });

  it("has its files stored, a marker that lists them, and its message removed, in this order", async () => {
    const steps: string[] = [];
    const deps = bench.deps();
    const outputs = within(deps.outputs, {
      put: async (path, key, signal) => {
        steps.push(`put ${key}`);
        return deps.outputs.put(path, key, signal);
      },
      putTextIfAbsent: async (key, text, signal) => {
        steps.push("mark");
        return deps.outputs.putTextIfAbsent(key, text, signal);
      },
    });
    const remove: typeof deps.queue.remove = async (message) => {
      steps.push("remove");
      await deps.queue.remove(message);
    };
    const active = await ran({ "r.csv": "12345" });
    active.inputs = [{ object: { key: "P1/a.tif", sizeBytes: 9, etag: "e" }, relativePath: "a.tif" }];
    active.worker = "bench/copy-1";
    await finishes(active, { ...deps, outputs, queue: within(deps.queue, { remove }) });

    assert.deepEqual(steps, ["put A1/r.csv", "mark", "remove"]);
    assert.equal(await bench.outputs.getText("A1/r.csv"), "12345");
    const { startedAt, finishedAt, ...marker } = (await bench.marker(job)) ?? assert.fail("no marker");
    assert.equal(startedAt, active.startedAt);
    assert.ok(finishedAt >= startedAt);
    const stored = await bench.outputs.head("A1/r.csv");
    assert.deepEqual(marker, {
      ...{ v: 1, jobId: "A1-00000000", name: "A1", submission: "s1", group: { Well: "A1" }, output: "A1/" },
      ...{ root: "A1/", messageId: "m", receiveCount: 2, seconds: { verify: 0, publish: 0 }, peakMemoryMiB: 700 },
      ...{
        versions: { dfiji: "0.0.0", imagej: "1.54f" },
        engine: "imagej",
        display: "virtual",
        displayReason: "line 2: why",
      },
      worker: "bench/copy-1",
      inputs: [{ key: "P1/a.tif", sizeBytes: 9, etag: "e" }],
      outputs: [{ key: "A1/r.csv", sizeBytes: 5, etag: stored?.etag }],
      ...{
        parameters: job.parameters,
        scriptSha256: job.script?.sha256,
        memoryLimitMiB: 16_000,
        bytes: { in: 9, out: 5 },
      },
    });
    assert.deepEqual(bench.logged(EVENTS.jobDone), [
      {
        ...{ jobId: "A1-00000000", name: "A1", copy: 1, seconds: active.seconds, peakMemoryMiB: 700 },
        ...{ outputFiles: 1, outputBytes: 5 },
      },
    ]);
  });

  it("is a failure without its files, and nothing of it is stored", async () => {
    await assert.rejects(finishes(await ran({})), {
      failure: "no-output",
      message: "0 of 1 expected files of at least 1 bytes; the script wrote no file below its output folder",
    });
    await assert.rejects(finishes(await ran({ "r.txt": "1" }, { expect: ["*.csv"] })), {
      failure: "no-output",
      message: 'no file of at least 1 bytes matches "*.csv"; the script wrote "r.txt" (1 bytes)',
    });
    await leftNoTrace();
    assert.equal(await bench.outputs.head("A1/r.txt"), undefined);
  });

  it("has no marker and no answer when a file cannot be stored", async () => {
    const put = () => Promise.reject(new Error("no rights"));
    await assert.rejects(finishes(await ran({ "r.csv": "1" }), withOutputs({ put })), { message: "no rights" });
    await leftNoTrace();
  });

  it("fails as one that could not be stored when storing takes too long", async () => {
    const put: Store["put"] = (path, key, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
        void clock.pass(601);
      });
    await assert.rejects(finishes(await ran({ "r.csv": "1" }), withOutputs({ put })), {
      failure: "publish-failed",
      message: "storing 1 files of 1 MiB took over 601 s",
    });
    await leftNoTrace();
  });

  it("has its log stored beside its results, and does without where that fails", async () => {
    const deps = bench.deps();
    const logOf = () => bench.outputs.getText(logKey(job.root, job.jobId));
    const put: Store["put"] = (path, key, signal) =>
      key.endsWith(".log") ? Promise.reject(new Error("no rights")) : deps.outputs.put(path, key, signal);
    await finishes(await bench.ran(bench.activeJob(job), { "r.csv": "1" }, ["Area"]), withOutputs({ put }));
    assert.deepEqual([await logOf(), bench.queue.answers], [undefined, [["remove", "m"]]]);
    await finishes(await bench.ran(bench.activeJob(job), { "r.csv": "1" }, ["Area"]));
    assert.equal(await logOf(), "first line\nArea\n");
  });

  it("removes the marker that it replaces before it stores a file", async () => {
    const active = await ran({ "r.csv": "1" });
    active.replacesMarker = true;
    let markerWhileStoring: unknown = "not stored yet";
    await finishes(await ran({ "old.csv": "1" }));
    const deps = bench.deps();
    const put: Store["put"] = async (path, key, signal) => {
      markerWhileStoring = await bench.marker(job);
      return deps.outputs.put(path, key, signal);
    };
    await finishes(active, { ...deps, outputs: within(deps.outputs, { put }) });
    assert.equal(markerWhileStoring, undefined);
    assert.deepEqual(
      (await bench.marker(job))?.outputs.map(({ key }) => key),
      ["A1/r.csv"],
    );
  });

  describe("whose lease is lost while its files are stored", () => {
    /** Loses the lease once the file is stored, as another attempt marks the job. */
    const losing = async (active: ActiveJob, theirEtag: (ours: string) => string): Promise<StageDeps> => {
      const deps = bench.deps();
      const other = await ran({ "other.csv": "1" });
      const put: Store["put"] = async (path, key, signal) => {
        const stored = await deps.outputs.put(path, key, signal);
        await finishes(other);
        bench.queue.answers.length = 0;
        const marker = (await bench.marker(job)) ?? assert.fail("no marker");
        const outputs = [{ ...stored, etag: theirEtag(stored.etag) }];
        await bench.outputs.putText("A1/.dfiji/done/A1-00000000.json", JSON.stringify({ ...marker, outputs }));
        active.lease.abort(new JobFault("lease-lost", "gone"));
        return stored;
      };
      return { ...deps, outputs: within(deps.outputs, { put }) };
    };

    it("queues the job again and takes the marker away where its file replaced a marked one", async () => {
      const active = await ran({ "r.csv": "1" });
      await assert.rejects(finishes(active, await losing(active, () => "theirs")), { failure: "lease-lost" });
      assert.deepEqual([bench.queue.requeued, bench.queue.answers], [[active.message.body], []]);
      assert.equal(await bench.marker(job), undefined);
    });

    it("looks a second time, three seconds later, before it believes that nothing is mixed", async () => {
      const active = await ran({ "r.csv": "1" });
      const deps = await losing(active, (etag) => etag);
      const looksAtMs: number[] = [];
      const getText: Store["getText"] = async (key, signal) => {
        looksAtMs.push(clock.now());
        return deps.outputs.getText(key, signal);
      };
      const finishing = finishes(active, { ...deps, outputs: within(deps.outputs, { getText }) });
      await clock.passUntil(assert.rejects(finishing, { failure: "lease-lost" }));
      const [first = NaN, second = NaN, ...more] = looksAtMs;
      assert.ok(second - first >= 3000, String(looksAtMs));
      assert.deepEqual([more, bench.queue.requeued], [[], []]);
      assert.ok((await bench.marker(job)) !== undefined);
    });
  });
});
