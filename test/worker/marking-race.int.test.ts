import { CreateBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import assert from "node:assert/strict";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { doneKey } from "../../worker/contract/keys";
import { parseMarker } from "../../worker/contract/marker";
import { sendAll } from "../../worker/queue/sender";
import { makeSqsClient } from "../../worker/queue/sqs-client";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { bundleWorker } from "../helpers/bundled-worker";
import { Fleet } from "../chaos/fleet";
import { EMULATOR_ENVIRONMENT, environmentFor } from "../helpers/aws-environment";
import { type Gate, type Passing, startGate } from "../helpers/gate";
import { type Moto, startMoto } from "../helpers/moto";
import { aJob } from "../helpers/worker-bench";

/** Of the workers here. */
const LEASE_SECONDS = 30;

/** Both runs begin before either ends; each writes files of its own: a token twice, and its attempt's folder. */
const TWICE = [
  'token=$(cat /proc/sys/kernel/random/uuid); touch "$1/$$"',
  'until [ "$(ls "$1" | wc -l)" -ge 2 ]; do sleep 0.05; done',
  'printf %s "$token" >"$2/a"; printf %s "$token" >"$2/b"; printf %s "$2" >"$2/who"',
].join("; ");

interface Door {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function newDoor(): Door {
  const door = { resolve: (): void => undefined };
  const promise = new Promise<void>((resolve) => (door.resolve = resolve));
  return { promise, resolve: () => door.resolve() };
}

/** Two messages of one job, two worker processes, S3 with conditional writes (moto). */
describe("two workers with the same job", function () {
  this.timeout(300_000);
  let moto: Moto;
  let folder: string;
  let bundle: string;
  let sqs: SQSClient;
  let s3: S3Client;
  let round = 0;
  before(async () => {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    moto = await startMoto();
    folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-race-")));
    bundle = await bundleWorker(folder);
    sqs = makeSqsClient({ endpoint: moto.endpoint });
    s3 = makeS3Client({ endpoint: moto.endpoint });
  });
  after(async () => {
    sqs.destroy();
    s3.destroy();
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  });

  let job: ReturnType<typeof aJob>;
  let queueUrl: string;
  let gates: Gate[];
  let fleets: Fleet[];
  /** Worker and status of each marker that was put where none was. */
  let marked: string[];
  /** Opened once by name, waited for by any. */
  let doors: Map<string, Door>;
  const door = (name: string): Door => {
    const known = doors.get(name) ?? newDoor();
    doors.set(name, known);
    return known;
  };
  const lines = () => fleets.flatMap((fleet) => fleet.lines);
  const count = (event: string): number => lines().filter(({ msg }) => msg === event).length;
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 5000) throw new Error(`never: ${what}; ${JSON.stringify(lines().slice(-10))} ${words()}`);
      await sleep(20);
    }
  };
  const words = (): string => fleets.flatMap((fleet) => fleet.words).join("\n");

  beforeEach(async () => {
    const name = `race-${++round}`;
    const [made] = await Promise.all(
      [name, `${name}-dead`].map((QueueName) => sqs.send(new CreateQueueCommand({ QueueName }))),
    );
    queueUrl = made?.QueueUrl ?? "";
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    const barrier = await mkdtemp(join(folder, "barrier-"));
    const { script: _, ...whole } = aJob("twice", {
      engine: "command",
      command: ["/bin/sh", "-c", TWICE, "sh", barrier, "{output}"],
    });
    job = whole;
    const body = JSON.stringify(job);
    await sendAll({ client: sqs, queueUrl }, [
      { id: "1", body },
      { id: "2", body },
    ]);
    [gates, fleets, marked, doors] = [[], [], [], new Map()];
  });
  afterEach(async () => {
    for (const fleet of fleets) fleet.kill();
    await Promise.all(gates.map((gate) => gate.stop()));
  });

  /** A worker behind a gate of its own. */
  const start = async (worker: string, enter: (passing: Passing) => Promise<void> = async () => undefined) => {
    const gate = await startGate(moto.endpoint, enter, ({ method, path, isConditional }, status) => {
      if (status === 200 && isOutput({ method, path, isConditional })) door(`${worker} has stored a file`).resolve();
      if (method === "PUT" && path.includes("/.dfiji/done/")) {
        marked.push(`${worker} ${isConditional ? status : "unconditional"}`);
        if (status === 200) door(`${worker} is marked`).resolve();
      }
    });
    gates.push(gate);
    const name = `race-${round}`;
    const env = {
      DFIJI_QUEUE: name,
      DFIJI_DEAD_LETTER_QUEUE: `${name}-dead`,
      DFIJI_BUCKET: name,
      DFIJI_ENGINE: "command",
      DFIJI_LEASE_SECONDS: String(LEASE_SECONDS),
      DFIJI_POLL_SECONDS: "1",
      MEMORY: "2048",
      DFIJI_WORK_DIR: join(folder, `work-${worker}`),
    };
    const fleet = new Fleet(bundle, folder, { ...env, ...environmentFor(gate.endpoint) }, false);
    fleets.push(fleet);
    return { fleet, pid: fleet.start() };
  };
  const isOutput = ({ method, path }: Passing): boolean => method === "PUT" && path.includes("/twice/");
  const isMarker = ({ method, path }: Passing): boolean => method === "PUT" && path.includes("/.dfiji/done/");

  /** One marker; each of its files is as it lists it; all are of the attempt that it names; nothing waits or is dead. */
  const assertWhole = async (): Promise<void> => {
    for (const fleet of fleets) {
      assert.ok(
        (await fleet.end()).every((code) => code === 0),
        words(),
      );
    }
    const store = new S3Store({ client: s3, bucket: `race-${round}`, prefix: "" });
    const key = doneKey("", job.jobId);
    const marker = parseMarker((await store.getText(key)) ?? "", key);
    assert.deepEqual(marker.outputs.map((file) => file.key).sort(), ["twice/a", "twice/b", "twice/who"]);
    for (const { key: file, etag } of marker.outputs) assert.equal((await store.head(file))?.etag, etag, file);
    assert.equal(await store.getText("twice/a"), await store.getText("twice/b"));
    const { messageId, receiveCount } = marker;
    const run = lines().find(
      (line) => line.msg === EVENTS.jobStarted && line.messageId === messageId && line.receiveCount === receiveCount,
    );
    assert.ok((await store.getText("twice/who"))?.includes(`/worker-${run?.pid}-`), JSON.stringify(run));
    const dead = await sqs.send(new CreateQueueCommand({ QueueName: `race-${round}-dead` }));
    for (const QueueUrl of [queueUrl, dead.QueueUrl]) {
      const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = asked.Attributes ?? {};
      assert.deepEqual([ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible], ["0", "0"]);
    }
  };

  for (const order of ["together", "the first one first", "the second one first"] as const) {
    it(`that mark it at the same time, ${order}: one is first, and all files are of the attempt that is marked`, async () => {
      // the first stores its files and is about to mark; then the second does, and only then either may
      await start("first", async (passing) => {
        if (!isMarker(passing)) return;
        door("the first is about to mark").resolve();
        await door("the second is about to mark").promise;
        if (order === "the second one first") await door("second is marked").promise;
      });
      await start("second", async (passing) => {
        if (isOutput(passing)) await door("the first is about to mark").promise;
        if (!isMarker(passing)) return;
        door("the second is about to mark").resolve();
        if (order === "the first one first") await door("first is marked").promise;
      });
      await until("both are done", () => count(EVENTS.jobDone) === 2);
      await assertWhole();
      // each has a gate of its own: the two answers may pass in the other order than they were given
      const [winner, loser] = marked.slice(0, 2).sort((one) => (one.endsWith(" 200") ? -1 : 1));
      assert.match(winner ?? "", / 200$/, marked.join());
      assert.match(loser ?? "", / 412$/, marked.join());
      // the second's files lie there: where the first was first, its marker went and the second's was put
      assert.deepEqual(marked.slice(2), winner === "first 200" ? ["second 200"] : [], marked.join());
    });
  }

  it("of which one is slow: its late files replace those of the other, and so does its marker", async () => {
    await start("first");
    await start("second", async (passing) => {
      if (isOutput(passing)) await door("first is marked").promise;
    });
    await until("both are done", () => count(EVENTS.jobDone) === 2);
    await assertWhole();
    assert.deepEqual(
      marked.filter((entry) => !entry.endsWith(" 412")),
      ["first 200", "second 200"],
    );
  });

  it("of which one is slow and killed with kill -9 in the midst of its late files: the job is run once more", async () => {
    await start("first");
    let stored = 0;
    const { fleet, pid } = await start("second", async (passing) => {
      if (!isOutput(passing)) return;
      await door("first is marked").promise;
      if (++stored > 1) await door("never").promise;
    });
    await until("the slow one stores its second file", () => stored > 1);
    await door("second has stored a file").promise;
    fleet.signal(pid, "SIGKILL");
    await moto.passTime(LEASE_SECONDS * 1000);
    await until("the other has run it again", () => count(EVENTS.jobDone) === 2);
    await assertWhole();
    assert.deepEqual(
      marked.filter((entry) => !entry.endsWith(" 412")),
      ["first 200", "first 200"],
    );
  });
});
