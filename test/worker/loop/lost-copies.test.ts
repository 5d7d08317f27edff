import assert from "node:assert/strict";
import { EVENTS } from "../../../worker/contract/events";
import { realClock } from "../../../worker/host/clock";
import { work } from "../../../worker/loop/worker";
import { type WorkerEnd } from "../../../worker/loop/worker-end";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

describe("a worker whose copies do not end", () => {
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make(realClock);
    bench.queue.send(...Array.from({ length: 6 }, (_, index) => aJob(`J${index}`)));
  });
  afterEach(() => bench.end());
  const never = new AbortController().signal;
  const run = (): Promise<WorkerEnd> => work(bench.deps({ copies: 2 }), never, never);
  const why = "process 123 does not end after SIGKILL: it waits in the kernel; look for a disk,";

  it("continues with the others, and says which copy is lost", async () => {
    bench.engine.stuckCopies.add(0);
    assert.equal((await run()).why, "queue empty");
    assert.equal(bench.logged(EVENTS.jobDone).length, 6);
    const [lost, ...more] = bench.logged(EVENTS.copyLost);
    assert.deepEqual([lost?.["copy"], more], [0, []]);
    assert.ok(String(lost?.["reason"]).startsWith(why));
  });

  it("ends with the reason when none is left; the other jobs stay in the queue", async () => {
    for (const copy of [0, 1]) bench.engine.stuckCopies.add(copy);
    const end = await run();
    assert.equal(end.why, "fault");
    assert.ok(end.reason.startsWith(`no copy is left: ${why}`), end.reason);
    assert.equal(bench.logged(EVENTS.jobDone).length, 2);
    assert.equal(bench.logged(EVENTS.copyLost).length, 2);
  });
});
