import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CopySettings, EngineStartError } from "../../../../worker/engines/engine";
import { WarmCopy } from "../../../../worker/engines/warm/copy";
import { isAlive } from "../../../helpers/alive";
import { openCopyOf, type TestCopy } from "../../../helpers/engine-copy";
import { answering, standInHost } from "../../../helpers/stand-in-host";

describe("a warm process is replaced", function () {
  this.timeout(60_000);
  let copy: TestCopy | undefined;
  afterEach(async () => {
    await copy?.end();
    copy = undefined;
  });
  const open = async (settings: Partial<CopySettings> = {}, program?: string): Promise<TestCopy> =>
    (copy = await openCopyOf({ open: async (full) => new WarmCopy(standInHost(program), full) }, settings));
  const run = (one: TestCopy, argument = answering()) => one.run("", { argument, command: ["none"] });

  it("after so many jobs, and the new one counts from the start", async () => {
    const one = await open({ jobsPerProcess: 3 });
    const pids: (number | undefined)[] = [];
    for (let job = 0; job < 7; job++) {
      await one.copy.ready();
      pids.push(one.copy.pid);
      assert.equal((await run(one)).ended, "well");
    }
    assert.equal(new Set(pids.slice(0, 3)).size, 1);
    assert.equal(new Set(pids.slice(3, 6)).size, 1);
    assert.equal(new Set(pids).size, 3);
    assert.deepEqual(one.recycled, ["3 jobs", "3 jobs"]);
  });

  it("when more than 60 % of its heap is still in use after a job, not at 60 %", async () => {
    const one = await open({ heapMiB: 500 });
    await run(one, answering({ liveMiB: 300 }));
    assert.deepEqual(one.recycled, []);
    await run(one, answering({ liveMiB: 301 }));
    assert.deepEqual(one.recycled, ["301 of 500 MiB heap still in use"]);
    assert.equal((await run(one)).ended, "well");
  });

  it("when a job left threads over, whose names are reported, and is dead before the run resolves", async () => {
    const one = await open();
    await one.copy.ready();
    const { pid = 0 } = one.copy;
    assert.equal((await run(one, answering({ leftOver: ["saver", "timer-1"] }))).ended, "well");
    assert.throws(() => process.kill(pid, 0));
    assert.deepEqual(one.recycled, ["threads left over: saver, timer-1"]);
  });

  it("after a failure", async () => {
    const one = await open();
    const failed = await run(one, answering({ reason: "no such image", line: 4 }));
    assert.ok(failed.ended === "failed" && failed.class === "script-error" && failed.line === 4);
    assert.deepEqual(one.recycled, ["after a failure"]);
    assert.equal((await run(one)).ended, "well");
  });

  it("not after a job that it refused before anything of it ran", async () => {
    const one = await open();
    await one.copy.ready();
    const { pid } = one.copy;
    const failed = await run(one, answering({ reason: 'parameter "n" is not given', refused: true }));
    assert.equal(failed.ended, "failed");
    assert.equal(one.copy.pid, pid);
    assert.deepEqual(one.recycled, []);
    await run(one, answering({ reason: "no such image", refused: false }));
    assert.deepEqual(one.recycled, ["after a failure"]);
  });

  it("not after an error of a script of which nothing is left, but after a limit or a full heap", async () => {
    const one = await open();
    await one.copy.ready();
    const { pid } = one.copy;
    const failed = await run(one, answering({ reason: "no such image", reset: true }));
    assert.ok(failed.ended === "failed" && failed.class === "script-error");
    assert.equal(one.copy.pid, pid);
    assert.deepEqual(one.recycled, []);
    await run(one, answering({ reason: "no such image", reset: true, leftOver: ["saver"] }));
    for (const worse of [{ timeout: true }, { outOfMemory: true }, { aborted: true }]) {
      await run(one, answering({ reason: "open() took too long", reset: true, ...worse }));
    }
    const after = "after a failure";
    assert.deepEqual(one.recycled, ["threads left over: saver", after, after, after]);
  });

  it("and its folder goes with it", async () => {
    const one = await open({ jobsPerProcess: 1 });
    for (let job = 0; job < 3; job++) await run(one);
    await one.copy.ready();
    const kept = (await readdir(one.folder)).filter((name) => name.startsWith(".jvm-"));
    assert.equal(kept.length, 1);
  });
});

describe("a process that does not start", function () {
  this.timeout(60_000);

  it("is tried three times; ready rejects with its last words, and the next ready tries again", async () => {
    const copy = await openCopyOf(
      {
        open: async (full) => new WarmCopy(standInHost('console.error("no room for the heap"); process.exit(1)'), full),
      },
      {},
    );
    try {
      for (let round = 0; round < 2; round++) {
        await assert.rejects(copy.copy.ready(), (error: unknown) => {
          assert.ok(error instanceof EngineStartError);
          assert.match(error.message, /a stand-in did not start: no room for the heap/);
          return true;
        });
      }
      assert.deepEqual(
        (await readdir(copy.folder)).filter((name) => name.startsWith(".jvm-")),
        [],
      );
    } finally {
      await copy.end();
    }
  });

  it("is dead immediately when the copy is stopped while it starts, and is not tried again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-starts-"));
    try {
      const file = join(folder, "pids");
      const program = `require("node:fs").appendFileSync(${JSON.stringify(file)}, process.pid + "\\n"); setInterval(() => 0, 9999)`;
      const copy = await openCopyOf({ open: async (full) => new WarmCopy(standInHost(program), full) }, {});
      while (!existsSync(file)) await sleep(20);
      await copy.end(); // it would say nothing for two minutes
      const pids = (await readFile(file, "utf8")).trim().split("\n").map(Number);
      assert.equal(pids.length, 1);
      assert.ok(!isAlive(pids[0] ?? 0));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("tells how it ended when it said nothing", async () => {
    for (const [program, how] of [
      ["process.kill(process.pid, 'SIGKILL')", "it was killed from outside (SIGKILL)"],
      ["process.exit(7)", "it ended with status 7"],
    ] as const) {
      const copy = await openCopyOf({ open: async (full) => new WarmCopy(standInHost(program), full) }, {});
      await assert.rejects(copy.copy.ready(), { message: `the JVM with a stand-in did not start: ${how}` });
      await copy.end();
    }
  });
});
