import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../../../cli/shared/exit";
import { runDrain, type DrainRequest } from "../../../cli/local/run-drain";
import { type Reporter } from "../../../cli/progress/reporter";
import { type FailedJob } from "../../../cli/progress/run-state";
import { type Job } from "../../../worker/contract/job";
import { isAlive } from "../../helpers/alive";

/** The worker's end of the channel; what a test adds decides what becomes of the jobs. */
const WORKER = `
let last = 0;
const waiting = new Map();
process.on("message", ({ id, answer }) => waiting.get(id)(answer));
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
const ask = (call) => new Promise((resolve) => (waiting.set(++last, resolve), process.send({ id: last, call })));
const tell = (event, data) => process.send({ event: { event, ...data } });
const receive = async (max = 1) => {
  const { messages } = await ask({ call: "receive", max, waitSeconds: 3600, leaseSeconds: 30 });
  return messages.map(({ body, ...message }) => ({ ...message, job: JSON.parse(body) }));
};
const eachJob = async (run) => {
  for (;;) for (const { job, receiptHandle: handle, receiveCount } of await receive()) await run(job, handle, receiveCount);
};
const done = async ({ jobId }, handle) => {
  tell("job started", { jobId, copy: 0 });
  await ask({ call: "remove", handle });
  tell("job done", { jobId });
};
tell("copy ready", { copy: 0 });
`;
const WRITES_PID = `require("node:fs").writeFileSync(process.env.PID_FILE, String(process.pid));`;

const jobNumber = (number: number): Job => ({
  v: 1,
  jobId: `j${number}-00000000`,
  name: `j${number}`,
  submission: "s",
  engine: "command",
  command: ["true"],
  group: {},
  parameters: {},
  input: [],
  output: `j${number}/`,
  root: "",
});

async function* jobs(count: number): AsyncGenerator<Job> {
  for (let number = 0; number < count; number++) yield jobNumber(number);
}

class Notes implements Reporter {
  readonly notes: string[] = [];
  readonly names: string[] = [];
  onStarted = (): void => undefined;
  started({ name }: { readonly name: string }): void {
    this.names.push(`started ${name}`);
    this.onStarted();
  }
  done({ name }: { readonly name: string }): void {
    this.names.push(`done ${name}`);
  }
  failed({ name }: FailedJob): void {
    this.names.push(`failed ${name}`);
  }
  note(text: string): void {
    this.notes.push(text);
  }
  update(): void {}
  close(): void {}
}

