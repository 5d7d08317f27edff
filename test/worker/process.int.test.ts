import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Feeder } from "../../cli/local/feeder";
import { EVENTS } from "../../worker/contract/events";
import { scriptKey } from "../../worker/contract/keys";
import { fromWorkerSchema, PARENT_QUEUE } from "../../worker/contract/local-protocol";
import { environmentFor } from "../helpers/aws-environment";
import { aJob, WorkerBench } from "../helpers/worker-bench";

const MAIN = join(__dirname, "../../worker/main.ts");
const ENDLESS = '#@ File(style="directory") output\nwhile (true) { wait(50); }\n';
const WRITES = '#@ File(style="directory") output\nFile.saveString("1,2\\n", output + "/r.csv");\n';

/** A worker as its own process, with real ImageJ. */
describe("a worker process", function () {
  this.timeout(180_000); // the first start builds the Java host
  let bench: WorkerBench;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await bench.stop();
  });

  const job = async (name: string, macro: string) => {
    const sha256 = createHash("sha256").update(macro).digest("hex");
    await bench.outputs.putText(scriptKey("", sha256), macro);
    return aJob(name, { script: { name: "m.ijm", sha256 } });
  };
  const others = () => Promise.all(["B1", "B2", "B3"].map((name) => job(name, WRITES)));
  const start = (more: Record<string, string> = {}, channel: "ipc" | "ignore" = "ignore") => {
    const env = { ...bench.env({ DFIJI_DISPLAY: "none" }), ...environmentFor(bench.emulator.endpoint), ...more };
    const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", MAIN], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      stdio: ["ignore", "pipe", "pipe", channel],
    });
    children.push(child);
    assert.ok(child.stdout && child.stderr);
    const events: { readonly msg: string; readonly name?: string }[] = [];
    const stderr: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line) as { msg: string }));
    createInterface({ input: child.stderr }).on("line", (line) => stderr.push(line));
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    const until = async (event: string): Promise<void> => {
      while (!events.some(({ msg }) => msg === event)) {
        if (child.exitCode !== null) throw new Error(`the worker ended before "${event}":\n${stderr.join("\n")}`);
        await sleep(20);
      }
    };
    return { child, ended, until, stderr, events };
  };

  it("asked to stop by SIGTERM returns its run, ends with 0 and leaves no process and no folder", async () => {
    await bench.send(await job("A1", ENDLESS));
    const worker = start({ DFIJI_GRACE_SECONDS: "0" });
    await worker.until(EVENTS.jobStarted);
    const jvms = await descendants(worker.child.pid ?? 0);
    assert.ok(jvms.length > 0);
    worker.child.kill("SIGTERM");
    assert.equal(await worker.ended, 0, worker.stderr.join("\n"));
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["ready"],
    );
    await gone(jvms);
    assert.deepEqual(await readdir(bench.workDir), []);
  });

  it("killed without a word loses no job: its JVM ends by itself, and the next worker cleans up after it", async () => {
    await bench.send(await job("A1", ENDLESS));
    const worker = start();
    await worker.until(EVENTS.jobStarted);
    const jvms = await descendants(worker.child.pid ?? 0);
    worker.child.kill("SIGKILL");
    await worker.ended;
    await gone(jvms);
    assert.deepEqual(
      bench.waiting.map(({ state }) => state),
      ["in flight"],
    );
    assert.equal((await readdir(bench.workDir)).length, 1);
    await bench.send(await job("A2", WRITES));
    const next = start();
    assert.equal(await next.ended, 0, next.stderr.join("\n"));
    assert.deepEqual(
      (await bench.marker("A2-00000000"))?.outputs.map(({ key }) => key),
      ["A2/r.csv"],
    );
    assert.equal(await bench.marker("A1-00000000"), undefined);
    assert.deepEqual(await readdir(bench.workDir), []);
  });

  it("on the queue of a parent that is gone ends its run and itself, and leaves no process and no folder", async () => {
    const endless = await job("A1", ENDLESS);
    const none = (): void => undefined;
    const jobs = (async function* () {
      yield endless;
    })();
    const feeder = new Feeder({ jobs, onDrained: none, onDead: none, onReopened: none });
    const worker = start({ DFIJI_QUEUE: PARENT_QUEUE, DFIJI_DEAD_LETTER_QUEUE: PARENT_QUEUE }, "ipc");
    worker.child.on("message", (raw) => {
      const message = fromWorkerSchema.parse(raw);
      if (!("call" in message)) return;
      void feeder.answer(message.call).then((answer) => worker.child.send({ id: message.id, answer }, none));
    });
    await worker.until(EVENTS.jobStarted);
    const jvms = await descendants(worker.child.pid ?? 0);
    assert.ok(jvms.length > 0);
    worker.child.disconnect();
    assert.equal(await worker.ended, 0, worker.stderr.join("\n"));
    await gone(jvms);
    assert.deepEqual(await readdir(bench.workDir), []);
    assert.equal(await bench.marker("A1-00000000"), undefined);
    feeder.stop();
  });

  it("on the queue of its parent, started without a parent, says so in one line and ends with 3", async () => {
    const worker = start({ DFIJI_QUEUE: PARENT_QUEUE });
    assert.equal(await worker.ended, 3);
    assert.deepEqual(worker.stderr, [
      'worker: DFIJI_QUEUE is "ipc:": this process has no IPC channel to a parent; `dfiji local` sets it',
    ]);
  });

  it("whose engine no longer starts, although runs succeeded before, ends with 3 and the reason and burns nothing", async () => {
    const home = join(bench.root, "java");
    const broken = join(bench.root, "broken");
    await mkdir(join(home, "bin"), { recursive: true });
    const java = `#!/bin/sh\n[ -e ${broken} ] && { echo "no room for the heap" >&2; exit 1; }\nexec java "$@"\n`;
    await writeFile(join(home, "bin", "java"), java, { mode: 0o755 });
    await bench.send(await job("A1", WRITES));
    const worker = start({ DFIJI_EXIT_WHEN_EMPTY_SECONDS: "60", JAVA_HOME: home });
    await worker.until(EVENTS.jobDone);
    await writeFile(broken, "");
    await bench.send(
      await job("A2", 'String.copy("a clipboard needs a new JVM"); exit("failed");'),
      ...(await others()),
    );
    assert.equal(await worker.ended, 3);
    assert.match(
      worker.stderr.join("\n"),
      /copy 0 does not start: the JVM with ImageJ did not start: no room for the heap/,
    );
    assert.equal(worker.stderr.length, 1, worker.stderr.join("\n"));
    const ran = worker.events.filter(({ msg }) => msg === EVENTS.jobStarted).map(({ name }) => name);
    assert.deepEqual(ran, ["A1", "A2"]);
    assert.deepEqual([bench.waiting.length, bench.dead], [4, []]);
    assert.equal(bench.waiting.filter(({ state }) => state === "ready").length, 3);
    assert.deepEqual(
      (await bench.attempts()).map(({ name, class: failure }) => [name, failure]),
      [["A2", "script-error"]],
    );
  });

  it("with a wrong environment says everything that is wrong in one line and ends with 3", async () => {
    const worker = start({ DFIJI_QUEUE: "", DFIJI_LEASE_SECONDS: "5" });
    assert.equal(await worker.ended, 3);
    assert.equal(worker.stderr.length, 1);
    assert.match(worker.stderr[0] ?? "", /DFIJI_QUEUE is not set; DFIJI_LEASE_SECONDS is "5"/);
  });

  it("without its queue says so in one line and ends with 3", async () => {
    const worker = start({ DFIJI_QUEUE: "nowhere" });
    assert.equal(await worker.ended, 3);
    assert.equal(worker.stderr.length, 1);
    assert.match(worker.stderr[0] ?? "", /QueueDoesNotExist/);
  });
});

/** Ids of all processes below this one (Linux). */
async function descendants(pid: number): Promise<readonly number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8"))
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** Resolves when none of these processes is left. */
async function gone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) while (existsSync(`/proc/${pid}/exe`) && (await isRunning(pid))) await sleep(20);
}

/** A process that has ended and waits for init to take note is gone. */
const isRunning = async (pid: number): Promise<boolean> =>
  !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, "utf8").catch(() => "State:\tZ"));
