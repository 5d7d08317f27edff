import assert from "node:assert/strict";
import { JobFault } from "../../../worker/failures/job-fault";
import { stageSeconds, withinStage } from "../../../worker/stages/stage-limit";
import { FakeClock } from "../../helpers/fake-clock";

const size = { name: "fetching", failure: "fetch-failed", files: 2, bytes: 2 ** 20 } as const;
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));

describe("the limit of a stage that moves files", () => {
  it("ends work that hangs, as the stage's own failure, and says how much had to be moved", async () => {
    const clock = new FakeClock();
    const working = withinStage(size, new AbortController().signal, clock, untilAborted);
    const failed = assert.rejects(
      working,
      (error: JobFault) =>
        error.failure === "fetch-failed" && /fetching 2 files of 1 MiB took over/.test(error.message),
    );
    await clock.pass(stageSeconds(2, 2 ** 20) + 1);
    await failed;
  });

  it("grows with files and bytes: 5 GiB and 10,000 files are not hurried", () => {
    assert.ok(stageSeconds(1, 5 * 2 ** 30) > 5000);
    assert.ok(stageSeconds(10_000, 0) > 2500);
  });

  it("leaves the reason of a lost lease as it is, and work that ends in time alone", async () => {
    const lease = new AbortController();
    const working = withinStage(size, lease.signal, new FakeClock(), untilAborted);
    lease.abort(new JobFault("lease-lost", "gone"));
    await assert.rejects(working, { failure: "lease-lost" });
    const clock = new FakeClock();
    assert.equal(await withinStage(size, new AbortController().signal, clock, async () => 7), 7);
    await clock.pass(100_000);
  });
});
