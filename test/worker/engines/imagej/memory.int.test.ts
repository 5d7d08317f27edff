import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryGauge } from "../../../../worker/host/memory-use";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

/** Real ImageJ with 1,500 MiB of heap, of which it may keep 800: one of two copies that share. */
describe("the memory and the cores of a copy", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async () => {
    copy = await openCopy({ heapMiB: 1500, keptHeapMiB: 800, processors: 4, equalProcessors: 1 });
  });
  after(() => copy.end());

  const heldMiB = (): number => memoryGauge()().groupMiB.get(copy.copy.pid ?? 0) ?? 0;
  const newImage = (slices: number): string => `newImage("a", "8-bit black", 10000, 10000, ${slices}); close();`;

  it("are the limit that all share, for one job, and go back to the system with its end", async () => {
    const result = await copy.run(newImage(10));
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.ok((result.peakMemoryMiB ?? 0) > 950, String(result.peakMemoryMiB));
    const { cpuSeconds = 0, seconds } = result;
    assert.ok(cpuSeconds > 0.05 && cpuSeconds <= 4 * seconds, `${cpuSeconds} s of CPU time in ${seconds} s`);
    assert.ok(heldMiB() < 600, String(heldMiB()));
    assert.deepEqual(copy.recycled, []);
  });

  it("go back sooner when another job waits for them", async () => {
    assert.equal((await copy.run(newImage(4))).ended, "well");
    const before = heldMiB();
    copy.copy.giveBack?.();
    for (let tries = 0; heldMiB() > before - 100 && tries < 300; tries++) await sleep(100);
    assert.ok(heldMiB() <= before - 100, `${before}, then ${heldMiB()}`);
    assert.deepEqual((await copy.run('print("next");')).lines, ["next"]);
  });

  it("are all cores of the task for what ImageJ does in threads", async () => {
    assert.deepEqual((await copy.run('print(call("ij.Prefs.getThreads"));')).lines, ["4"]);
  });

  it("are too little for a stack: out-of-memory, with the numbers, before anything is allocated", async () => {
    const result = await copy.run('print("a");\nnewImage("a", "16-bit black", 10000, 10000, 20);');
    assert.ok(result.ended === "failed" && result.class === "out-of-memory", JSON.stringify(result));
    assert.match(result.reason, /not enough free memory to allocate a 3814MB .* Memory in use: .* \(\d+%\)/);
    assert.equal(result.line, 2);
  });

  it("are of no help for a slice of more than 2^31 pixels", async () => {
    const result = await copy.run('newImage("a", "8-bit black", 50000, 50000, 1);');
    assert.ok(result.ended === "failed" && result.class === "out-of-memory", JSON.stringify(result));
    assert.match(result.reason, /^an image has more than 2,147,483,647 pixels .*: /);
    assert.match(result.advice ?? "", /^more memory does not help/);
  });
});
