import assert from "node:assert/strict";
import { EngineCopies } from "../../../worker/loop/engine-copies";
import { Receiver } from "../../../worker/loop/receiver";
import { type StageDeps } from "../../../worker/stages/ports";
import { FakeClock } from "../../helpers/fake-clock";
import { StageBench } from "../../helpers/stage-bench";
import { within } from "../../helpers/within";

describe("the receiver of jobs", () => {
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make(new FakeClock());
  });
  afterEach(() => bench.end());

  it("looks again when a job ends while it still looks whether there is room, without any time passing", async () => {
    const ending = new AbortController();
    let wake = (): void => undefined;
    const pipeline = {
      ...{ accept: () => undefined, dispatch: () => undefined, freeSlots: () => 1, isEmpty: false },
      changed: () => new Promise<void>((resolve) => (wake = resolve)),
    };
    const { disk, ...deps } = bench.deps();
    let looks = 0;
    const diskOf: StageDeps["disk"] = async () => {
      if (++looks > 1) return disk();
      const full = { ...(await disk()), freeBytes: 0 };
      wake(); // the job that took the room has ended
      return full;
    };
    const receive: StageDeps["queue"]["receive"] = async () => {
      ending.abort();
      return [];
    };
    const queue = within(deps.queue, { receive });
    const copies = new EngineCopies(0, deps.clock);
    const receiver = new Receiver({ ...deps, disk: diskOf, queue }, copies, pipeline, new AbortController().signal);
    assert.equal(await receiver.run(ending.signal), undefined);
    assert.equal(looks, 2);
  });
});
