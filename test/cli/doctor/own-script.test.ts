import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckList } from "../../../cli/doctor/check-list";
import { checkOwnScript } from "../../../cli/doctor/own-script";
import { type Answer, failedRun, fakeTrial, wellRun } from "../../helpers/fake-trial";

describe("what doctor says of a user's own script", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-own-"));
    await writeFile(join(folder, "count.ijm"), "the script");
    await writeFile(join(folder, "a.txt"), "12345");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function reported(cold: Answer, warm: Answer) {
    const trials = { cold: await fakeTrial(cold), warm: await fakeTrial(warm) };
    const list = new CheckList();
    try {
      const own = { path: join(folder, "count.ijm"), inputDir: folder, parameters: { sigma: "1.50" } };
      await checkOwnScript(own, trials, list, () => undefined);
    } finally {
      await trials.cold.close();
      await trials.warm.close();
    }
    return list.results().find(({ check }) => check === "plugins");
  }

  const writing =
    (...texts: string[]): Answer =>
    async ({ outputFolder }) => {
      const text = texts.length > 1 ? texts.shift() : texts[0];
      if (text !== undefined) await writeFile(join(outputFolder, "n.csv"), text);
      return wellRun;
    };

  it("is good when it writes the same cold and twice warm, with its parameters and a copy of its files", async () => {
    const sizes: Answer = async ({ inputFolder, outputFolder, parameters, scriptPath }) => {
      const input = await readFile(join(inputFolder, "a.txt"), "utf8");
      const script = await readFile(scriptPath, "utf8");
      await writeFile(join(outputFolder, "n.csv"), `${script} ${input} ${parameters["sigma"]}`);
      assert.notEqual(inputFolder, folder);
      return wellRun;
    };
    const result = await reported(sizes, sizes);
    assert.equal(result?.status, "ok");
    assert.match(result.found, /^count\.ijm wrote the same 1 files each time \(cold 1\.0 s; warm 1\.0 s; warm again/);
  });

  it("is a warning when the second warm job differs, or warm differs from cold: a plugin keeps something", async () => {
    for (const warm of [writing("1", "2"), writing("2")]) {
      const result = await reported(writing("1"), warm);
      assert.equal(result?.status, "warning");
      assert.match(result.found, /wrote n\.csv differently/);
    }
  });

  it("is a warning when it writes nothing", async () => {
    const nothing: Answer = async () => wellRun;
    assert.match((await reported(nothing, nothing))?.found ?? "", /wrote no file/);
  });

  it("is its error with the line, and whether it fails cold or only warm", async () => {
    const fails: Answer = async () => failedRun("oh", 7);
    const [cold, warm] = [await reported(fails, fails), await reported(writing("1"), fails)];
    assert.deepEqual([cold?.status, warm?.status], ["failed", "failed"]);
    assert.match(cold?.found ?? "", /^count\.ijm, cold: line 7: oh/);
    assert.match(warm?.found ?? "", /^count\.ijm, warm: line 7: oh/);
    assert.match(warm?.advice ?? "", /--no-warm/);
  });
});
