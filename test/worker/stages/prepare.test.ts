import assert from "node:assert/strict";
import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { type Job } from "../../../worker/contract/job";
import { doneKey } from "../../../worker/contract/keys";
import { type Marker } from "../../../worker/contract/marker";
import { DiskBudget } from "../../../worker/stages/disk-budget";
import { hasInputs, prepare } from "../../../worker/stages/prepare";
import { type WorkerSettings } from "../../../worker/contract/worker-settings";
import { type StoredObject } from "../../../worker/storage/store";
import { type ActiveJob } from "../../../worker/stages/active-job";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

describe("what becomes of a received job", () => {
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make();
    await bench.input("P1/A1_1.tif", "one");
    await bench.input("P1/A1_2.tif", "two!");
  });
  afterEach(() => bench.end());

  const job = aJob("A1", { input: ["P1/A1_*.tif"], submission: "s2" });
  const become = async (active: ActiveJob, settings: Partial<WorkerSettings> = {}) =>
    prepare(active, bench.deps(settings));
  const headOf = async (key: string): Promise<StoredObject> => (await bench.inputs.head(key)) ?? assert.fail(key);
  /** The marker of an attempt of a submission, whose one file is stored. */
  const done = async (submission: string, changes: Partial<Marker> = {}): Promise<void> => {
    const result = await bench.outputs.putText("A1/r.csv", "1");
    const inputs = await Promise.all(["P1/A1_1.tif", "P1/A1_2.tif"].map(headOf));
    const marker: Marker = {
      ...{ v: 1, jobId: job.jobId, name: job.name, submission, group: {}, output: job.output, root: "" },
      ...{ messageId: "m0", receiveCount: 1, startedAt: "", finishedAt: "", seconds: {}, versions: {}, worker: "w" },
      ...{ inputs, outputs: [result], ...changes },
    };
    await bench.outputs.putText(doneKey("", job.jobId), JSON.stringify(marker));
  };

  it("is a run, with script, inputs, log and folders of its own", async () => {
    const active = bench.activeJob(job);
    assert.deepEqual(await become(active), { next: "run" });
    const { input = "", output = "", root = "" } = active.folders ?? {};
    assert.equal(await readFile(join(input, "A1_1.tif"), "utf8"), "one");
    assert.equal(await readFile(join(input, "A1_2.tif"), "utf8"), "two!");
    assert.deepEqual([output, active.log?.path], [join(root, "output"), join(root, "job.log")]);
    assert.equal(await readFile(active.scriptPath, "utf8"), "print('hello');\n");
    assert.deepEqual([active.failuresBefore, active.replacesMarker, active.seconds.fetch], [0, false, 0]);
  });

  it("is nothing when this submission's marker is there and its files are as it says", async () => {
    await done("s2");
    const active = bench.activeJob({ ...job, force: true });
    assert.deepEqual(await become(active, { skipDone: false }), { next: "skip", reason: "marked by this submission" });
    assert.equal(active.folders, undefined);
  });

  it("is a run that replaces this submission's marker when a file of it is gone or another", async () => {
    for (const change of [
      () => bench.outputs.remove("A1/r.csv"),
      () => bench.outputs.putText("A1/r.csv", "of another attempt"),
    ]) {
      await done("s2");
      await change();
      const active = bench.activeJob(job);
      assert.deepEqual(await become(active), { next: "run" });
      assert.equal(active.replacesMarker, true);
    }
  });

  it("is nothing when another submission made it from the same inputs", async () => {
    await done("s1");
    assert.deepEqual(await become(bench.activeJob(job)), { next: "skip", reason: "done before, same inputs" });
  });

  it("is nothing also when an earlier version made it, or when it ran the other way", async () => {
    for (const before of [{}, { display: "none" }, { display: "virtual" }] as const) {
      await done("s1", before);
      for (const display of ["none", "virtual"] as const) {
        const prepared = await become(bench.activeJob(job), { display });
        assert.deepEqual(prepared, { next: "skip", reason: "done before, same inputs" });
      }
    }
  });

  const runs: readonly [title: string, change: Partial<Marker>, job: Job, settings: Partial<WorkerSettings>][] = [
    ["the job is forced", {}, { ...job, force: true }, {}],
    ["the stack does not skip what is done", {}, job, { skipDone: false }],
    ["an input was another then", { inputs: [{ key: "P1/A1_1.tif", sizeBytes: 3, etag: "e" }] }, job, {}],
  ];
  for (const [title, change, forced, settings] of runs) {
    it(`is a run that replaces another submission's marker when ${title}`, async () => {
      await done("s1", change);
      const active = bench.activeJob(forced);
      assert.deepEqual(await become(active, settings), { next: "run" });
      assert.equal(active.replacesMarker, true);
    });
  }

  it("is a run that replaces a marker that cannot be read", async () => {
    await bench.outputs.putText(doneKey("", job.jobId), "{");
    const active = bench.activeJob(job);
    assert.deepEqual(await become(active), { next: "run" });
    assert.equal(active.replacesMarker, true);
  });

  it("is the dead-letter queue, for its latest reason, once it has failed often enough", async () => {
    for (const [receiveCount, reason] of [
      [1, "first"],
      [2, "second"],
    ] as const)
      await bench.failed(job, { receiveCount, reason, class: "timeout" });
    assert.deepEqual(await become(bench.activeJob(job, 3), { maxAttempts: 2 }), {
      next: "dead-letter",
      why: { class: "timeout", reason: "second" },
    });
    const active = bench.activeJob(job, 3);
    assert.deepEqual(await become(active, { maxAttempts: 3 }), { next: "run" });
    assert.equal(active.failuresBefore, 2);
  });

  it("is a failure when an input or the script is not there, before anything is fetched", async () => {
    const noInput = bench.activeJob({ ...job, input: ["P1/B1_*.tif"] });
    await assert.rejects(become(noInput), { failure: "input-missing", message: /matches "P1\/B1_\*\.tif"$/ });
    const noScript = bench.activeJob({ ...job, script: { name: "gone.ijm", sha256: "0".repeat(64) } });
    await assert.rejects(become(noScript), { failure: "input-missing", message: /the script .* is not in / });
    assert.deepEqual([noInput.folders, noScript.folders], [undefined, undefined]);
  });

  it("is a failure that takes nothing when its inputs do not fit on the disk", async () => {
    const deps = bench.deps();
    const disk = async () => ({ folder: "/work", freeBytes: 6, totalBytes: 10 });
    const active = bench.activeJob(job);
    await assert.rejects(prepare(active, { ...deps, disk }), { failure: "disk-full" });
    assert.equal(active.folders, undefined);
  });

  it("takes the room of its inputs until it gives it back; inputs that are read in place take none", async () => {
    const budget = new DiskBudget({ budgetBytes: 10, measure: async () => 0, clock: bench.clock });
    const deps = { ...bench.deps(), budget };
    const [first, second, third] = [bench.activeJob(job), bench.activeJob(job), bench.activeJob(job)];
    await prepare(first, deps); // 7 bytes
    await assert.rejects(prepare(second, deps), { failure: "disk-full" });
    first.releaseDisk();
    await prepare(second, deps);
    await prepare(third, { ...deps, settings: { ...deps.settings, inPlace: true } });
    const link = await readlink(join(third.folders?.input ?? "", "A1_1.tif"));
    assert.equal(link, bench.inputs.localPath(await headOf("P1/A1_1.tif")));
  });
});

describe("a marker's inputs", () => {
  const file = (key: string, etag: string) => ({ key, sizeBytes: 1, etag });
  const planned = (...objects: StoredObject[]) => objects.map((object) => ({ object, relativePath: object.key }));
  const marker = { inputs: [file("a", "1"), file("b", "2")] };

  it("are the same when key and etag of each are, in any order", () => {
    assert.equal(hasInputs(marker, planned(file("b", "2"), file("a", "1"))), true);
    assert.equal(hasInputs({ inputs: [] }, []), true);
  });

  it("are others when one was changed, added or taken away", () => {
    assert.equal(hasInputs(marker, planned(file("a", "1"), file("b", "3"))), false);
    assert.equal(hasInputs(marker, planned(file("a", "1"))), false);
    assert.equal(hasInputs(marker, planned(file("a", "1"), file("b", "2"), file("c", "3"))), false);
    assert.equal(hasInputs(marker, planned(file("a", "1"), file("c", "2"))), false);
  });
});
