import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPlate, plateLines } from "../../../../cli/jobs/check/plate";
import { unusualSizes } from "../../../../cli/jobs/check/unusual-sizes";
import { type Job } from "../../../../worker/contract/job";
import { FolderStore } from "../../../../worker/storage/folder-store";
import { makeTiff } from "../../../helpers/tiff-bytes";
import { aJob } from "../../../helpers/worker-bench";

describe("checkPlate", () => {
  let folder: string;
  let store: FolderStore;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-plate-"));
    store = new FolderStore(folder);
    const whole = makeTiff().bytes;
    for (const well of ["A01", "A02", "A03"]) await store.putBytes(`P1/${well}_c1.tif`, whole);
    await store.putBytes("P1/A01_c2.tif", whole.subarray(0, 4000));
    await store.putBytes("P1/A02_c2.tif", makeTiff({ tile: 16 }).bytes);
    await store.putBytes("P1/A03_c2.tif", makeTiff({ width: 256, height: 256, fill: 0 }).bytes);
    await store.putBytes("notes/broken.tif", Buffer.alloc(0));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function* jobsOf(...inputs: readonly string[][]): AsyncGenerator<Job> {
    for (const [i, input] of inputs.entries()) yield aJob(`J${i}`, { input });
  }
  const CUT =
    '"P1/A01_c2.tif" is damaged: cut short: the last strip of page 1 ends at byte 8314, the file has 4000 bytes';
  const TILES = '"P1/A02_c2.tif" is not for open(): ImageJ does not read tiles; Bio-Formats opens it';

  const CASES: readonly [name: string, inputs: string[][], files: number, damaged: string[], warnings: number][] = [
    ["whole files", [["P1/A01_c1.tif"], ["P1/A02_c1.tif"]], 2, [], 0],
    ["files of a glob", [["P1/A01_*.tif"]], 2, [CUT], 0],
    ["files of several jobs, each once", [["P1/A01_c2.tif"], ["P1/A01_*"], ["P1/"]], 6, [CUT, TILES], 1],
    ["a file that may be meant", [["P1/A03_*"]], 2, [], 1],
    ["a file that went in between", [["P1/gone.tif"]], 0, [], 0],
    [
      "files in a folder of another name",
      [["notes/*"]],
      1,
      ['"notes/broken.tif" is damaged: it is empty (0 bytes)'],
      0,
    ],
    ["no inputs", [[]], 0, [], 0],
  ];
  for (const [name, inputs, files, damaged, warnings] of CASES) {
    it(`looks at ${name}`, async () => {
      const report = await checkPlate(jobsOf(...inputs), store, undefined);
      assert.equal(report.files, files);
      assert.deepEqual([...report.damaged].sort(), damaged);
      assert.equal(report.warnings.length, warnings);
    });
  }

  it("stops looking when the run is interrupted", async () => {
    assert.equal((await checkPlate(jobsOf(["P1/*"]), store, undefined, AbortSignal.abort())).files, 0);
  });
});

describe("plateLines", () => {
  it("says nothing of a plate that is whole", () => {
    assert.deepEqual(plateLines({ files: 9, damaged: [], warnings: [] }), []);
  });

  it("counts, and shows ten of each", () => {
    const many = Array.from({ length: 12 }, (_, i) => `"${i}" is damaged`);
    assert.deepEqual(plateLines({ files: 576, damaged: many, warnings: ["w"] }), [
      "warning: 12 of 576 files are damaged or not for ImageJ; their jobs fail (input-damaged):",
      ...many.slice(0, 10).map((line) => `  ${line}`),
      "  and 2 more",
      "warning: look at this file:",
      "  w",
    ]);
  });
});

describe("unusualSizes", () => {
  const files = (...sizes: number[]) => sizes.map((sizeBytes, i) => ({ key: `P1/${i}.tif`, sizeBytes }));
  const CASES: readonly [name: string, sizes: { key: string; sizeBytes: number }[], found: string[]][] = [
    ["one of six is half cut", files(100, 100, 100, 40, 100, 100), ["P1/3.tif"]],
    ["one of six is three times as large", files(100, 100, 100, 300, 100, 100), ["P1/3.tif"]],
    ["all are alike", files(100, 101, 99, 100, 102), []],
    ["one is a little smaller", files(100, 100, 100, 60, 100), []],
    ["sizes differ, as of compressed images", files(100, 40, 300, 80, 120, 55), []],
    ["they are few", files(100, 100, 100, 40), []],
    [
      "one of another kind or folder",
      [...files(1, 1, 1, 1, 1), { key: "P1/a.csv", sizeBytes: 9 }, { key: "P2/a.tif", sizeBytes: 9 }],
      [],
    ],
  ];
  for (const [name, sizes, found] of CASES) {
    it(`${found.length === 0 ? "finds nothing" : "finds it"} where ${name}`, () => {
      assert.deepEqual(
        unusualSizes(sizes).map((line) => /^"(.*?)": it has \d+ bytes, the files beside it about/.exec(line)?.[1]),
        found,
      );
    });
  }
});
