import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { FijiEngine } from "../../../../worker/engines/fiji/engine";
import { memoryGauge } from "../../../../worker/host/memory-use";
import { openCopyOf, type TestCopy } from "../../../helpers/engine-copy";
import { skipWithoutFiji } from "../../../helpers/real-fiji";

/** A real Fiji with 1,800 MiB of heap, of which it may keep 900: one of two copies that share. */
describe("the memory of a warm Fiji that shares", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async function () {
    const sizes = { heapMiB: 1800, keptHeapMiB: 900, processors: 2, equalProcessors: 1 };
    copy = await openCopyOf(new FijiEngine(skipWithoutFiji(this), true, process.env), sizes);
    await copy.copy.ready();
  });
  after(() => copy?.end());

  const heldMiB = (): number => memoryGauge()().groupMiB.get(copy.copy.pid ?? 0) ?? 0;
  const newImage = (slices: number): string => `newImage("a", "8-bit black", 10000, 10000, ${slices}); close();`;
  const well = async (macro: string) => {
    const result = await copy.run(macro, { scriptName: "job.ijm" });
    assert.equal(result.ended, "well", `${JSON.stringify(result)}\n${result.lines.join("\n")}`);
    return result;
  };
  /** Also where a JVM returns memory a moment after its collection. */
  const fallsBelow = async (limitMiB: number): Promise<void> => {
    for (let tries = 0; heldMiB() >= limitMiB && tries < 300; tries++) await sleep(100);
    assert.ok(heldMiB() < limitMiB, `${heldMiB()} MiB`);
  };

  it("goes back to the system with the end of a large job, in the same process", async () => {
    await well('print("first");');
    const { pid } = copy.copy;
    const beforeMiB = heldMiB();
    const { peakMemoryMiB = 0 } = await well(newImage(12));
    assert.ok(peakMemoryMiB > 1200, `${beforeMiB}, then ${peakMemoryMiB}`);
    await fallsBelow(peakMemoryMiB - 700);
    console.log(`      ${Math.round(beforeMiB)} MiB, ${peakMemoryMiB} in the job, ${Math.round(heldMiB())} after it`);
    assert.deepEqual([copy.copy.pid, copy.recycled], [pid, []]);
  });

  it("goes back when another job waits for it, by the loop's `collect`", async () => {
    await well(newImage(4));
    const beforeMiB = heldMiB();
    copy.copy.giveBack?.();
    await fallsBelow(beforeMiB - 200);
    console.log(`      ${Math.round(beforeMiB)} MiB, ${Math.round(heldMiB())} after collect`);
    assert.deepEqual((await well('print("next");')).lines, ["next"]);
  });
});
