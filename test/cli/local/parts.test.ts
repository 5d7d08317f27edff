import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, utimes, writeFile, mkdir } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { type CliError } from "../../../cli/shared/exit";
import { requireJava } from "../../../cli/local/java";
import { lockFolder } from "../../../cli/bookkeeping/output-lock";
import { ownIdentity } from "../../../worker/host/alive";
import { sizeLocalRun } from "../../../cli/local/sizing";
import { StopRule } from "../../../cli/local/stop-rule";

describe("the lock of an output folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-lock-"));
    await mkdir(join(folder, ".dfiji"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const lockPath = () => join(folder, ".dfiji", "lock");
  const leaveLock = (pid: number, host = hostname()) =>
    writeFile(lockPath(), JSON.stringify({ pid, host, startedAt: "2026-01-02T03:04:05Z" }));

  it("refuses a second holder, tells who has it, and is free after release", async () => {
    const lock = await lockFolder(folder);
    await assert.rejects(lockFolder(folder), (error: CliError) => {
      assert.equal(error.exitCode, 3);
      assert.match(error.message, new RegExp(`process ${process.pid} `));
      return true;
    });
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it("takes over the lock of a process that is gone", async () => {
    await leaveLock(2 ** 22 + 1);
    const lock = await lockFolder(folder);
    assert.match(await readFile(lockPath(), "utf8"), new RegExp(`"pid":${process.pid}`));
    await lock.release();
  });

  it("does not take over a lock of another computer, or one that it cannot read", async () => {
    await leaveLock(2 ** 22 + 1, "another-computer");
    await assert.rejects(lockFolder(folder), /on another-computer/);
    await writeFile(lockPath(), "?");
    await assert.rejects(lockFolder(folder), /another run is writing/);
  });

  const leave = async (lock: object | string, ageSeconds: number): Promise<void> => {
    await writeFile(lockPath(), typeof lock === "string" ? lock : JSON.stringify(lock));
    const time = new Date(Date.now() - ageSeconds * 1000);
    await utimes(lockPath(), time, time);
  };
  const beats = true;
  const LEFT: readonly [what: string, lock: () => Promise<object | string>, ageSeconds: number, taken: boolean][] = [
    ["this process", async () => ({ ...(await ownIdentity()), beats }), 9999, false],
    ["a process whose id was used again", async () => ({ ...(await ownIdentity()), started: "1", beats }), 0, true],
    ["a container that is gone", async () => ({ ...(await ownIdentity()), namespace: "pid:[1]", beats }), 200, true],
    ["a container that may live", async () => ({ ...(await ownIdentity()), namespace: "pid:[1]", beats }), 100, false],
    [
      "this computer before it was started again",
      async () => ({ ...(await ownIdentity()), boot: "b", beats }),
      200,
      true,
    ],
    ["another computer that is gone", async () => ({ pid: 1, host: "other", boot: "b", beats }), 200, true],
    ["another computer that may live", async () => ({ pid: 1, host: "other", boot: "b", beats }), 100, false],
    ["another computer by an earlier version", async () => ({ pid: 1, host: "other" }), 80_000, false],
    ["another computer by an earlier version", async () => ({ pid: 1, host: "other" }), 90_000, true],
    ["this computer by an earlier version", async () => ({ pid: process.pid, host: hostname() }), 90_000, false],
    [
      "this computer under an earlier name",
      async () => ({ ...(await ownIdentity()), host: "old", beats }),
      9999,
      false,
    ],
    ["a run that lost its power: empty", async () => "", 200, true],
    ["a run that lost its power: cut", async () => '{"pid":12,"ho', 200, true],
    ["a run that is just beginning: empty", async () => "", 0, false],
  ];
  for (const [what, lock, ageSeconds, taken] of LEFT) {
    it(`${taken ? "takes over" : "refuses"} the lock of ${what}, ${ageSeconds} s after its last sign of life`, async () => {
      await leave(await lock(), ageSeconds);
      if (taken) await (await lockFolder(folder)).release();
      else await assert.rejects(lockFolder(folder), /another run is writing to this output folder/);
    });
  }

  it("refuses a day-old lock of an earlier version of another computer whose progress is newer", async () => {
    await leave({ pid: 1, host: "other" }, 90_000);
    await writeFile(join(folder, ".dfiji/progress.json"), "{}");
    await assert.rejects(lockFolder(folder), /another run is writing to this output folder/);
  });

  it("leaves a lock alone that is not its own any more", async () => {
    const lock = await lockFolder(folder);
    await leaveLock(1);
    await lock.release();
    assert.match(await readFile(lockPath(), "utf8"), /"pid":1,/);
  });
});

describe("size of a local run", () => {
  const PLAIN = { engine: "imagej", display: "none" };

  it("takes a copy per core and three quarters of the memory", () => {
    assert.deepEqual(sizeLocalRun({ memoryMiB: 16_000, cores: 4 }, PLAIN), {
      copies: 4,
      memoryMiB: 12_000,
      heapMiB: 7200,
    });
  });

  it("starts fewer copies than asked for where memory is short, and says so", () => {
    const { copies, note } = sizeLocalRun({ memoryMiB: 4000, cores: 8 }, PLAIN);
    assert.equal(copies, 2);
    assert.match(note ?? "", /2 of 8 engine processes fit .*812 MiB of the 70 % of 3000 MiB/);
  });

  it("keeps 200 MiB for the display of each copy", () => {
    const display = { engine: "imagej", display: "auto" };
    assert.deepEqual(sizeLocalRun({ memoryMiB: 16_000, cores: 4 }, display), {
      copies: 4,
      memoryMiB: 12_000,
      heapMiB: 6400,
    });
    assert.match(
      sizeLocalRun({ memoryMiB: 3000, cores: 8 }, display).note ?? "",
      /1 of 8 engine processes fit .*1012 MiB/,
    );
  });

  it("starts none where not even one fits", () => {
    assert.equal(sizeLocalRun({ memoryMiB: 1000, cores: 2 }, PLAIN).copies, 0);
  });

  it("takes a copy per core for engine command, whose programs have no heap", () => {
    const command = { engine: "command", display: "none" };
    assert.deepEqual(sizeLocalRun({ memoryMiB: 1000, cores: 4 }, command), { copies: 4, memoryMiB: 750, heapMiB: 0 });
    assert.equal(sizeLocalRun({ memoryMiB: 4000, cores: 16 }, command).copies, 16);
  });

  it("obeys what was asked for", () => {
    assert.equal(sizeLocalRun({ memoryMiB: 64_000, cores: 16 }, PLAIN, { copies: 3 }).copies, 3);
    assert.equal(sizeLocalRun({ memoryMiB: 64_000, cores: 16 }, PLAIN, { memoryMiB: 2000 }).memoryMiB, 2000);
  });
});

describe("the stop rule", () => {
  it("gives up at the tenth failure of one class, not at ten of two classes", () => {
    const rule = new StopRule();
    for (let i = 0; i < 9; i++) {
      assert.equal(rule.failure("script-error"), undefined);
      assert.equal(rule.failure("timeout"), undefined);
    }
    assert.equal(rule.failure("timeout"), "timeout");
  });

  it("does not count damaged inputs: the others may be whole", () => {
    const rule = new StopRule();
    for (let i = 0; i < 100; i++) assert.equal(rule.failure("input-damaged"), undefined);
    for (let i = 0; i < 9; i++) assert.equal(rule.failure("script-error"), undefined);
    assert.equal(rule.failure("script-error"), "script-error");
  });

  it("never gives up after one success", () => {
    const rule = new StopRule();
    rule.success();
    for (let i = 0; i < 100; i++) assert.equal(rule.failure("no-output"), undefined);
  });
});

describe("looking for Java", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-java-"));
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin", "java"), `#!/bin/sh\necho 'openjdk version "1.8.0_402"' >&2\n`, {
      mode: 0o755,
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const BROKEN: readonly [what: string, printed: string, said: RegExp][] = [
    [
      "cannot reserve its heap",
      "Error occurred during initialization of VM\nCould not reserve enough space for 8388608KB object heap",
      /initialization of VM: Could not reserve enough space for 8388608KB object heap/,
    ],
    [
      "cannot map its classes",
      "#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# An error report file is",
      /: There is insufficient memory for the Java Runtime Environment to continue\.$/m,
    ],
    ["has an option that it does not know", "Unrecognized VM option 'x'", /Unrecognized VM option 'x'/],
    [
      "cannot create its VM",
      "Error: Could not create the Java Virtual Machine.",
      /Could not create the Java Virtual Machine/,
    ],
    ["cannot make threads", "OpenJDK 64-Bit Server VM warning: Failed to start thread", /Failed to start thread/],
  ];
  for (const [what, printed, said] of BROKEN) {
    it(`says of one that ${what} that it does not start, and not that there is none`, async () => {
      const home = await mkdtemp(join(tmpdir(), "dfiji-java-"));
      await mkdir(join(home, "bin"));
      await writeFile(join(home, "bin/java"), `#!/bin/sh\necho "${printed}" >&2\nexit 1\n`, { mode: 0o755 });
      await assert.rejects(requireJava({ JAVA_HOME: home, PATH: "/no/such" }), (error: CliError) => {
        assert.deepEqual([error.exitCode, error.message], [3, "Java does not start"]);
        assert.match(error.details.join("\n"), said);
        assert.match(error.details.join("\n"), /ulimit -v/);
        return true;
      });
      await rm(home, { recursive: true });
    });
  }

  it("names the version that is needed, what was found and where it looked: exit 3", async () => {
    await assert.rejects(requireJava({ JAVA_HOME: folder, PATH: "/no/such" }), (error: CliError) => {
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /Java 17 or newer is needed/);
      const details = error.details.join("\n");
      assert.match(details, /Java 8, too old/);
      assert.ok(details.includes(`JAVA_HOME (${folder})`) && details.includes("PATH (/no/such)"), details);
      return true;
    });
  });
});
