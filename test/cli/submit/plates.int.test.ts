import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { main } from "../../../cli/main";
import { parseJob } from "../../../worker/contract/job";
import { EMULATOR_ENVIRONMENT, clientOptions } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { type Emulator, type QueuePair, startEmulator } from "../../helpers/emulator";
import { restoreEnvironment } from "../../helpers/restore-environment";

const IN_AND_OUT = `#@ File (style="directory") input\n#@ File (style="directory") output\n`;

describe("what dfiji submit finds odd in a bucket's plates and a script", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let queues: QueuePair;
  let client: S3Client;
  let folder: string;
  let bucket: string;
  let number = 0;
  const saved = { ...process.env };

  before(async () => {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
    client = new S3Client({ ...clientOptions(emulator.endpoint), forcePathStyle: true });
  });
  after(async () => {
    client.destroy();
    await emulator.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-plates-"));
    queues = emulator.makeQueues(`jobs-${++number}`);
    bucket = `bucket-${number}`;
    emulator.makeBucket(bucket);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const submit = async (
    jobFile: object,
    keys: Readonly<Record<string, string>>,
    more: readonly string[] = [],
    macro = "",
  ) => {
    for (const [Key, text] of Object.entries(keys)) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(text) }));
    }
    await writeFile(join(folder, "job.json"), JSON.stringify(jobFile));
    const script = join(folder, "s.ijm");
    await writeFile(script, IN_AND_OUT + macro);
    const io = new FakeIo(folder);
    const place = ["--bucket", bucket, "--output-prefix", "out/", "--endpoint", emulator.endpoint];
    const queue = ["--queue", queues.name, "--dead-letter-queue", queues.deadName];
    const prefix = ["--engine", "imagej", "--script", script, "--input-prefix", "raw/"];
    const code = await main(["submit", "job.json", ...prefix, ...place, ...queue, ...more], io);
    const inputs = emulator.messagesIn(queues.name).map(({ body }) => parseJob(body).input);
    return { code, inputs, err: io.err.join("\n") };
  };

  const KEYS: readonly [what: string, key: string, text: string, warning?: RegExp][] = [
    ["the input prefix itself, as a console makes it", "raw/", ""],
    ["a folder that a console made", "raw/sub/", ""],
    ["an empty part", "raw//b.tif", "x", /the key "\/b\.tif" has an empty part/],
    ["an empty part below a folder", "raw/sub//b.tif", "x", /the key "sub\/\/b\.tif" has an empty part/],
    ["a name of more than 255 bytes", `raw/${"x".repeat(256)}.tif`, "x", /is 260 bytes long/],
    ["bytes, and the name of a folder", "raw/sub/", "x", /the key "sub\/" has an empty part/],
  ];
  for (const [what, key, text, warning] of KEYS) {
    it(`sends one job for each file, and none for the key that is none: ${what}`, async () => {
      const { code, inputs, err } = await submit(
        { groupsFrom: { pattern: "{Image}.tif" } },
        { "raw/a.tif": "x", [key]: text },
      );
      assert.equal(code, 0, err);
      assert.deepEqual(inputs, [["a.tif"]]);
      if (warning === undefined) assert.doesNotMatch(err, /no job gets/);
      else assert.match(err, warning);
    });
  }

  const wells = (counts: Readonly<Record<string, number>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(counts).flatMap(([well, channels]) =>
        Array.from({ length: channels }, (_, channel) => [`raw/${well}_w${channel + 1}.tif`, "x"]),
      ),
    );
  const COUNTS: readonly [what: string, counts: Record<string, number>, warning?: string][] = [
    ["as many as every other", { A1: 3, A2: 3, A3: 3 }],
    ["one less", { A1: 3, A2: 3, A3: 2 }, "1 of 3 jobs has 2 files, the others 3: A3"],
    ["one more", { A1: 2, A2: 2, A3: 2, A4: 3 }, "1 of 4 jobs has 3 files, the others 2: A4"],
    [
      "two sorts of less",
      { A1: 3, A2: 3, A3: 3, A4: 2, A5: 1 },
      "1 of 5 jobs has 2 files, 1 has 1, the others 3: A4, A5",
    ],
    ["less in two jobs", { A1: 4, A2: 4, A3: 4, B1: 1, B2: 1 }, "2 of 5 jobs have 1 file, the others 4: B1, B2"],
  ];
  for (const [what, counts, warning] of COUNTS) {
    it(`${warning === undefined ? "is silent" : "warns, and refuses all with --same-count,"} where a job has ${what}`, async () => {
      const jobFile = { groupsFrom: { pattern: "{Well}_w*.tif" } };
      const strict = await submit(jobFile, wells(counts), ["--same-count", "--dry-run"]);
      assert.equal(strict.code, warning === undefined ? 0 : 2, strict.err);
      const { code, inputs, err } = await submit(jobFile, {});
      assert.deepEqual([code, inputs.length], [0, Object.keys(counts).length], err);
      if (warning === undefined) return assert.doesNotMatch(err, /same-count/);
      assert.ok(strict.err.includes(`- ${warning}`), strict.err);
      assert.ok(err.includes(`warning: ${warning} (--same-count makes this an error)`), err);
    });
  }

  const OPTIONS: readonly [macro: string, key?: string][] = [
    ['run("AVI... ", "compression=JPEG frame=7 save=" + output + "/m.avi");', "save"],
    ['run("Image Sequence... ", "dir=" + output + " format=TIFF");', "dir"],
    ['run("Bio-Formats Importer", "open=" + input + "/a.tif autoscale");', "open"],
    ['run("Input/Output...", "file=" + output);', "file"],
    ['run("AVI... ", "compression=JPEG save=[" + output + "/m.avi]");'],
  ];
  for (const [macro, key] of OPTIONS) {
    it(`${key === undefined ? "is silent about" : "names the line of"} a path in an option: ${macro}`, async () => {
      const jobFile = { groups: [{ N: "1" }], input: "a.tif" };
      const { err } = await submit(jobFile, { "raw/a.tif": "x" }, ["--dry-run"], macro);
      const said = /line (\d+) of s\.ijm: "(\w+)=" \+ … ends at the path's first space/.exec(err);
      assert.deepEqual(said?.slice(1), key === undefined ? undefined : ["3", key], err);
    });
  }
});
