import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { buildCli, type CliResult, runCli } from "../../helpers/built-cli";

const [VICTIM, ATTACKER] = [23456, 65534];

/** Two users of one computer, one output folder: the other one's traps do nothing. */
describe("an output folder that other users can write to", function () {
  this.timeout(120_000);
  let folder: string;
  let results: string;
  let home: string;
  before(async function () {
    if (process.getuid?.() !== 0) {
      console.log("      two users are needed: skipped (run as root)");
      return this.skip();
    }
    await buildCli();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-shared-"));
    chmodSync(folder, 0o755);
    [results, home] = [join(folder, "results"), join(folder, "home")];
    mkdirSync(results);
    chmodSync(results, 0o777);
    chownSync(results, VICTIM, VICTIM);
    mkdirSync(home);
    writeFileSync(join(home, "diary"), "private");
    mkdirSync(join(folder, "images"));
    writeFileSync(join(folder, "images/a.tif"), "no image");
    chmodSync(join(folder, "images/a.tif"), 0o600);
    writeFileSync(join(folder, "s.sh"), "#!/bin/sh\n");
    for (const path of [home, join(home, "diary"), join(folder, "images/a.tif")]) chownSync(path, VICTIM, VICTIM);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const asVictim = (text: string, ...more: readonly string[]): Promise<CliResult> => {
    const words = [
      "local",
      "--engine",
      "command",
      "--input",
      join(folder, "images"),
      "--output",
      results,
      "--no-check",
    ];
    const argv = [...words, ...more, "--", "/bin/sh", "-c", text, "sh", "{input}", "{output}"];
    const env = { ...process.env, HOME: home, TMPDIR: tmpdir() };
    return runCli(argv, { env, uid: VICTIM, gid: VICTIM });
  };
  const plant = (path: string, target: string): void => {
    const at = join(results, path);
    symlinkSync(target, at);
  };
  const claimed = (): void => {
    mkdirSync(join(results, ".dfiji"), { mode: 0o755 });
    chownSync(join(results, ".dfiji"), VICTIM, VICTIM);
  };
  const kept = (): void => assert.equal(readFileSync(join(home, "diary"), "utf8"), "private");

  it("is warned of once, with the cure, and its run ends well", async () => {
    const { code, stderr, stdout } = await asVictim('echo 1 >"$2/r.txt"');
    assert.equal(code, 0, stdout + stderr);
    const warnings = (stdout + stderr).split("\n").filter((line) => line.includes("other users may write to"));
    assert.equal(warnings.length, 1, stdout + stderr);
    assert.ok(warnings[0]?.includes(`run "chmod go-w '${results}'"`), warnings[0]);
    const { mode, uid } = await stat(join(results, ".dfiji"));
    assert.deepEqual([mode & 0o777, uid], [0o755, VICTIM]);
  });

  it("is refused when .dfiji there belongs to another user, before anything is written", async () => {
    mkdirSync(join(results, ".dfiji/work"), { recursive: true });
    for (const path of [".dfiji", ".dfiji/work"]) chownSync(join(results, path), ATTACKER, ATTACKER);
    const { code, stderr } = await asVictim('echo 1 >"$2/r.txt"');
    assert.equal(code, 2, stderr);
    assert.match(stderr, /\.dfiji.* belongs to the user with the id 65534, not to you \(23456\)/);
    assert.deepEqual(readdirSync(join(results, ".dfiji")), ["work"]);
  });

  it("is refused when .dfiji there is a link", async () => {
    plant(".dfiji", home);
    const { code, stderr } = await asVictim('echo 1 >"$2/r.txt"');
    assert.equal(code, 2, stderr);
    assert.match(stderr, /\.dfiji is no folder/);
    assert.deepEqual(readdirSync(home), ["diary"]);
  });

  for (const [what, path] of [
    ["the worker's log", ".dfiji/worker.log"],
    ["the lock", ".dfiji/lock"],
  ] as const) {
    it(`writes nothing through a link at ${what}`, async () => {
      claimed();
      plant(path, join(home, "diary"));
      const { code, stderr } = await asVictim('echo 1 >"$2/r.txt"');
      assert.notEqual(code, 0, stderr);
      assert.match(stderr, /link|lock/);
      kept();
    });
  }

  it("writes nothing through a link at the file of the run's progress", async () => {
    claimed();
    plant(".dfiji/progress.json.new", join(home, "diary"));
    plant(".dfiji/progress.json", join(home, "diary"));
    assert.equal((await asVictim('echo 1 >"$2/r.txt"')).code, 0);
    kept();
  });

  it("writes no script through a link", async () => {
    claimed();
    const digest = createHash("sha256")
      .update(readFileSync(join(folder, "s.sh")))
      .digest("hex");
    mkdirSync(join(results, ".dfiji/scripts"));
    chownSync(join(results, ".dfiji/scripts"), VICTIM, VICTIM);
    plant(`.dfiji/scripts/${digest}`, join(home, "diary"));
    const { code, stderr, stdout } = await asVictim('echo 1 >"$2/r.txt"', "--script", join(folder, "s.sh"));
    assert.equal(code, 0, stdout + stderr);
    kept();
  });

  it("takes no result through a linked folder into the user's home", async () => {
    plant("a.tif", home); // the folder of the one job's results
    const { code, stdout, stderr } = await asVictim('echo 1 >"$2/r.txt"');
    assert.equal(code, 3, stdout + stderr);
    assert.match(stdout + stderr, /results\/a\.tif is a link: results are never written through links/);
    assert.deepEqual(readdirSync(home), ["diary"]);
  });

  it("keeps a private input to its user while its job runs", async () => {
    const text =
      'stat -c "%a" "$1"/* >"$2/copy.txt"; d=$1; while [ "$d" != / ]; do stat -c "%a %u" "$d"; d=$(dirname "$d"); done >"$2/folders.txt"';
    const { code, stdout, stderr } = await asVictim(text);
    assert.equal(code, 0, stdout + stderr);
    assert.equal(readFileSync(join(results, "a.tif/copy.txt"), "utf8"), "400\n");
    const folders = readFileSync(join(results, "a.tif/folders.txt"), "utf8").split("\n");
    assert.ok(folders.includes(`700 ${VICTIM}`), folders.join(", "));
  });
});