describe("a run and its worker", () => {
  let folder: string;
  let reporter: Notes;
  let ctrlC: AbortController;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "dfiji-drain-"))));
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    reporter = new Notes();
    ctrlC = new AbortController();
    await writeFile(join(folder, "worker.log"), "");
  });

  const run = (worker: string, total: number, more: Partial<DrainRequest> = {}) =>
    runDrain({
      jobs: jobs(total),
      total,
      environment: { PATH: process.env["PATH"], PID_FILE: join(folder, "pid") },
      workerLog: join(folder, "worker.log"),
      worker: [process.execPath, "-e", WORKER + worker],
      keepGoing: false,
      interrupt: { gentle: ctrlC.signal, now: new AbortController().signal, dispose: () => undefined },
      reporter,
      logOf: ({ jobId }) => `${jobId}.log`,
      graceSeconds: 5,
      ...more,
    });

  it("counts what the worker did, in the worker's order, and ends by itself", async () => {
    const { state, stopped } = await run("eachJob(done);", 3);
    assert.deepEqual([state.done, state.failed, stopped, state.running], [3, 0, undefined, []]);
    assert.deepEqual(
      reporter.names,
      ["j0", "j1", "j2"].flatMap((name) => [`started ${name}`, `done ${name}`]),
    );
  });

  it("reports a job by its name that left the queue without an end, and does not wait for it", async () => {
    const worker = `eachJob((job, handle) => (job.name === "j1" ? ask({ call: "remove", handle }) : done(job, handle)));`;
    const { state, stopped } = await run(worker, 3);
    assert.deepEqual([state.done, state.failed, stopped], [2, 1, undefined]);
    const [lost] = state.failures;
    assert.deepEqual([lost?.name, lost?.class, lost?.log], ["j1", "lost", "j1-00000000.log"]);
    assert.match(lost?.reason ?? "", /left the queue, and the worker did not report what became of it/);
    assert.deepEqual(reporter.names.at(-1), "failed j1");
  });

  it("shows the first job that finds no room, what to free, and ends with 3 when none runs and none fits", async () => {
    const worker = `eachJob(({ jobId }, handle) => {
      tell("job released", { jobId, class: "disk-full", reason: "40 MiB are free", advice: "free at least 60 MiB more" });
      return ask({ call: "release", handle, delaySeconds: 0 });
    });`;
    const { state, stopped, exitCode } = await run(worker, 2);
    const text = "disk-full: 40 MiB are free; free at least 60 MiB more";
    assert.deepEqual([state.done, state.failed, state.trouble, exitCode], [0, 0, text, 3]);
    assert.equal(stopped, `no job runs and none fits on the disk (${text})`);
    assert.deepEqual(
      reporter.notes.filter((note) => note.startsWith("disk-full")),
      [`${text}. Jobs wait for room and are tried again.`],
    );
  });

  it("reports a job as lost that comes back to the queue again and again", async () => {
    const worker = `let times = 0;
      eachJob((job, handle, receiveCount) => {
        if (job.name === "j1") return done(job, handle);
        times = receiveCount;
        console.error("receive " + times);
        return ask({ call: "release", handle, delaySeconds: 0 });
      });`;
    const { state } = await run(worker, 2);
    assert.deepEqual(
      [state.done, state.failures.map(({ name, class: failure }) => [name, failure])],
      [1, [["j0", "lost"]]],
    );
    const log = await readFile(join(folder, "worker.log"), "utf8");
    assert.match(log, /receive 100\n/);
    assert.doesNotMatch(log, /receive 101\n/);
  });

  it("takes class, reason and line of a failure from the worker's event, and counts it once", async () => {
    const worker = `eachJob(async ({ jobId }, handle) => {
        const why = { class: "script-error", reason: "undefined variable" };
        tell("job failed", { jobId, ...why, line: 12, final: true });
        await ask({ call: "deadLetter", handle, ...why });
      });`;
    const { state } = await run(worker, 2);
    assert.deepEqual(
      state.failures.map(({ name, reason, line }) => [name, reason, line]),
      [
        ["j0", "undefined variable", 12],
        ["j1", "undefined variable", 12],
      ],
    );
    assert.equal(state.failed, 2);
  });

  it("gives a job of a worker that dies to the next one, and says so", async () => {
    const worker = `eachJob((job, handle, receiveCount) => {
        tell("job started", { jobId: job.jobId, copy: 0 });
        if (receiveCount === 1 && job.name === "j1") process.kill(process.pid, "SIGKILL");
        return done(job, handle);
      });`;
    const { state } = await run(worker, 3);
    assert.deepEqual([state.done, state.failed], [3, 0]);
    assert.equal(reporter.notes.filter((note) => /the worker ended \(signal SIGKILL\)/.test(note)).length, 1);
  });

  it("stops at a worker that does not understand its messages, and names the job", async () => {
    const worker = `eachJob(async (job, handle) => {
        tell("bad message", { problems: ["v is 2", "no name"] });
        await ask({ call: "deadLetter", handle, class: "bad-message", reason: "v is 2; no name" });
      });`;
    const { state, stopped } = await run(worker, 3);
    assert.match(stopped ?? "", /does not understand its messages: v is 2; no name/);
    assert.deepEqual(
      state.failures.map(({ name, class: failure }) => [name, failure]),
      [["j0", "bad-message"]],
    );
  });

  it("stops at the tenth failure of one class, and takes no further job from the plan", async () => {
    const worker = `eachJob(async ({ jobId }, handle) => {
        const why = { class: "no-output", reason: "no file" };
        tell("job failed", { jobId, ...why, final: true });
        await ask({ call: "deadLetter", handle, ...why });
      });`;
    let made = 0;
    const counted = async function* (): AsyncGenerator<Job> {
      for await (const job of jobs(500)) {
        made++;
        yield job;
      }
    };
    const { state, stopped } = await run(worker, 500, { jobs: counted() });
    assert.match(stopped ?? "", /the first 10 failures were all "no-output"/);
    assert.equal(state.failed, 10);
    assert.ok(made <= 11, `${made} jobs were made`);
  });

  it("counts a job as not done whose result the worker took back after all had ended", async () => {
    const worker = `process.removeAllListeners("SIGTERM");
      process.on("SIGTERM", () => undefined);
      receive().then(async ([{ job, receiptHandle }]) => {
        await done(job, receiptHandle);
        await receive(); // the queue is drained
        await ask({ call: "requeue", body: JSON.stringify(job) });
        process.exit(0);
      });`;
    const { state } = await run(worker, 1);
    assert.deepEqual([state.done, state.failed, state.total], [0, 0, 1]);
  });

  for (const [title, message] of [
    ["an unknown call", `{ id: 1, call: { call: "purge" } }`],
    ["an event without its job", `{ event: { event: "job done" } }`],
    [
      "an unknown failure class",
      `{ event: { event: "job failed", jobId: "j", class: "bad luck", reason: "", final: true } }`,
    ],
    ["no object", `"hello"`],
  ]) {
    it(`ends with 3 and leaves no worker when it sends ${title}`, async () => {
      const worker = `${WRITES_PID} process.send(${message});`;
      await assert.rejects(run(worker, 1), (error: CliError) => {
        assert.ok(error instanceof CliError);
        assert.equal(error.exitCode, 3);
        assert.match(error.message, /the worker sent a message that this dfiji does not understand/);
        return true;
      });
      await workerIsGone();
    });
  }

  it("ends with the plan's own error when that cannot be read any more, and leaves no worker", async () => {
    const broken = async function* (): AsyncGenerator<Job> {
      yield jobNumber(0);
      throw new Error("plate.csv is gone");
    };
    await assert.rejects(run(`${WRITES_PID} eachJob(done);`, 2, { jobs: broken() }), /plate\.csv is gone/);
    await workerIsGone();
  });

  it("a worker that ends before it can run a job is not started again: its last words are in the error", async () => {
    const worker = [process.execPath, "-e", `console.error("no room"); process.exit(3)`];
    await assert.rejects(run("", 1, { worker }), (error: CliError) => {
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /ended before it could run a job \(exit code 3\)/);
      assert.ok(error.details.includes("no room"), error.details.join("\n"));
      return true;
    });
  });

  it("a program that is not there is named", async () => {
    await assert.rejects(run("", 1, { worker: [join(folder, "nothing")] }), /it could not be started/);
  });

  it("Ctrl-C lets the running job end and takes no other", async () => {
    reporter.onStarted = () => ctrlC.abort();
    const worker = `process.removeAllListeners("SIGTERM");
      const stopped = new Promise((resolve) => process.on("SIGTERM", resolve));
      receive().then(async ([{ job, receiptHandle: handle }]) => {
        tell("job started", { jobId: job.jobId, copy: 0 });
        await stopped;
        await ask({ call: "remove", handle });
        tell("job done", { jobId: job.jobId });
        if ((await receive()).length === 0) process.exit(0);
      });`;
    const { state, stopped } = await run(worker, 3);
    assert.deepEqual([state.done, state.failed, stopped], [1, 0, "stopped by Ctrl-C"]);
    assert.match(reporter.notes.join("\n"), /1 running job may finish/);
  });

  const workerIsGone = async (): Promise<void> => {
    const pid = Number(await readFile(join(folder, "pid"), "utf8"));
    while (isAlive(pid)) await new Promise(setImmediate);
  };
});
