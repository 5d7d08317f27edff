import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { globSync } from "tinyglobby";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { openPlace, type Place } from "../../../../cli/bookkeeping/result-location";
import { type PageData } from "../../../../cli/page/data/page-data";
import { type ViewServer } from "../../../../cli/page/view/server";
import { startView } from "../../../../cli/page/view/start-view";
import { makeSqsClient } from "../../../../worker/queue/sqs-client";
import { type Store } from "../../../../worker/storage/store";
import { EMULATOR_ENVIRONMENT } from "../../../helpers/aws-environment";
import { buildCli, startCli } from "../../../helpers/built-cli";
import { FakeIo } from "../../../helpers/cli-io";
import { type Emulator, type QueuePair, startEmulator } from "../../../helpers/emulator";
import { leaveDone, leaveFailed, leavePlan } from "../../../helpers/fake-results";
import { restoreEnvironment } from "../../../helpers/restore-environment";
import { ViewClient } from "../../../helpers/view-client";

const PREFIX = "run-1/";

/** The live page of an experiment on AWS: S3 and SQS are emulated, the workers' records are left as workers leave them. */
describe("dfiji view of an experiment on AWS", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let pair: QueuePair;
  let folder: string;
  let place: Place;
  let saved: NodeJS.ProcessEnv;
  const group = (Well: string) => ({ group: { Plate: "P1", Well } });
  const options = () => ({
    ...{ bucket: "b", outputPrefix: PREFIX, endpoint: emulator.endpoint },
    ...{ queue: pair.name, deadLetterQueue: pair.deadName },
  });

  before(async () => {
    saved = { ...process.env };
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    await buildCli();
  });
  after(() => restoreEnvironment(saved));
  beforeEach(async () => {
    emulator = await startEmulator();
    emulator.makeBucket("b");
    pair = emulator.makeQueues("jobs");
    folder = await mkdtemp(join(tmpdir(), "dfiji-view-aws-"));
    place = await openPlace(options(), new FakeIo(folder));
    await leavePlan(
      folder,
      Object.fromEntries(["A01", "A02", "A03", "A04"].map((Well) => [Well, { Plate: "P1", Well }])),
    );
    await leaveDone(folder, "A01", { "nuclei.csv": "Area\n1\n3\n" }, group("A01"));
    await leaveFailed(folder, "A02", { ...group("A02"), reason: "no nuclei" });
    await upload();
    const client = makeSqsClient({ endpoint: emulator.endpoint });
    for (const well of ["A03", "A04"])
      await client.send(new SendMessageCommand({ QueueUrl: pair.url, MessageBody: well }));
    await client.send(new SendMessageCommand({ QueueUrl: pair.deadUrl, MessageBody: "A02" }));
  });
  afterEach(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true });
  });

  /** Everything that the folder has, into the bucket. */
  const upload = async (): Promise<void> => {
    for (const key of globSync("**/*", { cwd: folder, dot: true })) {
      if (key.endsWith(".gz")) await place.outputs.put(join(folder, key), key);
      else await place.outputs.putText(key, await readFile(join(folder, key), "utf8"));
    }
  };
  const dataOf = async (client: ViewClient): Promise<PageData> =>
    JSON.parse((await client.get("data")).text) as PageData;
  const entered = async (address: string): Promise<ViewClient> => {
    const client = new ViewClient(address);
    await client.enter();
    return client;
  };

  it("shows plates by the bucket's records, waiting jobs by the queue, and says that it knows not which run", async () => {
    const words = ["--bucket", "b", "--output-prefix", PREFIX, "--endpoint", emulator.endpoint];
    const running = startCli(
      ["view", ...words, "--queue", pair.name, "--dead-letter-queue", pair.deadName, "--no-open"],
      { env: { ...process.env, SSH_CONNECTION: "" } },
    );
    const [address] = await running.seen(/http:\/\/127\S+/);
    const client = await entered(address);
    const { jobs, place: shown, queue, metrics, causes, cost } = await dataOf(client);
    const log = await client.get("files/log?job=A01-00000000");
    const image = await client.get("files/list?job=A01-00000000");
    const result = await client.get("files/result?job=A01-00000000&key=A01/nuclei.csv");
    running.child.kill("SIGINT");
    const { code, stderr } = await running.result;
    assert.equal(code, 0, stderr);
    assert.equal(jobs.state, "dfww");
    assert.deepEqual([shown.kind, shown.description, shown.knowsRunning], ["bucket", `s3://b/${PREFIX}`, false]);
    assert.deepEqual(queue, { waiting: 2, inFlight: 0, deadLetters: 1 });
    assert.deepEqual(metrics[0]?.job, [2, null, null, null]);
    assert.equal(causes[0]?.reason, "no nuclei");
    assert.equal(cost, null, "a bucket alone has no machines");
    assert.equal(log.status, 404);
    assert.deepEqual((JSON.parse(image.text) as { outputs: { key: string }[] }).outputs[0]?.key, "A01/nuclei.csv");
    assert.deepEqual([result.status, result.text], [200, "Area\n1\n3\n"]);
  });

  it("fetches images of a well that is opened, each once, up to the limit, and removes them", async () => {
    emulator.makeBucket("images");
    const inputs = (await openPlace({ ...options(), bucket: "images", outputPrefix: "raw/" }, new FakeIo(folder)))
      .outputs;
    const grey = Buffer.alloc(64 * 64, 7).fill(200, 0, 2048);
    const path = join(folder, "image.tif");
    await sharp(grey, { raw: { width: 64, height: 64, channels: 1 } })
      .tiff({ compression: "none" })
      .toFile(path);
    const { size } = await stat(path);
    const copy = async (to: Store, key: string) => {
      await copyFile(path, join(folder, "copy.tif"));
      return to.put(join(folder, "copy.tif"), key);
    };
    const dna = await copy(inputs, "A01_dna.tif");
    const actin = await copy(inputs, "A01_actin.tif");
    await copy(inputs, "secret.tif");
    const large = await copy(inputs, "A01_large.tif");
    const large2 = join(folder, "large.tif");
    await writeFile(large2, Buffer.alloc(1_100_000));
    const grown = await inputs.put(large2, large.key);
    await leaveDone(folder, "A01", {}, { ...group("A01"), ran: { inputs: [dna, actin, grown] } });
    await upload();
    const asked: string[] = [];
    const base = { place, options: { words: "--bucket b" }, title: "b", inputs: counting(inputs, asked, ["fetch"]) };
    const temporary = join(folder, "temporary");
    await mkdir(temporary);
    const { TMPDIR } = process.env;
    process.env["TMPDIR"] = temporary;
    const server = await startView({ ...base, imagesMib: 1 });
    try {
      const client = await entered(server.address);
      assert.deepEqual(asked, [], "nothing before it is asked for");
      const { images } = JSON.parse((await client.get("files/list?job=A01-00000000")).text) as {
        images: { key: string; problem?: string; isChanged?: boolean; facts?: { width: number } }[];
      };
      assert.deepEqual(
        images.map(({ key, facts, isChanged }) => [key, facts?.width, isChanged]),
        [
          ["A01_dna.tif", 64, false],
          ["A01_actin.tif", 64, false],
          ["A01_large.tif", undefined, undefined],
        ],
      );
      const fetched = ((2 * size) / 2 ** 20).toFixed(1);
      assert.equal(
        images[2]?.problem,
        `it has 1.0 MiB, and ${fetched} of 1 MiB are fetched: \`--images-mib 2\` allows it`,
      );
      const of = (key: string) =>
        `files/picture?job=A01-00000000&side=input&key=${key}&channel=0&slice=0&frame=0&contrast=own&size=32`;
      const picture = await client.get(of("A01_dna.tif"));
      assert.deepEqual([picture.status, picture.headers["content-type"]], [200, "image/webp"]);
      for (const key of ["secret.tif", "../secret.tif", "%2e%2e/raw/secret.tif"])
        assert.equal((await client.get(of(key))).status, 404, key);
      assert.deepEqual(asked.sort(), ["A01_actin.tif", "A01_dna.tif"]);
      assert.equal(readdirSync(temporary).length, 1);
    } finally {
      if (TMPDIR === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = TMPDIR;
      await server.close();
    }
    assert.deepEqual(readdirSync(temporary), []);
    const without = await startView(base);
    try {
      const { text } = await (await entered(without.address)).get("files/list?job=A01-00000000");
      assert.match(text, /it is in a bucket: `dfiji view --images-mib 500` fetches up to 500 MiB/);
      assert.equal(asked.length, 2);
    } finally {
      await without.close();
    }
  });

  it("asks for a record and a table once, and again only when they have changed", async () => {
    const asked: string[] = [];
    const server = await startView({
      place: { ...place, outputs: counting(place.outputs, asked) },
      ...{ options: { words: "--bucket b" }, title: "b" },
    });
    try {
      const client = await entered(server.address);
      assert.equal((await dataOf(client)).jobs.state, "dfww");
      const first = asked.splice(0).filter((key) => /done\/|attempts\/|csv$/.test(key));
      assert.deepEqual(first.sort(), [
        ".dfiji/attempts/A02-00000000/m-1.json",
        ".dfiji/done/A01-00000000.json",
        "A01/nuclei.csv",
      ]);
      await leaveDone(folder, "A03", { "nuclei.csv": "Area\n1\n" }, group("A03"));
      await upload();
      await client.nextEvent("events", () => readAgain(server));
      const { jobs, metrics } = await dataOf(client);
      assert.equal(jobs.state, "dfdw");
      assert.deepEqual(metrics[0]?.job, [2, null, 1, null]);
      assert.deepEqual(asked.filter((key) => /done\/|attempts\/|csv$/.test(key)).sort(), [
        ".dfiji/done/A03-00000000.json",
        "A03/nuclei.csv",
      ]);
      asked.splice(0);
      // the same job again, with another result: its marker names another version
      const marker = await leaveDone(folder, "A01", { "nuclei.csv": "Area\n1\n3\n5\n" }, group("A01"));
      const outputs = marker.outputs.map((file) => ({ ...file, etag: "f" }));
      await place.outputs.putText("A01/nuclei.csv", "Area\n1\n3\n5\n");
      await place.outputs.putText(".dfiji/done/A01-00000000.json", JSON.stringify({ ...marker, outputs }));
      await client.nextEvent("events", () => readAgain(server));
      assert.deepEqual((await dataOf(client)).metrics[0]?.job, [3, null, 1, null]);
      assert.deepEqual(asked.filter((key) => /done\/|attempts\/|csv$/.test(key)).sort(), [
        ".dfiji/done/A01-00000000.json",
        "A01/nuclei.csv",
      ]);
    } finally {
      await server.close();
    }
  });
});

/** Reads now, rather than after the 10 s that a turn on AWS has at least. */
const readAgain = (server: ViewServer): Promise<void> => server.settle();

/** The store, with a line for each object that is read. */
const counting = (store: Store, asked: string[], calls: readonly string[] = ["getText", "read"]): Store =>
  new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        if (calls.includes(String(name))) {
          const [first] = given as [string | { readonly key: string }];
          asked.push(typeof first === "string" ? first : first.key);
        }
        return (value as (...all: unknown[]) => unknown).apply(target, given);
      };
    },
  });
