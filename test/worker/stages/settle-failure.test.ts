import assert from "node:assert/strict";
import { EVENTS } from "../../../worker/contract/events";
import { FAILURE_CLASSES, type FailureClass, isCounted } from "../../../worker/contract/failure";
import { logKey } from "../../../worker/contract/keys";
import { JobFault } from "../../../worker/failures/job-fault";
import { settleFailure } from "../../../worker/stages/settle-failure";
import { type WorkerSettings } from "../../../worker/contract/worker-settings";
import { StageBench } from "../../helpers/stage-bench";
import { within } from "../../helpers/within";
import { aJob } from "../../helpers/worker-bench";

const job = aJob("A1");

describe("the answer to the queue for an attempt without results", () => {
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make();
  });
  afterEach(() => bench.end());

  interface Attempted {
    readonly receiveCount?: number;
    readonly failuresBefore?: number;
    readonly copy?: number | undefined;
    readonly settings?: Partial<WorkerSettings>;
  }
  const settle = async (
    failure: FailureClass,
    { receiveCount = 1, failuresBefore = 0, settings = { maxAttempts: 3 }, ...more }: Attempted = {},
  ) => {
    const active = bench.activeJob(job, receiveCount);
    active.failuresBefore = failuresBefore;
    const copy = "copy" in more ? more.copy : 0;
    await settleFailure(active, new JobFault(failure, `reason of ${failure}`, { line: 4 }), copy, bench.deps(settings));
    return bench.queue.answers;
  };
  /** The one release, in seconds. */
  const delay = async (failure: FailureClass, attempted?: Attempted): Promise<number> => {
    const [answer, ...more] = await settle(failure, attempted);
    assert.deepEqual([answer?.[0], more], ["release", []]);
    return Number(answer?.[2]);
  };

  it("is the dead-letter queue from the failure on that reaches maxAttempts", async () => {
    const answers = await settle("script-error", { receiveCount: 3, failuresBefore: 2 });
    assert.deepEqual(answers, [["deadLetter", "m", { class: "script-error", reason: "reason of script-error" }]]);
    const [failed] = bench.logged(EVENTS.jobFailed);
    assert.deepEqual(failed, {
      ...{ jobId: "A1-00000000", name: "A1", messageId: "m", receiveCount: 3, copy: 0, line: 4 },
      ...{ class: "script-error", counted: true, reason: "reason of script-error", final: true },
    });
    assert.equal((await bench.attempt(job, 3))?.reason, "reason of script-error");
  });

  it("counts the receives of the queue where no record can be stored, so that the attempts end", async () => {
    const outputs = within(bench.outputs, { putText: () => Promise.reject(new Error("no such disk")) });
    const settleWithout = async (receiveCount: number) => {
      const active = bench.activeJob(job, receiveCount);
      await settleFailure(active, new JobFault("timeout", "too long"), 0, {
        ...bench.deps({ maxAttempts: 3 }),
        outputs,
      });
      return bench.queue.answers.map(([answer]) => answer);
    };
    assert.deepEqual(await settleWithout(1), ["release"]);
    assert.deepEqual(await settleWithout(2), ["release", "release"]);
    assert.deepEqual(await settleWithout(3), ["release", "release", "deadLetter"]);
    assert.deepEqual(bench.logged(EVENTS.attemptNotRecorded)[2], {
      ...{ jobId: "A1-00000000", name: "A1", receiveCount: 3, reason: "no such disk" },
    });
  });

  it("is the dead-letter queue at the first attempt for an input that is damaged", async () => {
    const answers = await settle("input-damaged", { copy: undefined });
    assert.deepEqual(answers, [["deadLetter", "m", { class: "input-damaged", reason: "reason of input-damaged" }]]);
    const [failed] = bench.logged(EVENTS.jobFailed);
    assert.deepEqual([failed?.["counted"], failed?.["final"]], [true, true]);
    assert.equal((await bench.attempt(job, 1))?.class, "input-damaged");
  });

  it("is the queue before, after 10 s × 2^n of which up to half is left out", async () => {
    const first = await delay("script-error");
    assert.ok(first >= 5 && first <= 10, String(first));
    assert.equal(bench.logged(EVENTS.jobFailed)[0]?.["final"], false);
    bench.queue.answers.length = 0;
    const second = await delay("timeout", { receiveCount: 9, failuresBefore: 1 });
    assert.ok(second >= 10 && second <= 20, String(second)); // by failures, not by receives
  });

  for (const failure of FAILURE_CLASSES.filter((one) => !isCounted(one) && one !== "lease-lost")) {
    it(`is never the dead-letter queue for ${failure}, which does not speak against the job`, async () => {
      const seconds = await delay(failure, { receiveCount: 4, failuresBefore: 5 });
      if (failure === "interrupted" || failure === "memory-shared") assert.equal(seconds, 0);
      else assert.ok(seconds >= 40 && seconds <= 80, String(seconds)); // by receives: every one failed
      assert.deepEqual(bench.logged(EVENTS.jobFailed), []);
      assert.equal(bench.logged(EVENTS.jobReleased)[0]?.["why"], `${failure}: reason of ${failure}`);
    });
  }

  it("is none when the message is another worker's: only the record is written, the other's log stays", async () => {
    await bench.outputs.putText(logKey("", job.jobId), "of the other attempt");
    const active = await bench.ran(bench.activeJob(job), {}, ["ours"]);
    await settleFailure(active, new JobFault("lease-lost", "gone"), 0, bench.deps());
    assert.deepEqual(bench.queue.answers, []);
    assert.equal((await bench.attempt(job))?.class, "lease-lost");
    assert.equal(await bench.outputs.getText(logKey("", job.jobId)), "of the other attempt");
  });

  it("brings the log of any other failure beside the results", async () => {
    const active = await bench.ran(bench.activeJob(job), {}, ["Undefined variable"]);
    await settleFailure(active, new JobFault("script-error", "line 4"), 0, bench.deps());
    assert.equal(await bench.outputs.getText(logKey("", job.jobId)), "first line\nUndefined variable\n");
  });

  it("leaves no record of a job that was interrupted before it ran, and one of any other", async () => {
    assert.deepEqual(await settle("interrupted", { copy: undefined }), [["release", "m", 0]]);
    assert.equal(await bench.attempt(job), undefined);
    await settle("input-missing", { copy: undefined });
    assert.equal((await bench.attempt(job))?.class, "input-missing");
    assert.ok(!("copy" in (bench.logged(EVENTS.jobFailed)[0] ?? {})));
  });

  it("comes after the record, so that the next worker finds it", async () => {
    const deps = bench.deps({ maxAttempts: 3 });
    const release: typeof deps.queue.release = async (message, seconds) => {
      assert.equal((await bench.attempt(job))?.class, "silent");
      await deps.queue.release(message, seconds);
    };
    const fault = new JobFault("silent", "no line for 15 minutes");
    await settleFailure(bench.activeJob(job), fault, 0, { ...deps, queue: within(deps.queue, { release }) });
    assert.equal(bench.queue.answers[0]?.[0], "release");
  });

  it("comes although the record cannot be written", async () => {
    const deps = bench.deps({ maxAttempts: 1 });
    const putText = () => Promise.reject(new Error("no rights"));
    const outputs = within(deps.outputs, { putText });
    await settleFailure(bench.activeJob(job), new JobFault("no-output", "nothing"), 0, { ...deps, outputs });
    assert.deepEqual(bench.queue.answers, [["deadLetter", "m", { class: "no-output", reason: "nothing" }]]);
  });
});
