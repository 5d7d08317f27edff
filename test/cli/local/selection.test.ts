import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDoneIndex } from "../../../cli/bookkeeping/done-index";
import { type SelectionRequest, selectJobs } from "../../../cli/local/selection";
import { FolderStore } from "../../../worker/storage/folder-store";
import { BEFORE, leaveDone } from "../../helpers/fake-results";
import { aJob } from "../../helpers/worker-bench";

describe("what of a plan is run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-selection-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const names = ["A", "B", "C", "D", "E"];
  async function* jobs() {
    for (const name of names) yield aJob(name);
  }
  const select = async (changes: Partial<SelectionRequest> = {}) => {
    const outputs = new FolderStore(folder);
    const left: string[] = [];
    const done = await readDoneIndex(outputs, [""]);
    const selection = await selectJobs({
      ...{ jobs: jobs(), done, outputs, force: false, onLeftOut: (text) => left.push(text), ...changes },
    });
    const { count, skipped, older, changed } = selection;
    const run = names.filter((name) => selection.isSelected(aJob(name)));
    return { counts: [count, skipped, older, changed], run, left };
  };
  const done = (name: string, by = {}) => leaveDone(folder, name, { "t.csv": "x" }, { by: { versions: {}, ...by } });

  it("is not what is done, whichever version and way made it; those of an earlier version are counted", async () => {
    await done("A", BEFORE.imagej);
    await done("B", BEFORE.command);
    await done("C", { engine: "imagej", display: "none" });
    await done("D", { engine: "imagej", display: "virtual" });
    assert.deepEqual(await select(), { counts: [1, 4, 1, 0], run: ["E"], left: [] });
  });

  it("is all of it when forced, and no result of an earlier version stays to be counted", async () => {
    await done("A", BEFORE.imagej);
    assert.deepEqual(await select({ force: true }), { counts: [5, 0, 0, 0], run: names, left: [] });
  });

  it("counts of earlier results only those of the jobs that are asked for", async () => {
    await done("A", BEFORE.imagej);
    await done("B", BEFORE.imagej);
    const { counts, run } = await select({ only: new Set(["B", "C"]) });
    assert.deepEqual([counts, run], [[1, 4, 1, 0], ["C"]]);
  });

  it("is what has a marker that cannot be read, which is named", async () => {
    await mkdir(join(folder, ".dfiji/done"), { recursive: true });
    await writeFile(join(folder, ".dfiji/done/A-00000000.json"), "{}");
    const { counts, run, left } = await select();
    assert.deepEqual([counts, run], [[5, 0, 0, 0], names]);
    assert.equal(left.length, 1);
    assert.match(left[0] ?? "", /^left out: \.dfiji\/done\/A-00000000\.json is not a done marker: /);
  });

  for (const text of ["", "{", '{"v":1,"jobId":"A-1', "\0\0\0\0", "null", '{"v":2}']) {
    it(`is what has a marker of another version of its own with the text ${JSON.stringify(text)}, which is named`, async () => {
      await mkdir(join(folder, ".dfiji/done"), { recursive: true });
      await writeFile(join(folder, ".dfiji/done/A-11111111.json"), text);
      const { counts, run, left } = await select();
      assert.deepEqual([counts, run], [[5, 0, 0, 0], names]);
      assert.equal(left.length, 1);
      assert.match(left[0] ?? "", /^left out: \.dfiji\/done\/A-11111111\.json is not a done marker: /);
    });
  }

  const NOW: readonly [what: string, sizes: readonly number[], changed: number, touched: number][] = [
    ["only the date of an input differs", [1], 1, 1],
    ["its size differs", [2], 1, 0],
    ["the date of one differs, and the size of another", [1, 2], 1, 0],
    ["the dates of two differ", [1, 1], 1, 1],
    ["an input is gone", [-1], 1, 0],
  ];
  for (const [what, sizes, changed, touched] of NOW) {
    it(`is what ran with other inputs, and says so, where ${what}`, async () => {
      const marker = await done("A", { engine: "imagej", display: "none" });
      const inputs = sizes.map((_, i) => ({ key: `${i}.tif`, sizeBytes: 1, etag: "1-12" }));
      await writeFile(join(folder, ".dfiji/done/A-00000000.json"), JSON.stringify({ ...marker, inputs }));
      for (const [i, size] of sizes.entries())
        if (size > 0) await writeFile(join(folder, `${i}.tif`), "x".repeat(size));
      const outputs = new FolderStore(folder);
      const index = await readDoneIndex(outputs, [""]);
      const request = { jobs: jobs(), done: index, outputs, inputs: outputs, force: false, onLeftOut: assert.fail };
      const selection = await selectJobs(request);
      assert.deepEqual([selection.count, selection.changed, selection.touched], [5, changed, touched]);
    });
  }

  it("is, and is not counted as earlier, what has an input that changed", async () => {
    const marker = await done("A", BEFORE.imagej);
    const inputs = [{ key: "a.tif", sizeBytes: 1, etag: "another" }];
    await writeFile(join(folder, ".dfiji/done/A-00000000.json"), JSON.stringify({ ...marker, inputs }));
    await writeFile(join(folder, "a.tif"), "x");
    const { counts, run } = await select({ inputs: new FolderStore(folder) });
    assert.deepEqual([counts, run], [[5, 0, 0, 1], names]);
  });
});
