import assert from "node:assert/strict";
import { EVENTS } from "../../../worker/contract/events";
import { work } from "../../../worker/loop/worker";
import { type WorkerDeps } from "../../../worker/stages/ports";
import { FakeClock } from "../../helpers/fake-clock";
import { StageBench } from "../../helpers/stage-bench";
import { within } from "../../helpers/within";
import { aJob } from "../../helpers/worker-bench";

describe("a worker whose store answers nothing for two minutes", () => {
  it("keeps its leases, and stores the results once it answers", async () => {
    const clock = new FakeClock();
    const bench = await StageBench.make(clock);
    try {
      bench.queue.send(aJob("A"), aJob("B"));
      let [asked, answers] = [(): void => undefined, (): void => undefined];
      const isAsked = new Promise<void>((resolve) => (asked = resolve));
      const hasAnswer = new Promise<void>((resolve) => (answers = resolve));
      const put: WorkerDeps["outputs"]["put"] = async (...call) => {
        // time that passes while a message is on its way ends its lease before the worker has it
        if (bench.logged(EVENTS.jobStarted).length === 2) asked();
        await hasAnswer;
        return bench.outputs.put(...call);
      };
      const renewedAtSeconds: number[] = [];
      const renew: WorkerDeps["queue"]["renew"] = async (messages) => {
        renewedAtSeconds.push(clock.now() / 1000);
        return bench.queue.renew(messages);
      };
      const never = new AbortController().signal;
      const { outputs, queue, ...deps } = bench.deps({ leaseSeconds: 120 });
      const ports = { outputs: within(outputs, { put }), queue: within(queue, { renew }) };
      const ended = work({ ...deps, ...ports }, never, never);
      await isAsked;
      await clock.pass(120);
      assert.deepEqual(renewedAtSeconds, [40, 80, 120]);
      assert.deepEqual(bench.logged(EVENTS.jobDone), []);
      answers();
      assert.equal((await clock.passUntil(ended)).why, "queue empty");
      assert.deepEqual(
        bench.queue.answers.map(([answer]) => answer),
        ["remove", "remove"],
      );
      assert.deepEqual(bench.logged(EVENTS.jobReleased), []);
    } finally {
      await bench.end();
    }
  });
});
