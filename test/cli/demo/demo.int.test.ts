import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli, runCli } from "../../helpers/built-cli";
import { TerminalProgram } from "../../helpers/terminal";

const CLI = join(__dirname, "../../../dist/dfiji.js");
const FLY = process.env["DFIJI_FLY_DIR"] ?? join(__dirname, "..", "..", "..", "..", "shared", "data", "fly");

describe("the nuclei example with real ImageJ", function () {
  this.timeout(600_000);
  let folder: string;
  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-demo-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** On a terminal of this size: all its lines in the end, and each screen that was seen. */
  async function demo(columns: number, rows: number, ...args: string[]) {
    const argv = [process.execPath, CLI, "demo", ...args];
    const program = new TerminalProgram(argv, { columns, rows, cwd: folder, env: process.env });
    const screens: string[] = [];
    const onChange = (): boolean => {
      screens.push(program.screen.join("\n"));
      return false;
    };
    await program.until(onChange).catch(() => undefined); // that it ended
    const code = await program.ended;
    const { history } = program;
    return { code, screens, lines: history.slice(0, history.findLastIndex((line) => line !== "") + 1) };
  }

  it("the demo counts every site within 3 %, the total within 1 %, and copies tables and outlines", async () => {
    const { code, lines, screens } = await demo(80, 24, "--output", "good");
    assert.equal(code, 0, lines.join("\n"));
    const total = lines.findIndex((line) => line.startsWith("total "));
    assert.deepEqual(
      lines.slice(total + 1).map((line) => line.replace(/took .* s,/, "took N s,")),
      [
        "",
        "Every count is within 3 % of the truth, the total within 1 %.",
        "All of it took N s, drawing and start of ImageJ included.",
        "One table of all nuclei:  good/nuclei.csv",
        "Outlines to look at:      good/results/P1-A01-1",
        "Next: npx dfiji report --output good/results  (the plate as a page)",
      ],
    );
    // what stood still at 0 % and 100 % has a phase and its time
    const seen = screens.join("\n");
    assert.match(seen, /^(?:starting|running|closing) .*\d+ s/m);
    assert.doesNotMatch(seen, /\] (?:0|100) %/);
    const output = join(folder, "good");
    const rows = (await readFile(join(output, "nuclei.csv"), "utf8")).trim().split("\n");
    assert.match(rows[0] ?? "", /^Plate,Well,Site,Row,/);
    assert.ok(rows.length > 2000);
    const folders = (await readdir(join(output, "results"))).filter((name) => name !== ".dfiji");
    assert.equal(folders.length, 16);
    assert.ok(existsSync(join(output, "results", "P1-A01-1", "overlay.png")));
  });

  it("the demo with a spoiled blur ends with 1", async () => {
    const { code, lines } = await demo(160, 50, "--spoil", "--output", "spoiled");
    assert.equal(code, 1);
    assert.match(lines.join("\n"), /total .* more than 1 % off/);
    assert.ok(lines.includes("The counts are wrong, as they should be with this blur."), lines.join("\n"));
  });

  it("counts the real fly sites: 281, 865 and 696 nuclei, a table and an overlay each", async function () {
    if (!existsSync(FLY)) {
      console.log(`      no images in ${FLY} (DFIJI_FLY_DIR): not run`);
      return this.skip();
    }
    const output = join(folder, "fly");
    const script = join(__dirname, "..", "..", "..", "examples", "nuclei", "count-nuclei.ijm");
    const args = ["local", "--script", script, "--input", FLY, "--pattern", "01_{Site}_D.TIF", "--output", output];
    const { code, stderr } = await runCli(args);
    assert.equal(code, 0, stderr);
    const counts = { POS002: 281, POS076: 865, POS218: 696 };
    for (const [site, count] of Object.entries(counts)) {
      const rows = (await readFile(join(output, site, "nuclei.csv"), "utf8")).trim().split("\n");
      assert.equal(rows.length - 1, count, site);
      assert.ok(existsSync(join(output, site, "overlay.png")), site);
    }
  });
});
