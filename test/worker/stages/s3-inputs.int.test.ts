import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { type JobFault } from "../../../worker/failures/job-fault";
import { prepare } from "../../../worker/stages/prepare";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { DAMAGED, WHOLE_IMAGE } from "../../helpers/damaged-images";
import { type Emulator, startEmulator } from "../../helpers/emulator";
import { restoreEnvironment } from "../../helpers/restore-environment";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

describe("the inputs of a job on S3", () => {
  let emulator: Emulator;
  let client: S3Client;
  let bench: StageBench;
  let bucket = "";
  let number = 0;
  const saved = { ...process.env };
  before(async () => {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
    client = makeS3Client({ endpoint: emulator.endpoint });
  });
  after(async () => {
    client.destroy();
    await emulator.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    bench = await StageBench.make();
    bucket = `images-${number++}`;
    emulator.makeBucket(bucket);
  });
  afterEach(() => bench.end());

  const put = (key: string, bytes: Buffer) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
  const prepared = async (input: string, prefix = "raw/") => {
    const active = bench.activeJob(aJob("A1", { input: [input] }));
    const inputs = new S3Store({ client, bucket, prefix, headFirst: true });
    const next = await prepare(active, { ...bench.deps({ checkImages: true }), inputs });
    return { next, files: (await readdir(active.folders?.input ?? "")).sort() };
  };

  for (const [what, name, bytes, reason] of DAMAGED) {
    it(`are refused as input-damaged where one is ${what}`, async () => {
      await put("raw/a.tif", WHOLE_IMAGE);
      await put(`raw/${name}`, bytes);
      const fault = await prepared("*").then(
        () => assert.fail("it was prepared"),
        (error: JobFault) => error,
      );
      assert.equal(fault.failure, "input-damaged");
      assert.ok(fault.message.startsWith(`"${name}" is damaged: `), fault.message);
      assert.match(fault.message, reason);
      assert.deepEqual((await prepared("a.*")).files, ["a.tif"]);
    });
  }

  const KEYS: readonly [what: string, key: string, bytes: Buffer][] = [
    ["the folder that is the input prefix itself", "raw/", Buffer.alloc(0)],
    ["a folder that a console made", "raw/sub/", Buffer.alloc(0)],
    ["an empty part", "raw/sub//b.tif", WHOLE_IMAGE],
    ["an empty part first", "raw//b.tif", WHOLE_IMAGE],
    ["a name of more than 255 bytes", `raw/${"x".repeat(256)}.tif`, WHOLE_IMAGE],
    ["bytes, and the name of a folder", "raw/sub/", WHOLE_IMAGE],
  ];
  for (const [what, key, bytes] of KEYS) {
    for (const input of ["*", "**", "*.tif"]) {
      it(`leave out a key that cannot be a file (${what}), which ${input} may cover`, async () => {
        await put("raw/a.tif", WHOLE_IMAGE);
        await put(key, bytes);
        assert.deepEqual(await prepared(input), { next: { next: "run" }, files: ["a.tif"] });
      });
    }
  }
});
