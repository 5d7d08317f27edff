import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { EVENTS } from "../../worker/contract/events";
import { scriptKey } from "../../worker/contract/keys";
import { findOrBuildHost } from "../../worker/engines/imagej/build-jars";
import { findJava } from "../../worker/engines/java/find-java";
import { Fleet } from "../chaos/fleet";
import { environmentFor } from "../helpers/aws-environment";
import { bundledWorker } from "../helpers/bundled-worker";
import { memoryGroup, type MemoryGroup } from "../helpers/memory-group";
import { aJob, WorkerBench } from "../helpers/worker-bench";

const LIMIT_MIB = 300;
const EATS = `python3 -c "x = b'x' * (2 * 10**9)"`;

/** The shipped worker as a process of its own, and the kernel's own kills. */
describe("a worker whose jobs need too much memory", function () {
  this.timeout(240_000); // the first start builds the Java host
  const worker = bundledWorker("dfiji-memory-");
  let bench: WorkerBench;
  let fleet: Fleet | undefined;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(async () => {
    fleet?.kill();
    await bench.stop();
  });

  const start = (more: Record<string, string>): number => {
    const env = { ...bench.env({ DFIJI_MAX_ATTEMPTS: 1, DFIJI_DISPLAY: "none" }), ...more };
    fleet = new Fleet(worker.bundle, worker.folder, { ...env, ...environmentFor(bench.emulator.endpoint) }, false);
    return fleet.start();
  };
  /** The record of the only attempt; the worker has ended well and the job is in the dead-letter queue. */
  const record = async (pid: number) => {
    assert.equal(await fleet?.ended(pid), 0, fleet?.words.join("\n"));
    const [attempt, ...others] = await bench.attempts();
    assert.deepEqual([others, bench.waiting, bench.dead.length], [[], [], 1]);
    const { class: failure, reason = "", advice = "", peakMemoryMiB = 0, counted } = attempt ?? {};
    console.log(`      ${reason}; ${advice}`);
    assert.deepEqual([failure, counted], ["out-of-memory", true]);
    return { reason, advice, peakMemoryMiB };
  };
  const shell = (text: string) => {
    const { script: _, ...job } = aJob("A1", { engine: "command", command: ["/bin/sh", "-c", text] });
    return job;
  };
  const macro = async (text: string, name = "A1") => {
    const sha256 = createHash("sha256").update(text).digest("hex");
    await bench.outputs.putText(scriptKey("", sha256), text);
    return aJob(name, { script: { name: "m.ijm", sha256 } });
  };
  const imagej = async (memory: string) => {
    const host = await findOrBuildHost(await findJava(process.env), process.env);
    return { DFIJI_ENGINE: "imagej", DFIJI_IMAGEJ_DIR: host, MEMORY: memory };
  };

  describe(`in a control group of ${LIMIT_MIB} MiB`, () => {
    let group: MemoryGroup;
    beforeEach(function () {
      const made = memoryGroup(LIMIT_MIB);
      if (made === undefined) return this.skip();
      group = made;
    });
    afterEach(async () => {
      await fleet?.end();
      await group?.remove();
    });
    const startInGroup = (more: Record<string, string>): number => {
      const pid = start(more);
      group.add(pid);
      return pid;
    };

    for (const [title, text, who] of [
      ["the kernel kills", `exec ${EATS}`, "sh"],
      ["of which the kernel kills one process, and that ends with its 137", `${EATS}; exit $?`, "sh"],
      [
        "of which the kernel kills one process, and that says so in its own words",
        `${EATS} || exit 1`,
        "a process of sh",
      ],
    ] as const) {
      it(`calls a program ${title} out-of-memory, with limit, peak and the size to ask for`, async () => {
        await bench.send(shell(text));
        const { reason, advice, peakMemoryMiB } = await record(
          startInGroup({ DFIJI_ENGINE: "command", MEMORY: "2048" }),
        );
        assert.ok(
          reason.startsWith(`the kernel killed ${who}: the memory limit of ${LIMIT_MIB} MiB was reached`),
          reason,
        );
        assert.equal(peakMemoryMiB, LIMIT_MIB);
        assert.match(
          advice,
          /one job can have all 2048 MiB \(peak 300 MiB\): give all copies together 3072 MiB instead of 2048/,
        );
      });
    }

    it("calls a JVM that the kernel kills out-of-memory, continues in a new one, and does the next job", async () => {
      const writes = '#@ File(style="directory") output\nFile.saveString("1", output + "/r.csv");';
      await bench.send(await macro('newImage("a", "32-bit random", 20000, 20000, 1);'), await macro(writes, "A2"));
      const { reason, advice, peakMemoryMiB } = await record(startInGroup(await imagej("8192")));
      assert.equal(reason, `the kernel killed the JVM: the memory limit of ${LIMIT_MIB} MiB was reached`);
      assert.equal(peakMemoryMiB, LIMIT_MIB);
      assert.match(
        advice,
        /one job can have 5434 MiB of heap \(peak 300 MiB\): give all copies together \d+ MiB instead of 8192/,
      );
      assert.ok(fleet?.lines.some(({ msg, reason: why }) => msg === EVENTS.copyRecycled && why === "after a failure"));
      assert.equal((await bench.marker("A2-00000000"))?.receiveCount, 1);
    });
  });

  it("calls an OutOfMemoryError of a macro what it is, with peak and the size to ask for", async () => {
    await bench.send(await macro('for (i = 0; i < 100; i++) newImage("a" + i, "32-bit black", 5000, 5000, 1);'));
    const { reason, advice, peakMemoryMiB } = await record(start(await imagej("1300")));
    assert.match(reason, /memory/i);
    assert.ok(peakMemoryMiB >= 610, String(peakMemoryMiB));
    assert.match(
      advice,
      /one job can have 610 MiB of heap \(peak \d+ MiB\): give all copies together \d+ MiB instead of 1300/,
    );
  });

  it("stops one of two programs that together need too much, and runs it again alone: both are done", async () => {
    const fills = `python3 -c "import time; x = b'x' * (480 * 2**20); time.sleep(4)" && echo 1 > output/r.csv`;
    const { script: _, ...other } = aJob("A2", { engine: "command", command: ["/bin/sh", "-c", fills] });
    await bench.send(shell(fills), other);
    // 80 % are room for two that need 300 MiB as far as is known; 90 % are less than they take, and more than one does
    const pid = start({ DFIJI_ENGINE: "command", MEMORY: "1000", DOCKER_CORES: "2" });
    assert.equal(await fleet?.ended(pid), 0, fleet?.words.join("\n"));
    const [attempt, ...others] = await bench.attempts();
    assert.deepEqual([attempt?.class, attempt?.counted, others, bench.dead], ["memory-shared", false, [], []]);
    assert.match(attempt?.reason ?? "", /^\d+ of the 1000 MiB of all copies were used, \d+ by this run/);
    const counts = [
      (await bench.marker("A1-00000000"))?.receiveCount,
      (await bench.marker("A2-00000000"))?.receiveCount,
    ];
    assert.deepEqual(counts.toSorted(), [1, 2]);
  });

  it("calls a program that somebody else kills killed: it is tried again", async () => {
    await bench.send(shell("kill -9 $$"));
    const pid = start({ DFIJI_ENGINE: "command", MEMORY: "2048" });
    const ended = fleet?.ended(pid); // it may end by itself before the signal: nothing waits but what was released
    while (!(fleet?.lines.some(({ msg }) => msg === EVENTS.jobReleased) ?? false)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [attempt] = await bench.attempts();
    assert.deepEqual([attempt?.class, attempt?.counted], ["killed", false]);
    assert.deepEqual([bench.waiting.length, bench.dead], [1, []]);
    fleet?.signal(pid, "SIGTERM");
    assert.equal(await ended, 0);
  });
});
