import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone, leaveFailed, leavePlan } from "../../helpers/fake-results";
import { PANDAS, pythonWith } from "../../helpers/python";
import { shellCommands } from "../../helpers/shell-words";

const run = promisify(execFile);

/** A01 has three objects, A02 none, A03 failed: what people calculate with from there. */
describe("the part on pandas and R in docs/cli.md", function () {
  this.timeout(600_000);
  let folder: string;
  let text: string;
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(text)?.[1] ?? assert.fail(`no block of ${language}`);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-tables-"));
    const page = await readFile(join(__dirname, "../../../docs/cli.md"), "utf8");
    text = page.slice(page.indexOf("**In pandas and R.**"));
    const results = join(folder, "results");
    const group = (Well: string) => ({ Plate: "P1", Well });
    await leavePlan(results, Object.fromEntries(["A01", "A02", "A03"].map((well) => [`P1-${well}`, group(well)])));
    await leaveDone(results, "P1-A01", { "nuclei.csv": " ,Area\n1,2\n2,4\n3,9\n" }, { group: group("A01") });
    await leaveDone(results, "P1-A02", {}, { group: group("A02"), emptyTables: ["nuclei.csv"] });
    await leaveFailed(results, "P1-A03", { jobId: "P1-A03-00000000" });
    const commands = shellCommands(text.slice(0, text.indexOf("```")).replace(/^\S.*$/gm, ""));
    assert.equal(commands.length, 2);
    for (const [, , ...args] of commands) {
      const io = new FakeIo(folder);
      assert.equal(await main(args, io), 0, io.err.join("\n"));
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("gives the medians of objects and the values of wells in pandas, a well without objects as 0", async () => {
    const python = await pythonWith(...PANDAS);
    const shown =
      "print(medians.to_json(orient='records'), about.to_json(orient='values'), values.to_json(orient='records'))";
    const { stdout } = await run(python, ["-c", `${block("python")}\n${shown}`], { cwd: folder });
    assert.deepEqual(stdout.trim().split(" "), [
      '[{"Plate":"P1","Well":"A01","Area":4.0}]',
      '[["P1","A01",1,1],["P1","A02",1,1],["P1","A03",0,1]]',
      '[{"count":3.0,"Area_mean":5.0},{"count":0.0,"Area_mean":null},{"count":null,"Area_mean":null}]',
    ]);
  });

  it("gives the same in R, where Rscript is installed", async function () {
    if (spawnSync("Rscript", ["--version"]).error !== undefined) {
      console.log("      Rscript is not installed: not run");
      return this.skip();
    }
    const shown = 'cat(medians$Area, names(values), values$count, sep = " ")';
    const { stdout } = await run("Rscript", ["-e", `${block("r")}\n${shown}`], { cwd: folder });
    assert.equal(stdout.trim(), "4 count Area_mean 3 0 NA");
  });
});
