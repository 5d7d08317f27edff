import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { Fleet, processesBelow } from "../chaos/fleet";
import { startProxy } from "../chaos/proxy";
import { Random } from "../chaos/random";
import { environmentFor } from "../helpers/aws-environment";
import { type Passing, startGate } from "../helpers/gate";
import { bundledWorker } from "../helpers/bundled-worker";
import { aJob, WorkerBench } from "../helpers/worker-bench";

/** The shipped worker with engine `command`, as a process of its own. */
describe("a worker process that ends", function () {
  this.timeout(120_000);
  const worker = bundledWorker("dfiji-shutdown-");
  let bench: WorkerBench;
  let fleet: Fleet;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(async () => {
    fleet.kill();
    await bench.stop();
  });

  const start = (more: Record<string, string> = {}): number => {
    const env = {
      ...bench.env({ DFIJI_ENGINE: "command", DFIJI_GRACE_SECONDS: 10 }),
      ...environmentFor(bench.emulator.endpoint),
    };
    const { DFIJI_EXIT_WHEN_EMPTY_SECONDS: _, ...forever } = env as Record<string, string>;
    fleet = new Fleet(worker.bundle, worker.folder, { ...forever, ...more }, false);
    return fleet.start();
  };
  const shell = (name: string, text: string) => {
    const { script: _, ...job } = aJob(name, { engine: "command", command: ["/bin/sh", "-c", text, "sh", "{output}"] });
    return job;
  };
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 1000)
        throw new Error(
          `never: ${what}; the worker said ${fleet.words.join("\n")}; ${JSON.stringify(processesBelow(bench.workDir))}`,
        );
      await sleep(20);
    }
  };
  const heard = (event: string): boolean => fleet.lines.some(({ msg }) => msg === event);
  const states = (): readonly string[] => bench.waiting.map(({ state }) => state).sort();

  it("has what it had not begun back in the queue immediately, long before its run ends, which it lets end", async () => {
    await bench.send(shell("quick", "echo 1 >$1/r"));
    const pid = start();
    await until("the first job is done", () => heard(EVENTS.jobDone)); // from now on one more is prefetched
    await bench.send(shell("slow", "sleep 4; echo 1 >$1/r"), shell("next", "echo 1 >$1/r"));
    await until("one runs and one is prefetched", () => states().join() === "in flight,in flight");
    await until("the slow one runs", () => fleet.lines.filter(({ msg }) => msg === EVENTS.jobStarted).length === 2);
    const toldMs = performance.now();
    fleet.signal(pid, "SIGTERM");
    await until("the other is back", () => states().includes("ready"));
    console.log(`      back after ${(performance.now() - toldMs).toFixed(0)} ms`);
    assert.deepEqual(states(), ["in flight", "ready"]);
    assert.equal(await fleet.ended(pid), 0);
    assert.equal(fleet.lines.filter(({ msg }) => msg === EVENTS.jobDone).length, 2);
    assert.deepEqual(states(), ["ready"]);
  });

  it("begins its grace at a spot notice, once, and a SIGTERM of ECS in that grace does not shorten it", async () => {
    const go = join(bench.root, "go");
    await bench.send(
      shell("slow", `until [ -e ${go} ]; do sleep 0.05; done; echo 1 >$1/r`),
      shell("next", "echo 1 >$1/r"),
    );
    const pid = start({ DFIJI_MACHINE_FILE: join(bench.root, "machine.json"), DFIJI_GRACE_SECONDS: "60" });
    await until("the slow one runs", () => heard(EVENTS.jobStarted));
    await writeFile(join(bench.root, "spot-notice"), '{"action":"terminate"}');
    await until("it finishes", () => fleet.lines.some(({ state }) => state === "finishing"));
    await until("what has not begun is back", () => states().join() === "in flight,ready");
    fleet.signal(pid, "SIGTERM");
    await writeFile(go, "");
    assert.equal(await fleet.ended(pid), 0);
    assert.equal(fleet.lines.filter(({ msg }) => msg === EVENTS.jobDone).length, 1);
    assert.deepEqual(states(), ["ready"]);
  });

  it("has it back while its run continues also when for a moment no request comes through", async () => {
    const proxy = await startProxy(bench.emulator.endpoint, new Random(1));
    try {
      const go = join(bench.root, "go");
      await bench.send(shell("quick", "echo 1 >$1/r"));
      const pid = start({ AWS_ENDPOINT_URL: proxy.endpoint, DFIJI_GRACE_SECONDS: "60" });
      await until("the first job is done", () => heard(EVENTS.jobDone));
      const slow = shell("slow", `until [ -e ${go} ]; do sleep 0.05; done; echo 1 >$1/r`);
      await bench.send(slow, shell("next", "echo 1 >$1/r"));
      await until("the slow one runs", () => fleet.lines.filter(({ msg }) => msg === EVENTS.jobStarted).length === 2);
      await until("the other is prefetched", () => states().join() === "in flight,in flight");
      proxy.faults = { drop: 1 };
      fleet.signal(pid, "SIGTERM");
      await until("it finishes", () => fleet.lines.some(({ state }) => state === "finishing"));
      await until("its first try has failed", () => (proxy.counts["drop"] ?? 0) > 0);
      const againMs = performance.now();
      proxy.faults = {};
      await until("the other is back", () => states().includes("ready"));
      console.log(`      back ${(performance.now() - againMs).toFixed(0)} ms after requests come through again`);
      assert.deepEqual(states(), ["in flight", "ready"]);
      await writeFile(go, "");
      assert.equal(await fleet.ended(pid), 0);
      assert.deepEqual(states(), ["ready"]);
    } finally {
      await proxy.stop();
    }
  });

  it("returns immediately what its last long poll brings, and ends with 0", async () => {
    let polls = false;
    const onRequest = async ({ action }: Passing): Promise<void> =>
      void (polls ||= action?.endsWith("ReceiveMessage") === true);
    const gate = await startGate(bench.emulator.endpoint, onRequest, () => undefined);
    try {
      const pid = start({ DFIJI_POLL_SECONDS: "5", AWS_ENDPOINT_URL: gate.endpoint });
      await until("it polls", () => polls);
      fleet.signal(pid, "SIGTERM");
      await until("it finishes", () => fleet.lines.some(({ state }) => state === "finishing"));
      await bench.send(shell("late", "echo 1 >$1/r"));
      assert.equal(await fleet.ended(pid), 0);
    } finally {
      await gate.stop();
    }
    assert.deepEqual(states(), ["ready"]);
    assert.equal(heard(EVENTS.jobStarted), false);
  });

  it("leaves no child of a child, whatever session that moved to", async () => {
    await bench.send(shell("family", "(setsid sleep 3600 &) ; sleep 3600"));
    const pid = start({ DFIJI_GRACE_SECONDS: "1" });
    const sleeping = () => processesBelow(bench.workDir).filter(({ command }) => command.startsWith("sleep")).length;
    await until("both sleep", () => sleeping() === 2);
    fleet.signal(pid, "SIGTERM");
    assert.equal(await fleet.ended(pid), 0);
    assert.equal(sleeping(), 0);
    assert.deepEqual(states(), ["ready"]);
    assert.deepEqual(await readdir(bench.workDir), []);
  });

  it("killed without a word writes nothing more", async () => {
    await bench.send(shell("writer", "while :; do date +%N >$1/now; done"));
    const pid = start();
    await until("the run has begun", () => heard(EVENTS.jobStarted));
    await until("it writes", () => processesBelow(bench.workDir).length > 0);
    fleet.signal(pid, "SIGKILL");
    await fleet.ended(pid);
    await until("its program is gone", () => processesBelow(bench.workDir).length === 0);
    assert.equal(await bench.marker("writer-00000000"), undefined);
  });

  it("because its queue was deleted says so and ends with 3", async () => {
    const pid = start({ DFIJI_POLL_SECONDS: "1" });
    await until("it takes jobs", () => fleet.lines.some(({ state }) => state === "taking"));
    bench.emulator.deleteQueue(bench.pair.name);
    assert.equal(await fleet.ended(pid), 3);
    assert.match(fleet.words.join("\n"), /job queue cannot be read/);
  });

  it("because its bucket is gone says so, ends with 3, and has taken no message", async () => {
    await bench.send(shell("any", "echo 1 >$1/r"));
    const pid = start({ DFIJI_INPUT_DIR: "", DFIJI_OUTPUT_DIR: "", DFIJI_BUCKET: "nowhere" });
    assert.equal(await fleet.ended(pid), 3);
    assert.match(fleet.words.join("\n"), /s3:\/\/nowhere\S* cannot be used/);
    assert.deepEqual([states(), bench.dead], [["ready"], []]);
  });
});
