import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { EVENTS } from "../../worker/contract/events";
import { doneKey } from "../../worker/contract/keys";
import { parseMarker } from "../../worker/contract/marker";
import { sendAll } from "../../worker/queue/sender";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { Fleet } from "../chaos/fleet";
import { clientOptions, EMULATOR_ENVIRONMENT, environmentFor } from "../helpers/aws-environment";
import { bundledWorker } from "../helpers/bundled-worker";
import { type DiscardingS3, startDiscardingS3 } from "../helpers/discarding-s3";
import { type Moto, startMoto } from "../helpers/moto";
import { aJob, WorkerBench } from "../helpers/worker-bench";

/** Far from what files of this size and number would take, and from what is measured on a quiet computer (some 120). */
const MOST_MIB = 200;
const isBig = process.env["DFIJI_BIG"] !== undefined;

const shell = (name: string, text: string) => {
  const { script: _, ...job } = aJob(name, { engine: "command", command: ["/bin/sh", "-c", text, "sh", "{output}"] });
  return job;
};
const until = async (what: string, fleet: Fleet, isSo: () => boolean): Promise<void> => {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 15_000)
      throw new Error(
        `never: ${what}; the worker said ${fleet.words.join("\n")} ${JSON.stringify(fleet.lines.slice(-3))}`,
      );
    await sleep(20);
  }
};

/** Of the workers here. */
const LEASE_SECONDS = 30;

