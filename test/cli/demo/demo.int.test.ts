import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli, runCli } from "../../helpers/built-cli";

const FLY = process.env["DFIJI_FLY_DIR"] ?? join(__dirname, "..", "..", "..", "..", "shared", "data", "fly");

describe("the nuclei example with real ImageJ", function () {
  this.timeout(240_000);
  let folder: string;
  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-demo-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("the demo counts every site within 3 %, the total within 1 %, and copies tables and outlines", async () => {
    const output = join(folder, "good");
    const { code, stdout, stderr } = await runCli(["demo", "--output", output]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /Every count is within 3 % of the truth, the total within 1 %/);
    const rows = (await readFile(join(output, "nuclei.csv"), "utf8")).trim().split("\n");
    assert.match(rows[0] ?? "", /^Plate,Well,Site,Row,/);
    assert.ok(rows.length > 2000);
    const folders = (await readdir(join(output, "results"))).filter((name) => name !== ".dfiji");
    assert.equal(folders.length, 16);
    assert.ok(existsSync(join(output, "results", "P1-A01-1", "overlay.png")));
  });

  it("the demo with a spoiled blur ends with 1", async () => {
    const { code, stdout } = await runCli(["demo", "--spoil", "--output", join(folder, "spoiled")]);
    assert.equal(code, 1);
    assert.match(stdout, /total .* more than 1 % off/);
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
