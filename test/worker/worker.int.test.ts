import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { EVENTS } from "../../worker/contract/events";
import { logKey } from "../../worker/contract/keys";
import { FakeEngine } from "../helpers/fake-engine";
import { aJob, WorkerBench } from "../helpers/worker-bench";

describe("a worker on an emulated queue", () => {
  let bench: WorkerBench;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(() => bench.stop());

  it("drains the queue: every job has results, a marker that lists them, and a log; nothing is left behind", async () => {
    await bench.input("A/1.tif", "image");
    const jobs = Array.from({ length: 25 }, (_, index) => aJob(`W${index}`, { input: ["A/*.tif"] }));
    await bench.send(...jobs);
    bench.engine = new FakeEngine(({ jobId }) => ({ print: [`counting ${jobId}`], write: { "sub/n.csv": jobId } }));
    const end = await bench.run({ DOCKER_CORES: 3 });
    assert.equal(end.why, "queue empty");
    for (const { jobId, output } of jobs) {
      const marker = await bench.marker(jobId);
      assert.deepEqual(
        marker?.outputs.map(({ key }) => key),
        [`${output}sub/n.csv`],
      );
      assert.equal((await bench.outputs.head(`${output}sub/n.csv`))?.etag, marker?.outputs[0]?.etag);
      assert.deepEqual(
        marker?.inputs.map(({ key, sizeBytes }) => [key, sizeBytes]),
        [["A/1.tif", 5]],
      );
      assert.deepEqual(bench.engine.inputsSeen.get(jobId), ["1.tif"]);
      assert.equal(await readFile(join(bench.outputDir, output, "sub/n.csv"), "utf8"), jobId);
      assert.match((await bench.outputs.getText(logKey("", jobId))) ?? "", new RegExp(`counting ${jobId}\n$`));
    }
    assert.deepEqual([bench.waiting, bench.dead, await readdir(bench.workDir)], [[], [], []]);
    assert.equal(bench.told(EVENTS.jobDone).length, 25);
    assert.deepEqual(
      bench.told(EVENTS.workerState).map(({ state }) => state),
      ["starting", "taking", "finishing", "stopped"],
    );
    assert.ok(bench.engine.copies.every((copy) => copy.isStopped));
  });
});
