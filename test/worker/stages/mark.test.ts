import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doneKey } from "../../../worker/contract/keys";
import { type Marker, type MarkerFile } from "../../../worker/contract/marker";
import { JobFault } from "../../../worker/failures/job-fault";
import { realClock } from "../../../worker/host/clock";
import { type Received } from "../../../worker/queue/job-queue";
import { type Lease, Leases } from "../../../worker/queue/leases";
import { newActiveJob, type ActiveJob } from "../../../worker/stages/active-job";
import { mark } from "../../../worker/stages/mark";
import { undoMixedResults } from "../../../worker/stages/stored-files";
import { FolderStore } from "../../../worker/storage/folder-store";
import { aJob } from "../../helpers/worker-bench";

describe("marking a job as done", () => {
  let folder: string;
  let store: FolderStore;
  const leases: Lease[] = [];
  const job = aJob("A1");
  const key = doneKey(job.root, job.jobId);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-mark-"));
    store = new FolderStore(join(folder, "out"));
  });
  afterEach(async () => {
    for (const lease of leases.splice(0)) lease.end();
    await rm(folder, { recursive: true, force: true });
  });

  const taskOf = (attempt: string): ActiveJob => {
    const receivedAtMs = realClock.now();
    const message: Received = { messageId: attempt, receiptHandle: "h", body: "{}", receiveCount: 1, receivedAtMs };
    const lease = new Leases({ renew: async () => [] }, 120, realClock).hold(message);
    leases.push(lease);
    return newActiveJob(job, message, lease, attempt);
  };
  const put = async (path: string, text: string): Promise<MarkerFile> => {
    await writeFile(join(folder, "file"), text);
    return store.put(join(folder, "file"), job.output + path);
  };
  const markerOf = (attempt: string, outputs: MarkerFile[]): Marker => ({
    v: 1,
    jobId: job.jobId,
    name: job.name,
    submission: job.submission,
    group: {},
    output: job.output,
    root: job.root,
    messageId: attempt,
    receiveCount: 1,
    startedAt: "2030-01-01T00:00:00.000Z",
    finishedAt: "2030-01-01T00:00:01.000Z",
    seconds: {},
    versions: {},
    worker: attempt,
    inputs: [],
    outputs,
  });
  const whose = async (): Promise<string | undefined> => {
    const text = await store.getText(key);
    return text === undefined ? undefined : (JSON.parse(text) as Marker).worker;
  };

  it("puts the marker where none is", async () => {
    await mark(taskOf("one"), markerOf("one", [await put("r", "1")]), store);
    assert.equal(await whose(), "one");
  });

  it("takes its own marker, whose first answer got lost, as put", async () => {
    const marker = markerOf("one", [await put("r", "1")]);
    await store.putText(key, JSON.stringify(marker));
    await mark(taskOf("one"), marker, store);
    assert.equal(await whose(), "one");
  });

  for (const text of ["", "{", '{"v":1', "\0\0", "null"]) {
    it(`replaces a marker with the text ${JSON.stringify(text)}, which a power cut left`, async () => {
      const marker = markerOf("m", [await put("a", "1")]);
      await store.putText(key, text);
      await mark(taskOf("m"), marker, store);
      assert.deepEqual(JSON.parse((await store.getText(key)) ?? ""), marker);
    });
  }

  it("leaves the marker of an attempt with the same files", async () => {
    const outputs = [await put("r", "1")];
    await mark(taskOf("one"), markerOf("one", outputs), store);
    await mark(taskOf("two"), markerOf("two", outputs), store);
    assert.equal(await whose(), "one");
  });

  it("replaces the marker of an attempt whose files its own have replaced", async () => {
    await mark(taskOf("one"), markerOf("one", [await put("r", "1")]), store);
    await mark(taskOf("two"), markerOf("two", [await put("r", "two")]), store);
    assert.equal(await whose(), "two");
  });

  it("leaves the marker of an attempt whose files lie there, though its own do, too", async () => {
    await mark(taskOf("one"), markerOf("one", [await put("r", "1")]), store);
    await mark(taskOf("two"), markerOf("two", [await put("other", "2")]), store);
    assert.equal(await whose(), "one");
  });

  it("leaves the true marker of an attempt that replaced its files while both marked", async () => {
    const ours = markerOf("one", [await put("r", "1")]);
    const late = {
      putTextIfAbsent: async () => {
        const theirs = [await put("r", "two")];
        await store.putText(key, JSON.stringify(markerOf("two", theirs)));
        return false;
      },
    };
    await mark(taskOf("one"), ours, Object.assign(new FolderStore(join(folder, "out")), late));
    assert.equal(await whose(), "two");
  });

  it("gives way after a few tries when every time another attempt is first and its files go", async () => {
    const ours = markerOf("one", [await put("r", "1")]);
    const gone = markerOf("two", [{ key: "A1/gone", sizeBytes: 1, etag: "e" }]);
    let tries = 0;
    const late = {
      putTextIfAbsent: async () => {
        tries++;
        await store.putText(key, JSON.stringify(gone));
        return false;
      },
    };
    const marking = mark(taskOf("one"), ours, Object.assign(new FolderStore(join(folder, "out")), late));
    await assert.rejects(marking, { failure: "publish-failed" });
    assert.deepEqual([tries, await whose()], [5, undefined]);
  });

  it("marks nothing when a file is not as it was stored", async () => {
    const outputs = [await put("a", "1"), await put("b", "1")];
    await put("b", "another attempt");
    await assert.rejects(mark(taskOf("one"), markerOf("one", outputs), store), {
      failure: "publish-failed",
      message: /"A1\/b" is not what was stored/,
    });
    assert.equal(await whose(), undefined);
  });

  it("marks nothing once the lease is lost", async () => {
    const active = taskOf("one");
    const marker = markerOf("one", [await put("r", "1")]);
    active.lease.abort(new JobFault("lease-lost", "gone"));
    await assert.rejects(mark(active, marker, store), { failure: "lease-lost" });
    assert.equal(await whose(), undefined);
  });

  describe("after a lease was lost while publishing", () => {
    const requeued: string[] = [];
    const requeue = async (body: string): Promise<void> => void requeued.push(body);
    beforeEach(() => requeued.splice(0));
    const ours = [{ path: "r", sizeBytes: 3 }];

    it("the marker goes and the job is queued again where our late file replaced a marked one", async () => {
      await mark(taskOf("one"), markerOf("one", [await put("r", "1"), await put("s", "1")]), store);
      await put("r", "late");
      assert.equal(await undoMixedResults(taskOf("two"), ours, store, requeue), "queued again");
      assert.deepEqual([await whose(), requeued], [undefined, ["{}"]]);
    });

    it("the marker stays where its files are as it says", async () => {
      await mark(taskOf("one"), markerOf("one", [await put("r", "1")]), store);
      assert.equal(await undoMixedResults(taskOf("two"), ours, store, requeue), "nothing to undo");
      assert.deepEqual([await whose(), requeued], ["one", []]);
    });

    it("the job is queued again where the marker that we removed may have been that of the next attempt", async () => {
      const active = taskOf("two");
      await mark(taskOf("one"), markerOf("one", [await put("r", "1")]), store);
      await mark(active, markerOf("two", [await put("r", "two")]), store); // removes that of one
      await store.remove(key); // and now, stopped for a while, that of three
      assert.equal(await undoMixedResults(active, ours, store, requeue), "queued again");
      assert.deepEqual(requeued, ["{}"]);
    });

    it("nothing is queued again where no marker is: the other attempt continues", async () => {
      await put("r", "late");
      assert.equal(await undoMixedResults(taskOf("two"), ours, store, requeue), "nothing to undo");
      assert.deepEqual(requeued, []);
    });
  });
});
