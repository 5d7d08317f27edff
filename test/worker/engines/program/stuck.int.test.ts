import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandEngine } from "../../../../worker/engines/command/engine";
import { CopyLostError } from "../../../../worker/engines/engine";
import { runProgram } from "../../../../worker/engines/program/run-program";
import { Watchdog } from "../../../../worker/engines/program/watchdog";
import { type DeadMount, deadMount } from "../../../helpers/dead-mount";
import { openCopy, openCopyOf } from "../../../helpers/engine-copy";

describe("a program that waits in the kernel for a disk that does not answer", function () {
  this.timeout(60_000);
  let root: string;
  let mount: DeadMount | undefined;
  beforeEach(async function () {
    root = await mkdtemp(join(tmpdir(), "dfiji-stuck-"));
    await mkdir(join(root, "dead"));
    mount = await deadMount(join(root, "dead"));
    if (mount === undefined) this.skip();
  });
  afterEach(async () => {
    await mount?.end();
    await rm(root, { recursive: true, force: true });
  });

  const limits = { timeoutSeconds: 0.2, silenceSeconds: 60, onLine: () => undefined };
  const never = new AbortController().signal;
  const run = (shell: string, signal = never, timeoutSeconds = limits.timeoutSeconds) => {
    const argv = ["sh", "-c", shell, "sh", join(root, "dead/file")] as const;
    const program = { argv, cwd: root, env: process.env, onPid: () => undefined, killMs: 300 };
    return runProgram(program, { ...limits, timeoutSeconds }, new Watchdog(), signal);
  };

  it("is left alone after its limit, and its run ends", async () => {
    const end = await run('exec cat "$1"');
    assert.deepEqual([end.code, end.signal, end.reached?.class, end.stuck?.length], [null, null, "timeout", 1]);
  });

  it("is left alone when the worker stops", async () => {
    const end = await run('exec cat "$1"', AbortSignal.timeout(200), 60);
    assert.deepEqual([end.code, end.reached, end.stuck?.length], [null, undefined, 1]);
  });

  it("is known when its parent ended well", async () => {
    const end = await run('cat "$1" & sleep 0.3', never, 60);
    assert.deepEqual([end.code, end.reached, end.stuck?.length], [0, undefined, 1]);
  });

  it("is left alone when only one of its threads waits, as in a JVM", async () => {
    const thread = "import sys, threading; threading.Thread(target=open, args=sys.argv[1:]).start()";
    const end = await run(`exec python3 -c '${thread}' "$1"`, never, 1);
    assert.deepEqual([end.code, end.signal, end.reached?.class, end.stuck?.length], [null, null, "timeout", 1]);
  });

  it("costs its job the copy, which says why", async () => {
    const copy = await openCopyOf(new CommandEngine(process.env, []));
    try {
      const result = await copy.run("", { command: ["cat", join(root, "dead/file")], timeoutSeconds: 0.2 });
      assert.ok(result.ended === "failed");
      assert.equal(result.class, "timeout");
      assert.match(result.reason, /^the run took longer than 0.2 s; process \d+ does not end after SIGKILL: it waits /);
      assert.match(result.advice ?? "", /^look for a disk, network folder or mount that does not answer/);
      await assert.rejects(copy.copy.ready(), CopyLostError);
    } finally {
      await copy.end();
    }
  });

  it("costs its job the copy when it is a warm JVM", async () => {
    const copy = await openCopy();
    try {
      const result = await copy.run(`open("${join(root, "dead/file.tif")}");`, { timeoutSeconds: 1 });
      assert.ok(result.ended === "failed");
      assert.equal(result.class, "timeout");
      assert.match(result.reason, /^the run took longer than 1 s; process \d+ does not end after SIGKILL: it waits /);
      await assert.rejects(copy.copy.ready(), CopyLostError);
    } finally {
      await copy.end();
    }
  });
});
