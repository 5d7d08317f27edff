import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeTiff } from "../../cli/demo/tiff";
import { isAlive } from "../helpers/alive";
import { buildCli, startCli } from "../helpers/built-cli";

const ROOT = join(__dirname, "../..");

/** A package of its own that never built the ImageJ host, and a Maven that takes for ever. */
describe("the first run of dfiji local, stopped while it builds ImageJ's host", function () {
  this.timeout(120_000);
  let folder: string;
  let package_: string;
  before(async () => {
    await buildCli();
    folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-first-")));
    package_ = join(folder, "package");
    await mkdir(join(package_, "dist"), { recursive: true });
    for (const name of ["dfiji.js", "worker.js"]) await cp(join(ROOT, "dist", name), join(package_, "dist", name));
    await cp(join(ROOT, "package.json"), join(package_, "package.json"));
    await cp(join(ROOT, "worker/engines/imagej/java/pom.xml"), join(package_, "worker/engines/imagej/java/pom.xml"));
    await cp(join(ROOT, "worker/engines/imagej/java/src"), join(package_, "worker/engines/imagej/java/src"), {
      recursive: true,
    });
    await symlink(join(ROOT, "node_modules"), join(package_, "node_modules"));
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "images/a.tif"), encodeTiff({ width: 1, height: 1, pixels: new Uint16Array(1) }));
    await writeFile(join(folder, "s.ijm"), '#@ File (style="directory") output\nprint(output);\n');
    await mkdir(join(folder, "bin"));
    const maven = `#!/bin/sh\necho $$ >"${folder}/maven"\nexec sleep 1000\n`;
    await writeFile(join(folder, "bin/mvn"), maven, { mode: 0o755 });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [title, signal, said] of [
    ["Ctrl-C", "SIGINT", /stopped by Ctrl-C/],
    ["the end of its terminal", "SIGHUP", /stopped since its terminal was closed \(SIGHUP\)/],
  ] as const) {
    it(`by ${title} ends with 1 immediately: Maven is dead, nothing half built, no lock, no work folder`, async () => {
      await rm(join(folder, "maven"), { force: true });
      const output = join(folder, "out");
      const args = ["local", "--script", join(folder, "s.ijm"), "--input", join(folder, "images"), "--output", output];
      const { DFIJI_IMAGEJ_DIR: _, ...env } = process.env;
      const running = startCli([...args, "--copies", "1"], {
        env: { ...env, PATH: `${join(folder, "bin")}:${env["PATH"]}` },
        program: join(package_, "dist/dfiji.js"),
      });
      const pid = (): number =>
        Number(existsSync(join(folder, "maven")) && readFileSync(join(folder, "maven"), "utf8"));
      while (!(pid() > 0)) {
        assert.equal(running.child.exitCode, null);
        await sleep(20);
      }
      const maven = pid();
      running.child.kill(signal);
      const { code, stderr, stdout } = await running.result;
      assert.equal(code, 1, stderr);
      assert.match(stdout + stderr, said);
      assert.equal(isAlive(maven), false);
      assert.deepEqual(await readdir(join(package_, "dist/imagej")), []);
      assert.deepEqual(
        (await readdir(join(output, ".dfiji"))).filter((name) => ["lock", "work"].includes(name)),
        [],
      );
    });
  }
});
