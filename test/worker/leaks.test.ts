import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { realClock } from "../../worker/host/clock";
import { EVENTS } from "../../worker/contract/events";
import { type WorkerDeps } from "../../worker/stages/ports";
import { work } from "../../worker/loop/worker";
import { StageBench } from "../helpers/stage-bench";
import { within } from "../helpers/within";
import { aJob } from "../helpers/worker-bench";

/** What a worker holds at its last receive, when every job has been answered. */
interface Held {
  /** Of the signals that live as long as the worker: stop, kill, ending, and the one that cuts a poll. */
  readonly listeners: readonly number[];
  /** Of the signals of all jobs together. */
  readonly leaseListeners: number;
  readonly timers: number;
}

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

describe("a worker that has done many jobs", function () {
  this.timeout(60_000);

  /** Runs a worker over so many jobs, each sent twice, with two copies. */
  const heldAfter = async (count: number): Promise<Held> => {
    const bench = await StageBench.make(realClock);
    const signals = { stop: new AbortController().signal, kill: new AbortController().signal };
    const leases = new Set<AbortSignal>();
    let [ending, cut] = [signals.stop, signals.stop];
    let held: Held | undefined;
    const deps = bench.deps({ copies: 2 });
    const receive: WorkerDeps["queue"]["receive"] = async (max, waitSeconds, signal = signals.stop) => {
      cut = signal;
      const messages = await bench.queue.receive(max);
      held = {
        listeners: [signals.stop, signals.kill, ending, cut].map(listenersOf),
        leaseListeners: [...leases].flatMap(listenersOf).reduce((sum, count) => sum + count, 0),
        timers: process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length,
      };
      return messages;
    };
    const open: WorkerDeps["engine"]["open"] = async (settings, signal = signals.stop) => {
      ending = signal;
      return bench.engine.open(settings);
    };
    const getText: WorkerDeps["outputs"]["getText"] = (key, lease = signals.stop) => {
      leases.add(lease);
      return bench.outputs.getText(key, lease);
    };
    try {
      const jobs = Array.from({ length: count }, (_, index) => aJob(`J${index}`));
      bench.queue.send(...jobs.flatMap((job) => [job, job]));
      const end = await work(
        {
          ...deps,
          queue: within(deps.queue, { receive }),
          engine: within(deps.engine, { open }),
          outputs: within(deps.outputs, { getText }),
        },
        signals.stop,
        signals.kill,
      );
      assert.equal(end.why, "queue empty");
      assert.deepEqual([bench.logged(EVENTS.jobDone).length, bench.logged(EVENTS.jobSkipped).length], [count, count]);
      assert.equal(leases.size, 2 * count);
      assert.ok(held);
      return held;
    } finally {
      await bench.end();
    }
  };

  let few: Held;
  before(async () => {
    few = await heldAfter(20);
  });

  it("has no listener left on the leases of its jobs", () => {
    assert.equal(few.leaseListeners, 0);
  });

  it("holds no more listeners and timers after 200 jobs than after 20", async () => {
    const many = await heldAfter(200);
    assert.deepEqual(many.listeners, few.listeners);
    assert.equal(many.leaseListeners, 0);
    assert.ok(many.timers <= few.timers, `${many.timers} timers, ${few.timers} after 20 jobs`); // others of this process may end
  });
});
