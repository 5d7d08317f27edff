import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type Job } from "../../../worker/contract/job";
import { prepare } from "../../../worker/stages/prepare";
import { FolderStore } from "../../../worker/storage/folder-store";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { type Store } from "../../../worker/storage/store";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { startEmulator } from "../../helpers/emulator";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

/** What a job's script sees: its input folder below the attempt's, and the files in it. */
interface Seen {
  readonly folder: string;
  readonly files: readonly string[];
}

const KEYS = ["P1/A01/s1.tif", "P1/A01/s2.tif", "P1/A01/z/s1.tif", "P1/A02/s1.tif", "P2/B01/x.tif"];
const table: readonly [title: string, job: Pick<Job, "input" | "flat">, folder: string, files: readonly string[]][] = [
  ["one file", { input: ["P1/A01/s1.tif"] }, "study/P1/A01", ["s1.tif"]],
  ["files of one folder", { input: ["P1/A01/*.tif"] }, "study/P1/A01", ["s1.tif", "s2.tif"]],
  ["files of one folder that a star found", { input: ["P*/B*/*.tif"] }, "study/P2/B01", ["x.tif"]],
  ["a folder", { input: ["P1/A01/"] }, "study/P1/A01", ["s1.tif", "s2.tif", "z/s1.tif"]],
  ["files of several folders", { input: ["P1/*/s1.tif"] }, "study/P1", ["A01/s1.tif", "A02/s1.tif"]],
  ["files of two patterns", { input: ["P1/A02/s1.tif", "P2/*/x.tif"] }, "study", ["P1/A02/s1.tif", "P2/B01/x.tif"]],
  ["one file that two patterns mean", { input: ["P1/A02/s1.tif", "P1/A02/*"] }, "study/P1/A02", ["s1.tif"]],
  ["flat files of several folders", { input: ["P1/*/s2.tif", "P2/"], flat: true }, "study", ["s2.tif", "x.tif"]],
  ["no input", { input: [] }, "study", []],
];

const stores: readonly [kind: string, make: (folder: string) => Promise<{ store: Store; end: () => Promise<void> }>][] =
  [
    ["a folder", async (folder) => ({ store: new FolderStore(join(folder, "study")), end: async () => undefined })],
    [
      "S3",
      async () => {
        Object.assign(process.env, EMULATOR_ENVIRONMENT);
        const emulator = await startEmulator();
        emulator.makeBucket("images");
        const client = makeS3Client({ endpoint: emulator.endpoint });
        const store = new S3Store({ client, bucket: "images", prefix: "raw/study/", headFirst: true });
        return { store, end: () => emulator.stop().finally(() => client.destroy()) };
      },
    ],
  ];

for (const [kind, make] of stores) {
  describe(`the input folder of a job, from ${kind}`, () => {
    let bench: StageBench;
    let folder: string;
    let store: Store;
    let end: () => Promise<void>;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "dfiji-inputs-"));
      ({ store, end } = await make(folder));
      for (const key of KEYS) await store.putText(key, `text of ${key}`);
      bench = await StageBench.make();
    });
    after(async () => {
      await end();
      await bench.end();
      await rm(folder, { recursive: true });
    });

    const seenBy = async (job: Pick<Job, "input" | "flat">): Promise<Seen> => {
      const active = bench.activeJob(aJob("A1", job));
      assert.deepEqual(await prepare(active, { ...bench.deps(), inputs: store }), { next: "run" });
      const { root = "", input = "" } = active.folders ?? {};
      assert.ok(!input.endsWith("/"), input);
      const entries = await readdir(input, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
      return { folder: relative(join(root, "input"), input), files: files.map((path) => relative(input, path)).sort() };
    };

    for (const [title, job, inputFolder, files] of table) {
      it(`has the names of its folders, for ${title}`, async () => {
        assert.deepEqual(await seenBy(job), { folder: inputFolder, files });
      });
    }

    it("is not made when two flat files have one name", async () => {
      await assert.rejects(seenBy({ input: ["P1/*/s1.tif"], flat: true }), {
        failure: "input-missing",
        message:
          '"P1/A01/s1.tif" and "P1/A02/s1.tif" would both become the file "s1.tif": without --flat they stay in sub-folders',
      });
    });
  });
}

describe("the name of a store's folder", () => {
  const client = makeS3Client({ endpoint: "http://127.0.0.1:1" });
  after(() => client.destroy());
  for (const [prefix, name] of [
    ["", "images"],
    ["raw/", "raw"],
    ["raw/study 7/", "study 7"],
    ["raw//", "images"],
    ["raw/../", "images"],
  ] as const) {
    it(`in the bucket "images" with the prefix ${JSON.stringify(prefix)} is ${JSON.stringify(name)}`, () => {
      assert.equal(new S3Store({ client, bucket: "images", prefix }).folderName, name);
    });
  }
  it("is that of the folder, and a word where the folder has none", () => {
    assert.equal(new FolderStore("/data/study 7/").folderName, "study 7");
    assert.equal(new FolderStore("/").folderName, "input");
  });
});
