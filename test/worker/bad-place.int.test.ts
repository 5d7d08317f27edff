import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { makeS3Client } from "../../worker/storage/s3-client";
import { Fleet } from "../chaos/fleet";
import { environmentFor } from "../helpers/aws-environment";
import { bundledWorker } from "../helpers/bundled-worker";
import { smallDisk, type SmallDisk } from "../helpers/small-disk";
import { aJob, WorkerBench } from "../helpers/worker-bench";

/** The shipped worker with engine `command`, as a process of its own. */
describe("a worker process whose place goes bad", function () {
  this.timeout(120_000);
  const worker = bundledWorker("dfiji-place-");
  let bench: WorkerBench;
  let fleet: Fleet | undefined;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(async () => {
    fleet?.kill();
    await bench.stop();
  });

  const start = (more: Record<string, string> = {}): number => {
    const env = { ...bench.env({ DFIJI_ENGINE: "command" }), ...environmentFor(bench.emulator.endpoint), ...more };
    fleet = new Fleet(worker.bundle, worker.folder, env, false);
    return fleet.start();
  };
  const shell = (name: string, text: string) => {
    const { script: _, ...job } = aJob(name, { engine: "command", command: ["/bin/sh", "-c", text, "sh", "{output}"] });
    return job;
  };
  const aWhile = shell("slow", 'sleep 1; echo 1 >"$1/r"');
  const reported = (event: string) => fleet?.lines.filter(({ msg }) => msg === event) ?? [];
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 1000) throw new Error(`never: ${what}; the worker said ${fleet?.words.join("\n")}`);
      await sleep(20);
    }
  };
  /** It said so in one line, and burned nothing: what it had not begun is untouched, what it had in progress is back. */
  const endedAsBad = async (pid: number, why: RegExp, begunAtMost: number): Promise<void> => {
    assert.equal(await fleet?.ended(pid), 3);
    assert.equal(fleet?.words.length, 1, fleet?.words.join("\n"));
    assert.match(fleet?.words[0] ?? "", why);
    assert.ok(reported(EVENTS.jobStarted).length <= begunAtMost);
    assert.deepEqual([reported(EVENTS.jobFailed), bench.dead], [[], []]);
    // SQS calls a message in flight also while it waits to be tried again: no longer than 10 s after a first failure
    const soon = Date.now() + 10_000;
    const isBack = ({ state, visibleAtMs = 0 }: (typeof bench.waiting)[number]) =>
      state === "ready" || visibleAtMs < soon;
    assert.deepEqual(bench.waiting.map(isBack), [true, true, true], JSON.stringify(bench.waiting));
    assert.ok(bench.waiting.filter(({ state }) => state === "ready").length >= 3 - begunAtMost);
  };
  const sendThree = () => bench.send(aWhile, shell("B", 'echo 1 >"$1/r"'), shell("C", 'echo 1 >"$1/r"'));

  describe("(its disk)", () => {
    let disk: SmallDisk;
    beforeEach(async function () {
      const mounted = await smallDisk(32);
      if (mounted === undefined) return this.skip();
      disk = mounted;
      bench.workDir = join(disk.folder, "work");
      await sendThree();
    });
    afterEach(() => disk?.unmount());

    it("on a disk without a byte to spare ends with 3 before it takes a job", async () => {
      await disk.fill(0);
      await endedAsBad(start(), /DFIJI_WORK_DIR is .*, where nothing can be stored: ENOSPC/, 0);
    });

    it("on a disk that others have filled ends with 3 before it takes a job, with what would help", async () => {
      await disk.fill(2 ** 20);
      const most = /the disk of .* has 0 MiB free; at least 2 MiB must be; free at least \d+ MiB more on the disk of/;
      await endedAsBad(start(), most, 0);
      assert.deepEqual(await readdir(bench.workDir), []);
    });

    it("whose disk is filled by others while a job runs hands that back, takes no other and ends with 3", async () => {
      const pid = start();
      await until("the first runs", () => reported(EVENTS.jobStarted).length === 1);
      await disk.fill(4096);
      await endedAsBad(pid, /the disk of .* has 0 MiB free; at least 2 MiB must be/, 1);
      assert.match(
        String(reported(EVENTS.jobReleased)[0]?.["why"]),
        /disk-full: the disk was full at the end of the run/,
      );
    });

    it("whose disk becomes read-only while a job runs hands that back, takes no other and ends with 3", async () => {
      const pid = start();
      await until("the first runs", () => reported(EVENTS.jobStarted).length === 1);
      disk.makeReadOnly();
      await endedAsBad(pid, /cannot be written to: it is read-only/, 1);
      assert.match(String(reported(EVENTS.jobReleased)[0]?.["why"]), /read-only/);
    });

    it("given the budget of its task says which setting to raise", async () => {
      await disk.fill(2 ** 20);
      await endedAsBad(
        start({ DFIJI_DISK_GIB: "10" }),
        /give the task 15 GiB of disk instead of 10 \(diskGiBPerTask, and volumeGiB to match\)/,
        0,
      );
    });
  });

  it("whose bucket goes while a job runs hands that back, takes no other and ends with 3", async () => {
    bench.emulator.makeBucket("lab");
    await sendThree();
    const { DFIJI_INPUT_DIR: _in, DFIJI_OUTPUT_DIR: _out, ...env } = bench.env({ DFIJI_ENGINE: "command" });
    fleet = new Fleet(
      worker.bundle,
      worker.folder,
      { ...env, DFIJI_BUCKET: "lab", ...environmentFor(bench.emulator.endpoint) },
      false,
    );
    const pid = fleet.start();
    await until("the first runs", () => reported(EVENTS.jobStarted).length === 1);
    const client = makeS3Client({ endpoint: bench.emulator.endpoint });
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "lab" }));
    if (Contents.length > 0) {
      const Objects = Contents.map(({ Key }) => ({ Key }));
      await client.send(new DeleteObjectsCommand({ Bucket: "lab", Delete: { Objects } }));
    }
    await client.send(new DeleteBucketCommand({ Bucket: "lab" }));
    client.destroy();
    await endedAsBad(pid, /results cannot be stored: NoSuchBucket/, 2);
  });
});
