import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckResult } from "../../../cli/doctor/check-list";
import { isAlive } from "../../helpers/alive";
import { buildCli, runCli, startCli } from "../../helpers/built-cli";
import { fijiStandIn, standInWith } from "../../helpers/fiji-stand-in";

describe("dfiji doctor", function () {
  this.timeout(600_000);
  let root: string;
  let temporary: string;

  before(async () => {
    await buildCli();
    await fijiStandIn();
    root = await mkdtemp(join(tmpdir(), "dfiji-doctor-"));
    temporary = join(root, "tmp");
    await mkdir(temporary);
  });
  after(() => rm(root, { recursive: true, force: true }));
  afterEach("leaves no file behind", async () => {
    assert.deepEqual(await readdir(temporary), []);
  });

  const options = () => ({ cwd: root, env: { ...process.env, TMPDIR: temporary } });

  /** By check; and the exit code. */
  async function doctor(...args: string[]) {
    const { code, stdout, stderr } = await runCli(["doctor", "--json", ...args], options());
    const results = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as CheckResult);
    const byCheck = Object.fromEntries(results.map((result) => [result.check, result]));
    return { code, stderr, results, of: (check: CheckResult["check"]) => byCheck[check]! };
  }

  /** A folder with a launcher of these lines. */
  async function fijiWith(name: string, ...lines: string[]): Promise<string> {
    const folder = join(root, name);
    await mkdir(join(folder, "jars"), { recursive: true });
    await writeFile(join(folder, "fiji-linux-x64"), ["#!/bin/sh", ...lines, ""].join("\n"));
    await chmod(join(folder, "fiji-linux-x64"), 0o755);
    return folder;
  }

  it("finds nothing wrong with a good Fiji, nor with a script that keeps nothing", async () => {
    const script = join(root, "sizes.groovy");
    const input = join(root, "input");
    await mkdir(input);
    await writeFile(join(input, "a.txt"), "12345");
    await writeFile(
      script,
      '#@ File input\n#@ File output\n#@ String end\nnew File(output, "sizes.csv").text = input.listFiles().collect { it.name + "," + it.length() + end }.join("\\n")\n',
    );
    const app = await standInWith("fiji-linux-x64", join(root, "it's a Fiji"));
    const ran = await doctor("--fiji", app, "--script", script, "--input", input, "--param", "end=!");
    const notOk = ran.results.filter(({ status, check }) => status !== "ok" && check !== "display");
    assert.deepEqual(notOk, []);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.of("plugins").found, /^sizes\.groovy wrote the same 1 files each time/);
    assert.match(ran.of("languages").found, /Groovy, IJ1 Macro/);
    assert.match(ran.of("warm").found, /^ready in [\d.]+ s; a job in [\d.]+ s/);
    assert.match(ran.of("start").found, /ImageJ 1\.54f/);
    assert.deepEqual(await readdir(app), ["fiji-linux-x64", "jars"]);
  });

  it("says that there is no launcher, and ends with 3", async () => {
    await mkdir(join(root, "empty", "jars"), { recursive: true });
    const ran = await doctor("--fiji", join(root, "empty"));
    assert.equal(ran.code, 3);
    assert.equal(ran.of("launcher").status, "failed");
    assert.match(ran.of("launcher").found, /holds no launcher of Fiji/);
    assert.equal(ran.results.filter(({ status }) => status === "not checked").length, ran.results.length - 1);
  });

  it("says that Groovy is missing", async () => {
    const app = await standInWith("fiji-linux-x64", join(root, "no-groovy"));
    for (const jar of await readdir(join(app, "jars"))) {
      if (jar.startsWith("groovy")) await rm(join(app, "jars", jar));
    }
    const ran = await doctor("--fiji", app);
    assert.equal(ran.code, 3);
    assert.equal(ran.of("start").status, "failed");
    assert.match(ran.of("start").advice ?? "", /does not run Groovy/);
  });

  it("says that its Java is the wrong one", async () => {
    const error = "java.lang.UnsupportedClassVersionError: net/imagej/Main has been compiled by a more recent version";
    const app = await fijiWith(
      "old-java",
      `echo 'Error: LinkageError occurred while loading main class' >&2`,
      `echo '${error}' >&2`,
      "exit 1",
    );
    const ran = await doctor("--fiji", app);
    assert.equal(ran.code, 3);
    assert.match(ran.of("java").found, /UnsupportedClassVersionError/);
    assert.equal(ran.of("java").status, "failed");
    assert.equal(ran.of("start").advice, "see java");
  });

  it("gives up on a launcher that does not end, and leaves none of it", async () => {
    const pidFile = join(root, "sleeper");
    const app = await fijiWith("sleeps", `echo $$ > '${pidFile}'`, "exec sleep 600");
    const ran = await doctor("--fiji", app, "--timeout-seconds", "2");
    assert.equal(ran.code, 3);
    assert.match(ran.of("start").found, /2 s/);
    assert.equal(isAlive(Number(await readFile(pidFile, "utf8"))), false);
  });

  it("ends by Ctrl-C, with all that it started", async () => {
    const pidFile = join(root, "interrupted");
    const app = await fijiWith("waits", "echo started", `echo $$ > '${pidFile}'`, "exec sleep 600");
    const running = startCli(["doctor", "--fiji", app], options());
    await running.seen(/starting it by its command line/);
    const isStarted = async (): Promise<boolean> => (await readFile(pidFile, "utf8").catch(() => "")).endsWith("\n");
    while (!(await isStarted())) await new Promise((resolve) => setTimeout(resolve, 20));
    running.child.kill("SIGINT");
    const { code, stderr } = await running.result;
    assert.equal(code, 1);
    assert.match(stderr, /stopped; all that was started and written is gone/);
    assert.equal(isAlive(Number(await readFile(pidFile, "utf8"))), false);
  });

  it("prints a table: what was found, and below what is not good what was checked and what to do", async () => {
    const { stdout } = await runCli(["doctor", "--fiji", join(root, "empty")], options());
    const [head, launcher, checked, advice] = stdout.split("\n");
    assert.match(head ?? "", /^check +result +found$/);
    assert.match(launcher ?? "", /^launcher +FAILED +.* holds no launcher/);
    assert.match(checked ?? "", /^ +checked is: a launcher for this computer exists and/);
    assert.match(advice ?? "", /^ +what to do: unpack a Fiji/);
    assert.match(stdout, /^0 ok, 0 warnings, 1 failed, 18 not checked$/m);
    assert.match(stdout, /^not checked, since an earlier check failed: start, java, heap, .*, plugins, display$/m);
  });
});
