import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { start } from "../../../cli/operate/start";
import { stop } from "../../../cli/operate/stop";
import { EVENTS } from "../../../worker/contract/events";
import { makeSqsClient } from "../../../worker/queue/sqs-client";
import { environmentFor } from "../../helpers/aws-environment";
import { bundledWorker } from "../../helpers/bundled-worker";
import { FakeIo } from "../../helpers/cli-io";
import { EcsStandIn } from "../../helpers/ecs-stand-in";
import { stubExperiment } from "../../helpers/stub-experiment";
import { aJob, WorkerBench } from "../../helpers/worker-bench";

const NAMES = ["A", "B", "C", "D", "E", "F"];
/** Two tasks with one copy each. */
const TASKS = 2;

/** Real workers on an emulated queue; ECS is a stand-in, since moto's tasks are records only (ecs-stand-in.ts). */
describe("dfiji stop, with workers that are busy", function () {
  this.timeout(120_000);
  const worker = bundledWorker("dfiji-stop-");
  let bench: WorkerBench;
  let ecs: EcsStandIn;
  let stub: ReturnType<typeof stubExperiment>;
  let graceSeconds: number;
  beforeEach(async () => {
    graceSeconds = 60;
    bench = await WorkerBench.make();
    const jobs = NAMES.map((name) => {
      const { script: _, ...job } = aJob(name, { engine: "command", command: waitingFor(name) });
      return job;
    });
    await bench.send(...jobs);
    stub = stubExperiment(bench.root, { machines: 1, tasksPerMachine: TASKS, copiesPerTask: 1 });
    ecs = await EcsStandIn.make(stub, worker.bundle, worker.folder, (slot) => {
      const env = bench.env({
        DFIJI_ENGINE: "command",
        DFIJI_GRACE_SECONDS: graceSeconds,
        DFIJI_POLL_SECONDS: 1,
        DFIJI_WORK_DIR: join(bench.root, `work-${slot}`),
      });
      const { DFIJI_EXIT_WHEN_EMPTY_SECONDS: _, ...forever } = env;
      return { ...forever, ...environmentFor(bench.emulator.endpoint) };
    });
  });
  afterEach(async () => {
    await ecs.stop();
    await bench.stop();
  });

  /** A job that ends once its gate is there. */
  const waitingFor = (name: string): string[] => [
    ...["/bin/sh", "-c", 'until [ -e "$1" ]; do sleep 0.05; done; echo 1 > "$2/r"', "sh"],
    ...[join(bench.root, `go-${name}`), "{output}"],
  ];
  const open = (...names: readonly string[]) =>
    Promise.all(names.map((name) => writeFile(join(bench.root, `go-${name}`), "")));
  const events = (event: string) => ecs.fleet.lines.filter(({ msg }) => msg === event);
  const startedNames = (): readonly string[] =>
    events(EVENTS.jobStarted).map(({ jobId = "" }) => jobId.replace("-00000000", ""));
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 2000)
        throw new Error(`never: ${what}; the workers said ${JSON.stringify(ecs.fleet.lines.slice(-10))}`);
      await sleep(20);
    }
  };
  const busy = async (): Promise<void> => {
    for (let slot = 0; slot < TASKS; slot++) await mkdir(join(bench.root, `work-${slot}`), { recursive: true });
    ecs.want(TASKS);
    await until("both workers run a job", () => startedNames().length === TASKS);
    await until("both are protected", () => ecs.tasks.every(({ isProtected }) => isProtected));
  };
  const experiment = () => ({
    ...stub.experiment,
    queues: {
      client: makeSqsClient({ endpoint: bench.emulator.endpoint }),
      queueUrl: bench.pair.url,
      deadLetterQueueUrl: bench.pair.deadUrl,
    },
  });
  const stopped = async () => {
    const io = new FakeIo(bench.root);
    const code = await stop(experiment(), { json: true }, io);
    return { code, out: io.out.map((text) => JSON.parse(text) as unknown) };
  };
  const over = () => until("every worker has ended", () => ecs.fleet.pids.length === 0);
  const states = (): readonly string[] => bench.waiting.map(({ state }) => state);
  const doneNames = async (): Promise<readonly string[]> => {
    const markers = await Promise.all(NAMES.map((name) => bench.marker(`${name}-00000000`)));
    return markers.flatMap((marker) => (marker === undefined ? [] : [marker.name]));
  };

  it("ends protected workers, which a service at 0 leaves at work: runs finish, the rest is back, nothing is lost", async () => {
    await busy();
    await stub.experiment.clients.ecs.send(
      new UpdateServiceCommand({ cluster: "fiji-dev", service: "fiji-dev-workers", desiredCount: 0 }),
    );
    const [first = ""] = startedNames();
    await open(first);
    await until("a worker that was not stopped took the next job", () => startedNames().length === TASKS + 1);
    assert.equal(ecs.running.length, TASKS);

    assert.deepEqual(await stopped(), { code: 0, out: [{ event: "stopped", tasks: TASKS }] });
    await until(
      "both finish",
      () => events(EVENTS.workerState).filter(({ state }) => state === "finishing").length === TASKS,
    );
    const begun = startedNames();
    await open(...NAMES);
    await over();
    assert.deepEqual(
      ecs.fleet.exits.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual(startedNames(), begun, "a worker took a job after it was stopped");
    assert.deepEqual([...(await doneNames())].sort(), [...begun].sort());
    assert.deepEqual(
      states(),
      Array.from({ length: NAMES.length - begun.length }, () => "ready"),
    );
    assert.deepEqual(bench.dead, []);
  });

  it("has a run back in the queue that is longer than the grace; that counts as no failure", async () => {
    graceSeconds = 1;
    await busy();
    await stopped();
    await over();
    assert.deepEqual(await doneNames(), []);
    assert.deepEqual(
      states(),
      NAMES.map(() => "ready"),
    );
    assert.deepEqual(
      (await bench.attempts()).filter(({ counted }) => counted),
      [],
    );
    assert.deepEqual(bench.dead, []);
  });

  it("ends a worker, too, that ECS had begun to start before the service was at 0", async () => {
    await busy();
    await mkdir(join(bench.root, "work-2"), { recursive: true });
    let lists = 0;
    const late = (): void => {
      lists++;
      if (lists === 1) ecs.beforeList = late;
      else ecs.startTask(); // between the first list and the second
    };
    ecs.beforeList = late;
    assert.deepEqual((await stopped()).out, [{ event: "stopped", tasks: TASKS + 1 }]);
    assert.deepEqual(ecs.running, []);
    await open(...NAMES);
    await over();
    const done = await doneNames();
    assert.equal(done.length + states().length, NAMES.length);
  });

  it("stays stopped while jobs wait, and start does the rest of them, each once", async () => {
    await busy();
    await stopped();
    await open(...NAMES);
    await over();
    ecs.scaleOut(TASKS);
    assert.deepEqual(ecs.running, []);
    const before = await doneNames();
    assert.equal(before.length, TASKS);

    for (const slot of [2, 3]) await mkdir(join(bench.root, `work-${slot}`), { recursive: true });
    const io = new FakeIo(bench.root);
    assert.equal(await start(experiment(), {}, new Date(), io), 0);
    assert.deepEqual(io.out, ["1 machine asked for, in about a minute."]);
    assert.equal(ecs.running.length, TASKS);
    await until("every job is done", () => events(EVENTS.jobDone).length === NAMES.length);
    assert.deepEqual(await doneNames(), NAMES);
    assert.deepEqual([...startedNames()].sort(), NAMES);
    await until("the queue is empty", () => states().length === 0);
    assert.deepEqual(bench.dead, []);
  });
});
