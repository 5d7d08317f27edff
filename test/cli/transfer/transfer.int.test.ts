import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { main } from "../../../cli/main";
import { download, type DownloadOptions } from "../../../cli/transfer/download";
import { hasEtag, ownEtag } from "../../../cli/transfer/etag";
import { upload, type TransferOptions } from "../../../cli/transfer/upload";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { type StoredObject } from "../../../worker/storage/store";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { type Emulator, startEmulator } from "../../helpers/emulator";
import { leaveDone } from "../../helpers/fake-results";
import { restoreEnvironment } from "../../helpers/restore-environment";

describe("dfiji upload and dfiji download", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let folder: string;
  let inputs: S3Store;
  let outputs: S3Store;
  let saved: NodeJS.ProcessEnv;
  before(() => {
    saved = { ...process.env };
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
  });
  after(() => restoreEnvironment(saved));
  beforeEach(async () => {
    emulator = await startEmulator();
    emulator.makeBucket("b");
    folder = await mkdtemp(join(tmpdir(), "dfiji-transfer-"));
    const client = makeS3Client({ endpoint: emulator.endpoint });
    inputs = new S3Store({ client, bucket: "b", prefix: "in/", headFirst: true });
    outputs = new S3Store({ client, bucket: "b", prefix: "out/", headFirst: true });
    await mkdir(join(folder, "images/P1"), { recursive: true });
    await writeFile(join(folder, "images/P1/A01.tif"), "one");
    await writeFile(join(folder, "images/a b.tif"), "two");
    await writeFile(join(folder, "images/large.tif"), Buffer.alloc(12 * 2 ** 20, "x"));
    await writeFile(join(folder, "images/.hidden"), "no");
    await symlink("/etc/passwd", join(folder, "images/link.tif"));
  });
  afterEach(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true });
  });
  const put = async (options: TransferOptions = {}) => {
    const io = new FakeIo(folder);
    const code = await upload("images", inputs, { json: true, ...options }, io);
    return { code, out: io.out.map((text) => JSON.parse(text) as Record<string, unknown>), err: io.err };
  };
  const stored = async (store: S3Store) => {
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    return keys.sort();
  };

  it("uploads files under the names that job files use, without hidden files and links", async () => {
    const { code, out, err } = await put();
    const warnings = err.filter((line) => !/^\d of 3 files, /.test(line)); // a slow upload shows how far it is
    assert.deepEqual([code, warnings], [0, []]);
    assert.deepEqual(out, [{ event: "summary", uploaded: 3, same: 0, bytes: 12 * 2 ** 20 + 6, dryRun: false }]);
    assert.deepEqual(await stored(inputs), ["P1/A01.tif", "a b.tif", "large.tif"]);
    assert.equal(await inputs.getText("a b.tif"), "two");
  });

  it("uploads again only what is missing or has another content, one file of several parts included", async () => {
    await put();
    await inputs.remove("a b.tif");
    await writeFile(join(folder, "images/P1/A01.tif"), "ONE");
    const { out } = await put();
    assert.deepEqual(out, [{ event: "summary", uploaded: 2, same: 1, bytes: 6, dryRun: false }]);
    assert.equal(await inputs.getText("P1/A01.tif"), "ONE");
    assert.deepEqual((await put()).out[0]!["same"], 3);
  });

  it("--dry-run lists what would be uploaded and uploads nothing", async () => {
    const { out } = await put({ dryRun: true });
    assert.deepEqual(
      out
        .map(({ name }) => name)
        .slice(0, -1)
        .sort(),
      ["P1/A01.tif", "a b.tif", "large.tif"],
    );
    assert.deepEqual(await stored(inputs), []);
  });

  it("a folder that is none, or empty, is bad input", async () => {
    for (const dir of ["no", "images/empty"]) {
      await mkdir(join(folder, "images/empty"), { recursive: true });
      await assert.rejects(upload(dir, inputs, {}, new FakeIo(folder)), { exitCode: 2 });
    }
  });

  it("knows ETags of other programs' parts, and that KMS has others", async () => {
    const path = join(folder, "images/large.tif");
    const size = 12 * 2 ** 20;
    assert.match(await ownEtag(path, size), /-3$/); // 5 MiB
    // md5(md5(8 MiB of x) + md5(4 MiB of x)), as the AWS CLI's parts are
    assert.equal(await hasEtag(path, size, CLI_ETAG), true);
    assert.equal(await hasEtag(path, size, CLI_ETAG.replace(/^./, "z")), false);
    assert.equal(await hasEtag(path, size, "0".repeat(32)), false);
  });

  /** Two done jobs in the bucket, and a file that no marker lists. */
  async function leaveResults(): Promise<void> {
    const made = join(folder, "made");
    for (const name of ["A", "B"]) {
      const marker = await leaveDone(made, name, { "t.csv": `x\n${name}\n` });
      const files = await Promise.all(
        marker.outputs.map(async ({ key }): Promise<StoredObject> => outputs.put(join(made, key), key)),
      );
      await outputs.putText(`.dfiji/done/${marker.jobId}.json`, JSON.stringify({ ...marker, outputs: files }));
    }
    await outputs.putText("A/half-written.csv", "x");
  }
  const get = async (
    options: Partial<DownloadOptions> = {},
    jobsLeft: readonly number[] = [],
    onWait?: () => unknown,
  ) => {
    const io = new FakeIo(folder);
    const left = [...jobsLeft];
    const deps = {
      jobsLeft: async () => left.shift() ?? 0,
      wait: async () => void (await onWait?.()),
      stop: new AbortController().signal,
    };
    const code = await download(outputs, { to: "results", json: true, ...options }, deps, io);
    return { code, out: io.out.map((text) => JSON.parse(text) as Record<string, unknown>), err: io.err };
  };
  const local = () => globSync("**", { cwd: join(folder, "results"), dot: true }).sort();

  it("downloads what markers list and nothing else, into a folder that collect reads", async () => {
    await leaveResults();
    const { code, out } = await get();
    assert.equal(code, 0);
    assert.deepEqual(out, [{ event: "summary", downloaded: 2, same: 0, bytes: 8, lost: 0, jobs: 2, dryRun: false }]);
    assert.deepEqual(local(), [".dfiji/done/A-00000000.json", ".dfiji/done/B-00000000.json", "A/t.csv", "B/t.csv"]);
    const io = new FakeIo(folder);
    assert.equal(await main(["collect", "t.csv", "--output", "results"], io), 0);
    assert.deepEqual(io.out.slice(1), ["A,A", "B,B"]);
  });

  it("downloads again only what is missing or damaged", async () => {
    await leaveResults();
    await get();
    await writeFile(join(folder, "results/A/t.csv"), "x\nZ\n");
    const { out } = await get();
    assert.deepEqual([out[0]!["downloaded"], out[0]!["same"]], [1, 1]);
    assert.equal(await readFile(join(folder, "results/A/t.csv"), "utf8"), "x\nA\n");
  });

  it("a file that is gone is named, its job gets no marker, the others are fetched, and it ends with 1", async () => {
    await leaveResults();
    await outputs.remove("A/t.csv");
    const { code, out, err } = await get();
    assert.equal(code, 1);
    assert.deepEqual([out[0]!["downloaded"], out[0]!["lost"]], [1, 1]);
    assert.match(err[0]!, /^not fetched: A\/t\.csv: /);
    assert.deepEqual(local(), [".dfiji/done/B-00000000.json", "B/t.csv"]);
  });

  it("a marker cannot make it write outside of the folder", async () => {
    await leaveResults();
    const text = await outputs.getText(".dfiji/done/A-00000000.json");
    await outputs.putText(".dfiji/done/A-00000000.json", text!.replace('"A/t.csv"', '"../outside.csv"'));
    const { code, err } = await get();
    assert.equal(code, 1);
    assert.match(err[0]!, /^not fetched: \.\.\/outside\.csv: /);
    assert.deepEqual(globSync("outside.csv", { cwd: folder }), []);
  });

  it("--follow takes what is done meanwhile, and ends after two looks without a job", async () => {
    await mkdir(join(folder, "made"));
    const { code, out } = await get({ follow: true }, [2, 0, 0], leaveResults);
    assert.deepEqual([code, out[0]!["jobs"]], [0, 2]);
  });

  it("--dry-run lists files and fetches none", async () => {
    await leaveResults();
    const { out } = await get({ dryRun: true });
    assert.deepEqual(
      out
        .map(({ name }) => name)
        .slice(0, 2)
        .sort(),
      ["A/t.csv", "B/t.csv"],
    );
    assert.deepEqual(local(), []);
  });
});

const CLI_ETAG = "ea5d46dbc896acd375c4ad0636eccb2c-2";
