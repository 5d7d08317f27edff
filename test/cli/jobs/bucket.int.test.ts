import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { parseJob } from "../../../worker/contract/job";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { type Emulator, startEmulator } from "../../helpers/emulator";
import { shipped } from "../../helpers/every-statement";
import { recordCalls } from "../../helpers/recorded-calls";
import { restoreEnvironment } from "../../helpers/restore-environment";

const BUCKET = "core-images";

describe("dfiji jobs with inputs in a bucket", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let folder: string;
  let saved: NodeJS.ProcessEnv;

  before(async () => {
    saved = { ...process.env }; // as it is now: other files loaded after this one have set theirs
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
    emulator.makeBucket(BUCKET);
    for (const key of [
      "raw/P1/A01_1.tif",
      "raw/P1/A02_1.tif",
      "raw/P1/A02_2.tif",
      "raw/.dfiji/done/x.json",
      "A09_1.tif",
    ])
      await store.putText(key, "x");
  });
  after(async () => {
    await emulator.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-jobs-bucket-"));
    await writeFile(join(folder, "s.ijm"), '#@ File (style="directory") input\nprint(input);\n');
    await job({ script: "s.ijm", groups: [{ Well: "A01" }, { Well: "A02" }], input: "P1/{Well}_*.tif" });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const store = {
    putText: (key: string, text: string) =>
      new S3Store({
        client: makeS3Client({ endpoint: emulator.endpoint }),
        bucket: BUCKET,
        prefix: "",
        headFirst: true,
      }).putText(key, text),
  };
  const job = (content: unknown) => writeFile(join(folder, "job.json"), JSON.stringify(content));
  const jobs = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["jobs", ...args, "--endpoint", emulator.endpoint], io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };

  it("finds each job's files below the prefix, whether it ends in / or not", async () => {
    for (const input of [`s3://${BUCKET}/raw/`, `s3://${BUCKET}/raw`]) {
      const { code, out, err } = await jobs("job.json", "--input", input, "--json");
      assert.equal(code, 0, err);
      const made = out.split("\n").map((line) => parseJob(line));
      assert.deepEqual(
        made.map(({ name, input: files }) => [name, files]),
        [
          ["A01", ["P1/A01_*.tif"]],
          ["A02", ["P1/A02_*.tif"]],
        ],
      );
    }
  });

  it("makes jobs of the files there, without those of earlier runs", async () => {
    const { code, out, err } = await jobs(
      "--input",
      `s3://${BUCKET}/raw/`,
      "--pattern",
      "P1/{Well}_{Site}.tif",
      "--count",
    );
    assert.deepEqual([code, out], [0, "3"], err);
  });

  it("refuses a job without input, with the pattern and the bucket's own files, as submit does", async () => {
    await job({ script: "s.ijm", groups: [{ Well: "A01" }, { Well: "A09" }], input: "P1/{Well}_*.tif" });
    const { code, out, err } = await jobs("job.json", "--input", `s3://${BUCKET}/raw/`);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, /1 of 2 jobs has no input: P1\/A09_\*\.tif/u);
    const skipped = await jobs("job.json", "--input", `s3://${BUCKET}/raw/`, "--skip-missing", "--count");
    assert.deepEqual([skipped.code, skipped.out], [0, "1"], skipped.err);
  });

  it("checks what only AWS refuses: a job file without input, unless the workers mount the bucket", async () => {
    await job({ script: "s.ijm", groups: [{ Well: "A01" }] });
    const { code, err } = await jobs("job.json", "--input", `s3://${BUCKET}/raw/`);
    assert.equal(code, 2);
    assert.match(err, /line 1 of the script asks for input, but the job file names no input/u);
    assert.equal((await jobs("job.json", "--input", `s3://${BUCKET}/raw/`, "--mount-bucket")).code, 0);
  });

  for (const [args, expected] of [
    [["--input", "s3://nowhere-at-all/raw/"], /s3:\/\/nowhere-at-all\/raw\/ cannot be listed: .*bucket/u],
    [["--input", "s3:/core-images"], /--input s3:\/core-images is no bucket: write s3:\/\/BUCKET\/PREFIX\//u],
    [["--input", "s3://Core_Images/"], /--input s3:\/\/Core_Images\/ is no bucket/u],
    [["--input", `s3://${BUCKET}/raw/`, "--check-images"], /--check-images reads images of this computer, not s3:/u],
    [["--mount-bucket"], /--mount-bucket needs --input s3:\/\/BUCKET\/PREFIX\//u],
  ] as const) {
    it(`ends with 2 and the reason for ${args.join(" ")}`, async () => {
      const { code, out, err } = await jobs("job.json", ...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, expected);
    });
  }

  it("calls only what the policy allows that its help names", async () => {
    const recorded = recordCalls({});
    try {
      const { code, err } = await jobs("job.json", "--input", `s3://${BUCKET}/raw/`);
      assert.equal(code, 0, err);
      assert.deepEqual([...new Set(recorded.calls.map(({ action }) => action))], ["s3:ListBucket"]);
    } finally {
      recorded.stop();
    }
    assert.ok(shipped("read-only").some(({ Action }) => [Action].flat().includes("s3:ListBucket")));
    const help = await jobs("--help");
    assert.match(help.out, /docs\/rights\/read-only\.json/u);
    assert.match(help.out, /--region <name>/u);
  });
});
