import assert from "node:assert/strict";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { bundleWorker } from "../helpers/bundled-worker";
import { Fleet } from "../chaos/fleet";
import { startProxy } from "../chaos/proxy";
import { Random } from "../chaos/random";
import { environmentFor } from "../helpers/aws-environment";
import { aJob, WorkerBench } from "../helpers/worker-bench";

const SECONDS = 3;
/** The worker's clock and the one that stamps its log lines may differ by so much under load, ms. */
const TOLERANCE = 250;

describe("the copies of a worker process with secondsBetweenStarts", function () {
  this.timeout(120_000);

  it("begin their first jobs one after another, so far apart, and no message is taken for one before its time", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-stagger-")));
    const bench = await WorkerBench.make();
    const proxy = await startProxy(bench.emulator.endpoint, new Random(1));
    const settings = { DFIJI_ENGINE: "command", DOCKER_CORES: 3, MEMORY: 8192, SECONDS_TO_START: SECONDS } as const;
    const fleet = new Fleet(
      await bundleWorker(folder),
      folder,
      { ...bench.env(settings), ...environmentFor(proxy.endpoint) },
      false,
    );
    try {
      const command = [
        "/bin/sh",
        "-c",
        'while [ ! -e "$1" ]; do sleep 0.1; done; echo 1 >"$2/r"',
        "sh",
        join(folder, "go"),
      ];
      const jobs = ["J1", "J2", "J3", "J4", "J5"].map((name) => {
        const { script: _, ...job } = aJob(name, { engine: "command", command: [...command, "{output}"] });
        return job;
      });
      await bench.send(...jobs);
      fleet.start();
      const started = () => fleet.lines.filter(({ msg }) => msg === EVENTS.jobStarted);
      while (started().length < 3) await sleep(20);
      const [first, second, third] = started();
      assert.deepEqual([first?.["copy"], second?.["copy"], third?.["copy"]], [0, 1, 2]);
      const toldMs = started().map(({ time }) => Date.parse(String(time)));
      assert.ok(
        toldMs.every((time) => time > 0),
        JSON.stringify(first),
      );
      const least = SECONDS * 1000 - TOLERANCE;
      const { receives } = proxy;
      assert.deepEqual(
        receives.map(({ messages }) => messages),
        [1, 1, 1],
      );
      for (const before of [0, 1]) {
        const start = toldMs[before] ?? 0;
        const [nextStart = 0, nextReceive = 0] = [toldMs[before + 1], receives[before + 1]?.askedMs];
        assert.ok(nextStart - start >= least, `copy ${before + 1} began ${nextStart - start} ms after the one before`);
        assert.ok(nextReceive - start >= least, `its message was asked for after ${nextReceive - start} ms`);
      }
    } finally {
      fleet.kill();
      await proxy.stop();
      await bench.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
