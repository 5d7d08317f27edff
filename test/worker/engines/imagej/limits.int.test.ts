import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../helpers/alive";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

describe("the limits of a run", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async () => {
    copy = await openCopy();
  });
  after(() => copy.end());

  const limits = { timeoutSeconds: 1, silenceSeconds: 60 };

  it("end an endless loop as timeout, with the line that ran", async () => {
    const result = await copy.run("a = 0;\nwhile (true)\n  a = a + 1;", limits);
    assert.ok(result.ended === "failed" && result.class === "timeout", JSON.stringify(result));
    assert.equal(result.reason, "the run took longer than 1 s");
    assert.ok(result.line === 2 || result.line === 3, String(result.line));
  });

  it("end a long wait, and one in an evaluated macro", async () => {
    const waiting = await copy.run("wait(60000);", limits);
    assert.ok(waiting.ended === "failed" && waiting.class === "timeout", JSON.stringify(waiting));
    const nested = await copy.run('eval("while (true) a = 1;");', limits);
    assert.ok(nested.ended === "failed" && nested.class === "timeout", JSON.stringify(nested));
  });

  it("end what cannot be asked, by the kill of the group", async () => {
    const result = await copy.run('exec("sleep", "100");', limits);
    assert.ok(result.ended === "failed" && result.class === "timeout", JSON.stringify(result));
    assert.ok(result.seconds < 30, String(result.seconds));
  });

  it("call a run without lines and without CPU time silent", async () => {
    const result = await copy.run("wait(60000);", { timeoutSeconds: 60, silenceSeconds: 1 });
    assert.ok(result.ended === "failed" && result.class === "silent", JSON.stringify(result));
  });

  it("leave a run alone that computes or prints", async () => {
    const computing = await copy.run("t = getTime(); while (getTime() - t < 2500) a = 1;", { silenceSeconds: 1 });
    assert.equal(computing.ended, "well", JSON.stringify(computing));
    // on a busy computer a line may be seen a second late
    const printing = await copy.run("for (i = 0; i < 8; i++) { print(i); wait(900); }", { silenceSeconds: 3 });
    assert.equal(printing.ended, "well", JSON.stringify(printing));
  });

  it("count the CPU time of a child too", async () => {
    const child = 'exec("sh", "-c", "n=0; while [ $n -lt 400000 ]; do n=$((n+1)); done; sleep 0.1");';
    const result = await copy.run(child, { silenceSeconds: 1, timeoutSeconds: 60 });
    assert.equal(result.ended, "well", JSON.stringify(result));
  });

  it("are not asked when the worker stops: the group is dead immediately", async () => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    const stop = new AbortController();
    const onLine = (): void => stop.abort();
    const result = await copy.run("print(1); while (true) a = 1;", { onLine }, stop.signal);
    assert.ok(result.ended === "failed" && result.class === "interrupted", JSON.stringify(result));
    assert.throws(() => process.kill(pid ?? 0, 0));
  });

  it("tell the most memory that the run used", async () => {
    const small = await copy.run("print(1);");
    const large = await copy.run('newImage("a", "8-bit", 10000, 10000, 1);');
    assert.ok(
      (large.peakMemoryMiB ?? 0) > (small.peakMemoryMiB ?? 0) + 80,
      `${small.peakMemoryMiB} ${large.peakMemoryMiB}`,
    );
    const after = await copy.run("print(1);");
    assert.ok(after.ended === "well");
  });

  it("do not let a JVM outlive a worker that died, even in an endless macro", async () => {
    const script = `
      const { openCopy } = require(${JSON.stringify(join(__dirname, "../../../helpers/engine-copy"))});
      openCopy().then(async (copy) => {
        await copy.copy.ready();
        void copy.run("print('running'); while (true) a = 1;", { onLine: () => console.log(copy.copy.pid) });
      });`;
    const worker = spawn(process.execPath, ["-r", "ts-node/register", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [data] = (await once(worker.stdout, "data")) as [Buffer];
    const pid = Number(data.toString());
    assert.ok(pid > 0, data.toString());
    worker.kill("SIGKILL");
    for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(100);
    assert.equal(isAlive(pid), false);
  });
});
