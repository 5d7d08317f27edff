import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandEngine } from "../../../../worker/engines/command/engine";
import { type RunResult } from "../../../../worker/engines/engine";
import { isAlive } from "../../../helpers/alive";
import { openCopyOf, type TestCopy } from "../../../helpers/engine-copy";

/** A little program, as words without a shell. */
const node = (source: string, ...args: string[]): string[] => [process.execPath, "-e", source, "--", ...args];
const failed = (result: RunResult) => {
  assert.ok(result.ended === "failed", JSON.stringify(result));
  return result;
};

describe("any program as an engine", function () {
  this.timeout(60_000);
  let copy: TestCopy;
  before(async () => {
    copy = await openCopyOf(new CommandEngine({ ...process.env, SECRET: "s", SHOWN: "t" }, ["SHOWN"]));
  });
  after(() => copy.end());

  const show = `require("fs").writeFileSync(process.argv[1] + "/a.json",
    JSON.stringify({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd() }));`;

  it("gets its words as they are written: no shell, no quoting", async () => {
    const hard = ["it's", '"', "$(id)", "`id`", "a b", "", "*", "é\n😀", "-x", "{print}", "\\"];
    const result = await copy.run("", { command: node(show, "{output}", "{input}", ...hard) });
    assert.equal(result.ended, "well", JSON.stringify(result));
    const seen = JSON.parse(await readFile(join(result.outputFolder, "a.json"), "utf8")) as {
      argv: string[];
      env: Record<string, string>;
      cwd: string;
    };
    assert.deepEqual(seen.argv, [join(result.outputFolder, "..", "input"), ...hard]);
    assert.equal(seen.cwd, join(result.outputFolder, ".."));
    assert.equal(seen.env["SHOWN"], "t");
    assert.ok(!("SECRET" in seen.env));
  });

  it("gets its script under its own name", async () => {
    const python = "import sys, os\nopen(os.path.join(sys.argv[1], os.path.basename(__file__)), 'w').write('x')\n";
    const command = ["python3", "{script}", "{output}"];
    const result = await copy.run(python, { command, scriptName: "count cells.py" });
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.ok(existsSync(join(result.outputFolder, "count cells.py")));
  });

  it("fails by its status, with its last line, and every line is reported", async () => {
    const source = "console.log('one'); console.error('two'); process.exitCode = 3;";
    const result = await copy.run("", { command: node(source) });
    assert.equal(failed(result).class, "script-error");
    assert.match(failed(result).reason, /ended with status 3: (one|two)$/);
    assert.deepEqual([...result.lines].sort(), ["one", "two"]);
  });

  it("may print without line ends: 100 MB come in lines of 1 MiB, a progress bar in one line a step", async () => {
    const print = "head -c 104857600 /dev/zero | tr '\\0' x; echo; printf '\\r 1%%\\r 2%%\\r\\n'; exit 3";
    const result = await copy.run("", { command: ["sh", "-c", print] });
    assert.equal(failed(result).reason, "sh ended with status 3: 2%");
    assert.deepEqual(
      result.lines.map((line) => (line.length > 9 ? line.length : line)),
      [...Array.from({ length: 100 }, () => 2 ** 20), " 1%", " 2%"],
    );
  });

  it("fails with the name of a program that is not there, or may not be run", async () => {
    const missing = failed(await copy.run("", { command: ["no-such-program"] }));
    assert.equal(missing.reason, 'no such program: "no-such-program"');
    assert.match(missing.advice ?? "", /on PATH/);
    const folder = failed(await copy.run("", { command: ["/tmp"] }));
    assert.equal(folder.reason, '"/tmp" may not be executed');
  });

  it("is not started when one word is longer than the system takes, or all together are", async () => {
    const word = failed(await copy.run("", { command: ["true", "x".repeat(200_000)] }));
    assert.equal(word.class, "script-error");
    assert.match(
      word.reason,
      /^the command line is too long: 200001 bytes in one word, "x{40}…"; this system takes 131072$/,
    );
    assert.match(word.advice ?? "", /into a file of the job's input/);
    const all = failed(await copy.run("", { command: ["true", ...Array<string>(200).fill("x".repeat(100_000))] }));
    assert.equal(all.class, "script-error");
    assert.match(all.reason, /^the command line is too long: 201 words of 20000205 bytes together, more than/);
  });

  it("is ended at the time limit even when it ignores SIGTERM, its children too", async () => {
    const stubborn = `process.on("SIGTERM", () => {});
      const child = require("child_process").spawn("sleep", ["100"], { detached: true });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const result = await copy.run("", { command: node(stubborn), timeoutSeconds: 1 });
    assert.equal(failed(result).class, "timeout");
    assert.ok(!isAlive(Number(result.lines[0])), "the child is dead");
  });

  it("is ended when it is silent: no line and no CPU time", async () => {
    const result = await copy.run("", { command: ["sleep", "100"], silenceSeconds: 1 });
    assert.equal(failed(result).class, "silent");
  });

  it("is dead immediately when the worker stops", async () => {
    const stop = new AbortController();
    const command = ["/bin/sh", "-c", "echo 1; exec sleep 100"];
    const result = await copy.run("", { command, onLine: () => stop.abort() }, stop.signal);
    assert.equal(failed(result).class, "interrupted");
    assert.equal(copy.copy.pid, undefined);
  });

  it("leaves nothing running, even what left its process group", async () => {
    const source = `const child = require("child_process").spawn("sleep", ["100"], { detached: true, stdio: "inherit" });
      console.log(child.pid); child.unref();`;
    const result = await copy.run("", { command: node(source) });
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.ok(!isAlive(Number(result.lines[0])), "the child is dead");
  });

  it("is over with its run, although something that cannot be known as its own holds its output open", async () => {
    const command = [
      "sh",
      "-c",
      'env -i setsid sh -c "echo \\$\\$; exec sleep 100" & sleep 1; echo 1 >"$1/r"',
      "sh",
      "{output}",
    ];
    const result = await copy.run("", { command });
    assert.equal(result.ended, "well", JSON.stringify(result));
    process.kill(Number(result.lines[0]), "SIGKILL");
  });

  it("tells the memory of its run", async () => {
    const source = "const a = Buffer.alloc(200 * 2 ** 20, 1); const t = Date.now(); while (Date.now() - t < 800);";
    const result = await copy.run("", { command: node(source), silenceSeconds: 2 });
    assert.ok((result.peakMemoryMiB ?? 0) > 200, JSON.stringify(result));
  });

  it("does not outlive a worker that died", async () => {
    const script = `
      const { openCopyOf } = require(${JSON.stringify(join(__dirname, "../../../helpers/engine-copy"))});
      const { CommandEngine } = require(${JSON.stringify(join(__dirname, "../../../../worker/engines/command/engine"))});
      openCopyOf(new CommandEngine(process.env, [])).then((copy) =>
        copy.run("", { command: ["sh", "-c", "echo $$; sleep 100"], onLine: (line) => console.log(line) }));`;
    const worker = spawn(process.execPath, ["-r", "ts-node/register", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [data] = (await once(worker.stdout, "data")) as [Buffer];
    const pid = Number(data.toString());
    assert.ok(isAlive(pid));
    worker.kill("SIGKILL");
    for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(100);
    assert.equal(isAlive(pid), false);
  });
});