describe("publishing by a worker process", function () {
  this.timeout(900_000);
  const worker = bundledWorker("dfiji-publish-");
  let fleet: Fleet;
  afterEach(() => fleet.kill());

  describe("to a server that discards what it is given", () => {
    let bench: WorkerBench;
    let s3: DiscardingS3;
    beforeEach(async () => {
      bench = await WorkerBench.make();
      s3 = await startDiscardingS3(bench.emulator.endpoint);
      const {
        DFIJI_INPUT_DIR: _in,
        DFIJI_OUTPUT_DIR: _out,
        ...env
      } = bench.env({ DFIJI_ENGINE: "command", DFIJI_BUCKET: "bucket" });
      fleet = new Fleet(worker.bundle, worker.folder, { ...env, ...environmentFor(s3.endpoint) }, false);
    });
    afterEach(async () => {
      fleet.kill(); // before its folders are removed
      await s3.stop();
      await bench.stop();
    });
    /** Peak memory of the worker when the job is done, MiB. */
    const peakOf = async (text: string): Promise<number> => {
      await bench.send(shell("large", text));
      let peak = 0;
      const pid = fleet.start();
      await until("the job is done", fleet, () => {
        const status = /VmHWM:\s+(\d+)/.exec(readStatus(pid))?.[1];
        if (status !== undefined) peak = Number(status) / 1024;
        return fleet.lines.some(({ msg }) => msg === EVENTS.jobDone || msg === EVENTS.jobReleased);
      });
      assert.deepEqual(
        fleet.lines.filter(({ msg }) => msg === EVENTS.jobReleased).map(({ why }) => why),
        [],
      );
      assert.equal(await fleet.ended(pid), 0);
      return peak;
    };

    it("10,000 small files of one job go in bounded memory", async () => {
      const peak = await peakOf('i=0; while [ $i -lt 10000 ]; do echo $i >"$1/f$i"; i=$((i+1)); done');
      console.log(`      peak ${peak.toFixed(0)} MiB`);
      assert.ok(peak < MOST_MIB, `${peak} MiB`);
    });

    it(`one file of ${isBig ? "5 GiB" : "512 MiB (5 GiB: DFIJI_BIG=1)"} goes in parts, in bounded memory, and leaves no upload open`, async () => {
      const peak = await peakOf(`truncate -s ${isBig ? "5G" : "512M"} "$1/large.tif"`);
      console.log(`      peak ${peak.toFixed(0)} MiB`);
      assert.ok(s3.bytes >= (isBig ? 5 * 2 ** 30 : 2 ** 29));
      assert.equal(s3.openUploads, 0);
      assert.ok(peak < MOST_MIB, `${peak} MiB`);
    });

    it("a large file that cannot be stored leaves no upload open, and the job is returned to the queue uncounted", async () => {
      s3.forbidParts();
      await bench.send(shell("large", 'truncate -s 64M "$1/large.tif"'));
      fleet.start();
      await until("it gives up", fleet, () => fleet.lines.some(({ msg }) => msg === EVENTS.jobReleased));
      const why = fleet.lines.find(({ msg }) => msg === EVENTS.jobReleased)?.["why"];
      assert.match(String(why), /^publish-failed: no rights to the key/);
      assert.equal(s3.openUploads, 0);
      assert.equal(await bench.outputs.head("large/large.tif"), undefined);
    });

    it("503 SlowDown is tried again and does not count against the job", async () => {
      s3.refuse(6);
      const peak = await peakOf('echo 1 >"$1/r.csv"');
      console.log(`      peak ${peak.toFixed(0)} MiB, which is what one small file takes`);
      assert.equal(fleet.lines.filter(({ msg }) => msg === EVENTS.jobFailed).length, 0);
    });
  });

  describe("to S3 with conditional writes", () => {
    let moto: Moto;
    before(async function () {
      this.timeout(300_000);
      Object.assign(process.env, EMULATOR_ENVIRONMENT);
      moto = await startMoto();
    });
    after(() => moto.stop());
    const clientOf = () => makeS3Client({ endpoint: moto.endpoint });

    it("one of many that mark a job at the same time is first, and knows it", async () => {
      fleet = new Fleet(worker.bundle, worker.folder, {}, false);
      const client = clientOf();
      await client.send(new CreateBucketCommand({ Bucket: "race" }));
      const one = pLimit(1); // moto looks and writes in two steps, which S3 does in one
      client.middlewareStack.add((next) => (args) => one(() => next(args)), { step: "finalizeRequest" });
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, worker) =>
          new S3Store({ client, bucket: "race", prefix: "", headFirst: worker % 2 === 0 }).putTextIfAbsent(
            "m",
            `${worker}`,
          ),
        ),
      );
      assert.equal(answers.filter(Boolean).length, 1);
      const text = await new S3Store({ client, bucket: "race", prefix: "" }).getText("m");
      assert.equal(text, String(answers.indexOf(true)));
    });

    /** A queue, a bucket and a worker that is in the middle of storing a large file. */
    const storing = async (bucket: string) => {
      const sqs = new SQSClient(clientOptions(moto.endpoint));
      const names = { DFIJI_QUEUE: `${bucket}-jobs`, DFIJI_DEAD_LETTER_QUEUE: `${bucket}-dead` };
      const made = await Promise.all(
        Object.values(names).map((QueueName) => sqs.send(new CreateQueueCommand({ QueueName }))),
      );
      const client = clientOf();
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      const QueueUrl = made[0]?.QueueUrl ?? "";
      const job = shell("large", 'head -c 400000000 /dev/zero >"$1/large.tif"');
      await sendAll({ client: sqs, queueUrl: QueueUrl }, [{ id: "1", body: JSON.stringify(job) }]);
      const env = {
        ...{ ...names, DFIJI_BUCKET: bucket, DFIJI_ENGINE: "command", DFIJI_LEASE_SECONDS: String(LEASE_SECONDS) },
        ...{
          DFIJI_GRACE_SECONDS: "0",
          DFIJI_POLL_SECONDS: "1",
          MEMORY: "2048",
          DFIJI_WORK_DIR: join(worker.folder, bucket),
        },
        ...environmentFor(moto.endpoint),
      };
      fleet = new Fleet(worker.bundle, worker.folder, env, false);
      const pid = fleet.start();
      const uploads = async () =>
        (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0;
      while ((await uploads()) === 0) await sleep(20);
      const keys = async () => {
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
        return Contents.map(({ Key = "" }) => Key).filter((key) => !key.startsWith(".dfiji/logs/"));
      };
      const waiting = async () => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
        );
        return Attributes["ApproximateNumberOfMessages"];
      };
      return { pid, uploads, keys, waiting, job };
    };

    it("a worker asked to stop while it stores a large file removes the parts, and returns the job", async () => {
      const { pid, uploads, keys, waiting } = await storing("stopped");
      fleet.signal(pid, "SIGTERM");
      assert.equal(await fleet.ended(pid), 0);
      assert.equal(await uploads(), 0);
      const records = (await keys()).filter((key) => !key.startsWith(".dfiji/attempts/"));
      assert.deepEqual([records, await waiting()], [[], "1"]);
    });

    it("a worker killed while it stores a large file leaves parts that no tool sees; the next one does the job", async () => {
      const { pid, uploads, keys, job } = await storing("killed");
      fleet.signal(pid, "SIGKILL");
      await fleet.ended(pid);
      await moto.passTime(LEASE_SECONDS * 1000);
      assert.deepEqual([await uploads(), await keys()], [1, []]); // S3 keeps them until a lifecycle rule removes them
      fleet.start();
      await until("the job is done", fleet, () => fleet.lines.some(({ msg }) => msg === EVENTS.jobDone));
      assert.deepEqual((await keys()).sort(), [doneKey("", job.jobId), "large/large.tif"]);
      assert.deepEqual([...new Set(await fleet.end())], [0]);
    });

    it("a worker that was stopped past its lease changes nothing of what the next one stored", async () => {
      const sqs = new SQSClient(clientOptions(moto.endpoint));
      const made = await Promise.all(
        ["jobs", "dead"].map((QueueName) => sqs.send(new CreateQueueCommand({ QueueName }))),
      );
      const client = clientOf();
      await client.send(new CreateBucketCommand({ Bucket: "lab" }));
      const QueueUrl = made[0]?.QueueUrl ?? "";
      const job = shell("slow", 'sleep 3; cat /proc/sys/kernel/random/uuid >"$1/a"; cp "$1/a" "$1/b"');
      await sendAll({ client: sqs, queueUrl: QueueUrl }, [{ id: "1", body: JSON.stringify(job) }]);
      const env = {
        DFIJI_QUEUE: "jobs",
        DFIJI_DEAD_LETTER_QUEUE: "dead",
        DFIJI_BUCKET: "lab",
        DFIJI_ENGINE: "command",
        DFIJI_LEASE_SECONDS: String(LEASE_SECONDS),
        DFIJI_POLL_SECONDS: "1",
        MEMORY: "2048",
        DFIJI_WORK_DIR: join(worker.folder, "work"),
        ...environmentFor(moto.endpoint),
      };
      fleet = new Fleet(worker.bundle, worker.folder, env, false);
      const starts = () => fleet.lines.filter(({ msg }) => msg === EVENTS.jobStarted);
      const first = fleet.start();
      await until("the first runs it", fleet, () => starts().length === 1);
      fleet.signal(first, "SIGSTOP");
      const second = fleet.start();
      await until("the second has done it", fleet, () =>
        fleet.lines.some(({ msg, pid }) => msg === EVENTS.jobDone && pid === second),
      );
      const store = new S3Store({ client, bucket: "lab", prefix: "" });
      const look = async () => [
        await store.getText(doneKey("", job.jobId)),
        await store.getText("slow/a"),
        await store.getText("slow/b"),
      ];
      const before = await look();
      fleet.signal(first, "SIGCONT");
      await until("the first knows that it lost", fleet, () =>
        fleet.lines.some(({ msg, pid }) => pid === first && (msg === EVENTS.jobReleased || msg === EVENTS.jobDone)),
      );
      assert.deepEqual([...new Set(await fleet.end())], [0]);
      assert.deepEqual(await look(), before);
      assert.equal(parseMarker(before[0] ?? "", "marker").receiveCount, 2);
      assert.equal(before[1], before[2]);
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
      assert.deepEqual([ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible], ["0", "0"]);
      sqs.destroy();
      client.destroy();
    });
  });
});

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return ""; // it has ended
  }
}
