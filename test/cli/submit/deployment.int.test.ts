import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { parseJob } from "../../../worker/contract/job";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { deploymentWith } from "../../helpers/deployment";
import { type Emulator, type QueuePair, startEmulator } from "../../helpers/emulator";
import { type OwnedBuckets, startOwnedBuckets } from "../../helpers/owned-buckets";
import { restoreEnvironment } from "../../helpers/restore-environment";

const SCRIPT = "print(1);\n";
const SHA256 = createHash("sha256").update(SCRIPT).digest("hex");
const OWNER = "123456789012";

describe("dfiji with a deployment file", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let owned: OwnedBuckets;
  let queues: QueuePair;
  let bucket: string;
  let folder: string;
  let number = 0;
  const saved = { ...process.env };

  before(async () => {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
  });
  after(async () => {
    await emulator.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    number++;
    folder = await mkdtemp(join(tmpdir(), "dfiji-deployment-"));
    queues = emulator.makeQueues(`deployed-${number}`);
    bucket = `deployed-${number}`;
    emulator.makeBucket(bucket);
    owned = await startOwnedBuckets(emulator.endpoint, OWNER);
    await mkdir(join(folder, "experiment/scripts"), { recursive: true });
    await writeFile(join(folder, "experiment/scripts/count.ijm"), SCRIPT);
    await writeFile(join(folder, "secret.ijm"), "private");
    await writeFile(join(folder, "job.json"), JSON.stringify({ grid: { N: "1..3" } }));
  });
  afterEach(async () => {
    await owned.stop();
    await rm(folder, { recursive: true });
  });

  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main([...args, "--endpoint", owned.endpoint], io);
    return { code, out: io.out.join("\n"), err: io.err };
  };
  const deploy = (changes: Parameters<typeof deploymentWith>[0] = {}) =>
    writeFile(
      join(folder, "experiment/deployment.json"),
      deploymentWith({
        bucket,
        queueUrl: queues.url,
        deadLetterQueueUrl: queues.deadUrl,
        script: "scripts/count.ijm",
        scriptSha256: SHA256,
        mountBucket: true, // the jobs name no input
        ...changes,
      }),
    );
  const submit = (...args: string[]) =>
    call("submit", "job.json", "--deployment", "experiment/deployment.json", ...args);
  const jobs = () => emulator.messagesIn(queues.name).map(({ body }) => parseJob(body));
  const objects = async () => {
    const store = new S3Store({ client: makeS3Client({ endpoint: emulator.endpoint }), bucket, prefix: "" });
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    return keys;
  };

  it("shows the script, its digest, the bucket and the queue in one line before they are used", async () => {
    await deploy();
    const line = `script ${join(folder, "experiment/scripts/count.ijm")} (SHA-256 ${SHA256}) → s3://${bucket}/fiji-dev/results/, jobs → ${queues.url}`;
    const dry = await submit("--dry-run");
    assert.deepEqual([dry.code, dry.err], [0, [line]]);
    assert.deepEqual(await objects(), []);
    const { code, out, err } = await submit();
    assert.equal(code, 0, err.join("\n"));
    assert.match(out, /Sent 3 jobs/);
    assert.equal(err[0], line);
    assert.deepEqual(
      jobs().map(({ script }) => script),
      Array.from({ length: 3 }, () => ({ name: "count.ijm", sha256: SHA256 })),
    );
    assert.ok((await objects()).includes(`fiji-dev/results/.dfiji/scripts/${SHA256}`));
  });

  for (const [what, script, text] of [
    ["a file outside its folder", "../secret.ijm", /\.\.\/secret\.ijm is refused: a path must be below/],
    ["an absolute path", "/etc/hostname", /\/etc\/hostname is refused: a path must be below/],
    ["an address without TLS", "http://127.0.0.1:1/a.ijm", /is refused: anyone on the way can change it/],
  ] as const) {
    it(`uploads and sends nothing when the deployment names ${what}`, async () => {
      await deploy({ script, scriptSha256: undefined });
      const { code, err } = await submit();
      assert.equal(code, 2);
      assert.match(err[0] ?? "", text);
      assert.deepEqual([jobs(), await objects()], [[], []]);
    });
  }

  it("uploads nothing of another name than the stack's script", async () => {
    await deploy({ scriptSha256: "0".repeat(64) });
    const { code, err } = await submit();
    assert.equal(code, 2);
    assert.match(err.join("\n"), new RegExp(`has the SHA-256 ${SHA256}\n.*run \`pulumi up\` again`));
    assert.deepEqual([jobs(), await objects()], [[], []]);
  });

  it("expects the deployment's account to own the bucket, in every call of submit, status, failures and collect", async () => {
    await deploy();
    const args = ["--deployment", "experiment/deployment.json"];
    assert.equal((await submit()).code, 0);
    assert.equal((await call("status", ...args)).code, 0);
    assert.equal((await call("failures", ...args)).code, 0);
    assert.equal((await call("collect", "a.csv", ...args)).code, 2); // no job is done
    const owners = new Set(owned.calls.map(({ expectedOwner }) => expectedOwner));
    assert.deepEqual([...owners], [OWNER]);
  });

  it("sends nothing when the bucket is another account's", async () => {
    await deploy({ accountId: "210987654321" });
    const { code, err } = await submit();
    assert.equal(code, 3);
    assert.match(err.join("\n"), /or the bucket does not belong to account 210987654321/);
    assert.deepEqual([jobs(), await objects()], [[], []]);
  });

  it("takes a bucket that the command line names from any account", async () => {
    await deploy({ accountId: "210987654321" });
    const { code, err } = await submit("--bucket", bucket);
    assert.equal(code, 0, err.join("\n"));
    assert.deepEqual([...new Set(owned.calls.map(({ expectedOwner }) => expectedOwner))], [undefined]);
  });

  it("refuses places that are not the stack's: no worker could run the jobs", async () => {
    await deploy();
    const { code, err } = await submit("--output-prefix", "other/", "--input-prefix", "raw/");
    assert.deepEqual(
      [code, err],
      [
        2,
        [
          "dfiji: no worker of the stack could run these jobs",
          '--input-prefix is "raw/"; the workers of dev use "in/": leave it out',
          `--output-prefix is "other/"; the workers of dev use "fiji-dev/results/": leave it out`,
        ],
      ],
    );
    assert.deepEqual(jobs(), []);
  });

  it("sends no job with --no-start when scaling cannot be suspended", async () => {
    await deploy();
    const { code } = await submit("--no-start"); // the server knows no Application Auto Scaling
    assert.notEqual(code, 0);
    assert.deepEqual(jobs(), []);
  });

  it("reads a deployment without an account, and warns that the owner is not checked", async () => {
    await deploy({ accountId: undefined });
    const { code, err } = await call("status", "--deployment", "experiment/deployment.json");
    assert.equal(code, 0, err.join("\n"));
    assert.deepEqual(err, [
      `warning: --deployment ${join(folder, "experiment/deployment.json")} has no accountId, so the owner of the bucket is not checked; write it again: dfiji deployment --stack dev --out experiment/deployment.json`,
    ]);
  });

  it("refuses an account or a region that is none", async () => {
    await deploy({ accountId: "me", region: "x.example.org/" });
    const { code, err } = await submit();
    assert.equal(code, 2);
    assert.deepEqual(err.slice(1), ["  - region: must be a region of AWS", "  - accountId: must have 12 digits"]);
  });
});
