import { execFile } from "node:child_process";
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildCli, runCli } from "../../helpers/built-cli";
import { standInWith } from "../../helpers/fiji-stand-in";

const run = promisify(execFile);

describe("a script checked against a Fiji of this computer (stand-in)", function () {
  this.timeout(300_000);
  let root: string;
  let fiji: string;

  before(async () => {
    await buildCli();
    root = await mkdtemp(join(tmpdir(), "dfiji-known-"));
    fiji = await standInWith("fiji-linux-x64", join(root, "Fiji"));
    await mkdir(join(fiji, "plugins"));
    await writeFile(join(root, "plugins.config"), 'Plugins>Mine, "Count Cells", ij.plugin.Commands("open")\n');
    await run("jar", ["cf", join(fiji, "plugins", "Count_Cells.jar"), "-C", root, "plugins.config"]);
    await mkdir(join(root, "images"));
    await writeFile(join(root, "images", "a.tif"), "x");
    await writeFile(join(root, "a.ijm"), '#@ File image\nrun("Count Cells");\nrun("Cuont Cells");\n');
    await writeFile(join(root, "a.rb"), "#@ File Image\n");
  });
  after(() => rm(root, { recursive: true, force: true }));

  const call = (...args: string[]) =>
    runCli(args, { cwd: root, env: { ...process.env, XDG_CACHE_HOME: join(root, "cache") } });
  const jobs = (script: string) =>
    call("jobs", "--input", "images", "--engine", "fiji", "--fiji", fiji, "--script", script);
  const local = (at: string, script: string) =>
    call("local", "--input", "images", "--output", "out", "--engine", "fiji", "--fiji", at, "--script", script);

  it("is warned of a misspelled command with that of a plugin, after Fiji was started once", async () => {
    const first = await jobs("a.ijm");
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /looking which languages and commands/);
    assert.match(
      first.stderr,
      /line 3 of a\.ijm: run\("Cuont Cells"\) is no command of this Fiji; did you mean "Count Cells"\?/,
    );
    assert.doesNotMatch(first.stderr, /line 2/);
    const second = await jobs("a.ijm");
    assert.doesNotMatch(second.stderr, /looking which/);
    assert.match(second.stderr, /did you mean "Count Cells"\?/);
  });

  it("is refused before anything runs when this Fiji has no such language", async () => {
    const { code, stderr } = await local(fiji, "a.rb");
    assert.equal(code, 2);
    assert.match(stderr, /this Fiji has no language for a\.rb; it runs \.groovy, \.ijm/);
  });

  it("is not run where there is no Fiji: exit 3 with where to get one", async () => {
    const { code, stderr } = await local("nowhere", "a.ijm");
    assert.equal(code, 3);
    assert.match(stderr, /no Fiji found at .*nowhere\n.*unpack a Fiji from/);
  });
});
