import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeTiff } from "../../cli/demo/tiff";
import { buildCli, runCli } from "../helpers/built-cli";

const EXAMPLES = join(__dirname, "..", "..", "examples");

describe("the examples of engine command", function () {
  this.timeout(120_000);
  let folder: string;
  let images: string;

  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-examples-"));
    images = join(folder, "images");
    await mkdir(join(images, "P1"), { recursive: true });
    const pixels = Uint16Array.from({ length: 64 }, (_, index) => index);
    for (const name of ["a", "it's b"]) {
      await writeFile(join(images, `${name}.tif`), encodeTiff({ width: 8, height: 8, pixels }));
    }
    await writeFile(join(images, "P1", "A01_s1.tif"), encodeTiff({ width: 8, height: 8, pixels }));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const local = (output: string, ...args: string[]) =>
    runCli(["local", "--engine", "command", "--input", images, "--output", join(folder, output), ...args]);

  it("measure images with a Python script", async () => {
    const ran = await local("python", join(EXAMPLES, "python", "job.json"), "--copies", "2");
    assert.equal(ran.code, 0, ran.stderr);
    const table = await readFile(join(folder, "python", "it's b", "measure.csv"), "utf8");
    assert.deepEqual(table.split(/\r?\n/), ["Pixels,Mean,Max", "64,31.500,63", ""]);
  });

  it("pack images with a plain tool", async () => {
    const ran = await local("shell", join(EXAMPLES, "shell", "job.json"));
    assert.equal(ran.code, 0, ran.stderr);
    const archive = join(folder, "shell", "P1", "A01_s1", "P1_A01.tar.gz");
    assert.match(execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }), /A01_s1\.tif/);
  });

  it("need no job file: the words stand behind --", async () => {
    const script = join(EXAMPLES, "python", "measure.py");
    const ran = await local("words", "--script", script, "--", "python3", "{script}", "{input}/{Image}", "{output}");
    assert.equal(ran.code, 0, ran.stderr);
    const results = (await readdir(join(folder, "words"))).filter((name) => !name.startsWith("."));
    assert.ok(
      results.some((name) => name.startsWith("P1_A01_s1.tif-")),
      results.join(" "),
    );
    for (const name of results) {
      assert.match(await readFile(join(folder, "words", name, "measure.csv"), "utf8"), /^64,31\.500,63/m);
    }
  });

  it("tell what is missing before anything runs", async () => {
    const none = await local("none", join(EXAMPLES, "nuclei", "job.json"));
    assert.equal(none.code, 2);
    assert.match(none.stderr, /no command: give `command` in the job file, or end the line with --/);
  });

  it("tell why a program failed", async () => {
    const ran = await local("failing", "--", "python3", "-c", "import sys; sys.exit('no cells')");
    assert.equal(ran.code, 1);
    assert.match(ran.stdout + ran.stderr, /python3 ended with status 1: no cells/);
  });
});
