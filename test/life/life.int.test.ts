import assert from "node:assert/strict";
import { type Chances } from "../../bench/fleet/chances";
import { makeProgram } from "../../bench/fleet/program";
import { Random } from "../../bench/fleet/random";
import { type Outcome, simulate } from "../../bench/fleet/simulation";
import { packing } from "../../policy/rules/packing";
import { type Job } from "../../worker/contract/job";
import { doneKey } from "../../worker/contract/keys";
import { parseMarker } from "../../worker/contract/marker";
import { GOOD_CONFIG } from "../helpers/good-config";
import { containersLeft } from "./container-body";
import { type Images, makeImages } from "./images";
import { BOOT_MINUTES, type Machine } from "./machine";
import { COPIES, macroWork, type Work } from "./work";
import { World, type WorldOptions } from "./world";

/** `npm run test:life` sets it: the life of 200 jobs of ImageJ instead of a short one of shell scripts. */
const IS_LONG = process.env["DFIJI_TEST_LIFE"] === "long";

const CONFIG = {
  engine: IS_LONG ? "imagej" : "command",
  image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/dfiji@sha256:" + "a".repeat(64),
  amiId: "ami-12c6146b", // one that moto knows
  machines: IS_LONG ? "4" : "2",
  leaseSeconds: "30", // real ones: what a dead worker held comes back after this
  inputPrefix: "raw/",
  outputPrefix: "results/",
};
const JOBS = IS_LONG ? 200 : 40;
const JOB_MINUTES = 2;
/** As late as SQS may be with a queue that was not used for six hours. */
const LAG_MINUTES = 15;
/** Jobs of a minute, but one. */
const TAIL = IS_LONG
  ? { jobs: 96, longMinutes: 40, lagMinutes: LAG_MINUTES }
  : { jobs: 24, longMinutes: 15, lagMinutes: 3 };
/** Within which machines without tasks end. */
const MINUTES_OF_CARE = 5;

describe("a machine's life from boot to end", function () {
  this.timeout(1_800_000);
  let world: World;
  let images: Images;
  let work: Work;
  before(async function () {
    work = IS_LONG ? await macroWork() : COPIES;
    images = await makeImages(this, work.engine);
  });
  afterEach(() => world?.stop());

  const make = async (options: Partial<WorldOptions> = {}) => {
    world = await World.make({
      config: CONFIG,
      image: images.worker,
      stage: images.stage,
      work,
      lagMinutes: LAG_MINUTES,
      jobMinutes: () => JOB_MINUTES,
      ...options,
    });
  };

  it("does not begin after `submit --no-start`: with 100 jobs waiting, target and desired count stay 0", async () => {
    await make({ lagMinutes: 0 });
    await world.keepDown();
    await world.submit(100);
    for (let minute = 0; minute < 6; minute++) {
      await world.minute();
      assert.deepEqual(await world.capacity(), { machines: 0, tasks: 0 });
    }
    await world.askForCapacity(); // the next submit resumes
    await world.until("capacity rises from 0", async () => (await world.capacity()).machines > 0, 2);
  });

  it("comes with the first job, outlives every loss and ends with the last one: nothing is left but results", async () => {
    await make();
    const own = await world.alarmNames();
    const jobs = await world.submit(JOBS);
    await world.askForCapacity();
    await world.until("capacity rises from 0", async () => (await world.capacity()).machines > 0, 2);
    await world.until("every place has a task", () => world.service.tasks.length === places(), 5);
    assert.deepEqual(
      world.up.map(({ tasks }) => tasks.size),
      world.up.map(tasksByPackingRule),
    );

    await world.until("work is under way", async () => (await world.done()) >= JOBS / 5, 30);
    const [first, second, third] = world.up;
    assert.ok(first && second);
    await world.reclaim(first);
    assert.deepEqual(world.service.stopCodes, [0, 0]);
    const { copiesPerTask } = world.deployment;
    const { inFlight } = await world.counts();
    const mostHeld = world.service.tasks.length * copiesPerTask * 2; // each copy runs one and fetches one ahead
    assert.ok(inFlight <= mostHeld, `${inFlight} jobs in progress, those of the notified machine among them`);
    await world.minute();
    await world.lose(second);
    await world.until("the losses are replaced", () => world.service.tasks.length === places(), 10);
    await world.until("it is half done", async () => (await world.done()) >= JOBS / 2, 60);
    const hung = third ?? world.up[0];
    assert.ok(hung);
    await world.hang(hung);
    await world.until("the backlog ends", async () => (await world.done()) === JOBS, 120);
    await world.until("nothing is wanted", async () => (await world.capacity()).tasks === 0, 30);
    const wantedUntil = world.minutes;
    await world.until("every machine has ended", () => world.up.length === 0, 30);
    await world.until(
      "the alarms of machines are gone",
      async () => (await world.alarmNames()).length === own.length,
      16,
    );

    report(world);
    assert.deepEqual(await world.capacity(), { machines: 0, tasks: 0 });
    assert.deepEqual(await world.alarmNames(), own);
    assert.deepEqual(
      world.machines.filter(({ endedBy }) => endedBy === "alarm"),
      [hung],
    );
    assert.deepEqual([first.endedBy, second.endedBy], ["AWS", "AWS"]);
    const idle = world.machines.filter(({ endedBy }) => endedBy === undefined);
    assert.ok(idle.length > 0 && world.cared.includes("terminate"), "MachineCare ended no machine");
    assert.ok(idle.every(({ endedMinute = Infinity }) => endedMinute <= wantedUntil + MINUTES_OF_CARE));
    await everyJobIsMarkedOnce(world, jobs, work);
    await nothingIsLeft(world, images);
  });

  it("leaves with the work: one long job keeps one machine, and costs what the simulation says", async () => {
    const { jobs: count, longMinutes, lagMinutes } = TAIL;
    const minutesOf = (index: number): number => (index === 2 ? longMinutes : 1);
    await make({ jobMinutes: minutesOf, lagMinutes });
    const jobs = await world.submit(count);
    await world.askForCapacity();
    await world.until("the short jobs are done", async () => (await world.done()) === count - 1, 30);
    await world.until("one machine is left", () => world.up.length === 1, 6);
    assert.equal(await world.done(), count - 1);
    await world.until("all is over", async () => (await world.done()) === count && world.up.length === 0, 60);
    const { machineMinutes, makespanMinutes } = await simulated(
      Array.from({ length: count }, (_, index) => minutesOf(index)),
    );
    console.log(
      `${world.timeline}\n${world.machineMinutes} machine-minutes; simulated ${machineMinutes.toFixed(1)}, the last job ends at ${makespanMinutes.toFixed(1)}`,
    );
    const error = Math.abs(world.machineMinutes - machineMinutes) / machineMinutes;
    assert.ok(error <= 0.1, `${world.machineMinutes} machine-minutes, simulated ${machineMinutes.toFixed(1)}`);
    assert.equal(world.machines.length, Number(CONFIG.machines));
    await everyJobIsMarkedOnce(world, jobs, work);
    await nothingIsLeft(world, images);
  });

  it("takes on-demand machines after 15 minutes without spot machines, and ends them with the work", async () => {
    await make({ config: { ...CONFIG, machines: "3", onDemandMachines: "2" }, lagMinutes: 3 });
    await world.dryUp();
    const jobs = await world.submit(12);
    await world.askForCapacity();
    await world.until("the fleet asks for machines", async () => (await world.capacity()).machines > 0, 5);
    const askedAt = world.minutes;
    await world.until("on-demand machines come", () => world.up.length > 0, 25);
    const waited = world.minutes - askedAt;
    // the fleet's history is read every five minutes
    assert.ok(waited >= 15 && waited <= 21, `${waited} minutes without spot machines`);
    assert.deepEqual(
      world.up.map(({ isOnDemand }) => isOnDemand),
      [true, true],
    );
    await world.until("all is over", async () => (await world.done()) === jobs.length && world.up.length === 0, 40);
    console.log(`${world.timeline}\n${world.machineMinutes} machine-minutes on demand`);
    // 2 minutes of boot and 3 of jobs each; a machine without work leaves at the second look after
    const { machineMinutes } = world;
    assert.ok(machineMinutes >= 8 && machineMinutes <= 18, `${machineMinutes} machine-minutes`);
    assert.equal(world.machines.length, 2);
    assert.ok(world.machines.every(({ isOnDemand, endedBy }) => isOnDemand && endedBy === undefined));
    assert.deepEqual(await world.capacity(), { machines: 0, tasks: 0 });
    assert.equal(await world.onDemandAsked(), 0);
    await everyJobIsMarkedOnce(world, jobs, work);
    await nothingIsLeft(world, images);
  });

  it("comes without anyone asking for it, once SQS reports the queue, and goes again", async () => {
    await make();
    const jobs = await world.submit(6);
    while (world.minutes < LAG_MINUTES - 1) await world.minute();
    assert.equal(world.machines.length, 0);
    await world.until("the alarm asks for machines", async () => (await world.capacity()).machines === 2, 2);
    await world.until("all is over", async () => world.up.length === 0 && (await world.done()) === 6, 30);
    await everyJobIsMarkedOnce(world, jobs, work);
    await nothingIsLeft(world, images);
  });

  it("comes for one message after a day on which no machine was up and no function ran", async () => {
    await make();
    await world.until("the schedule is off", async () => !(await world.isWatched()), 10);
    await world.idle(24 * 60);
    assert.deepEqual(await world.capacity(), { machines: 0, tasks: 0 });
    const jobs = await world.submit(1);
    await world.until("the alarm asks for a machine", () => world.up.length === 1, LAG_MINUTES + 2);
    assert.equal(await world.isWatched(), true);
    await world.until("all is over", async () => world.up.length === 0 && (await world.done()) === 1, 30);
    await world.until("the schedule is off again", async () => !(await world.isWatched()), 10);
    await everyJobIsMarkedOnce(world, jobs, work);
  });

  it("is bought no more and ends by its own alarm while the function fails, and comes again once it works", async () => {
    await make({ config: { ...CONFIG, idleMinutes: "30" } }); // the empty queue lowers the target first
    await world.submit(1);
    await world.askForCapacity();
    await world.until("a machine is up", () => world.up.length === 1, 5);
    await world.until("it is watched", () => world.isWatched(), 1);
    world.breakCare(true);
    await world.until("its alarm ends it", () => world.up.length === 0, 60);
    assert.equal(world.machines[0]?.endedBy, "alarm");
    await world.submit(2); // one of them is done already
    for (let minute = 0; minute < LAG_MINUTES + 5; minute++) await world.minute();
    assert.deepEqual([(await world.capacity()).machines, world.machines.length], [0, 1]);
    world.breakCare(false);
    await world.until("it comes again", () => world.up.length === 1, 12);
    await world.until("all is over", async () => world.up.length === 0 && (await world.done()) === 2, 60);
  });

  it("is bought no more once an image never starts: stalled, with a notice, and continues when it is fixed", async () => {
    await make({ image: images.neverStarts });
    const jobs = await world.submit(3);
    await world.askForCapacity();
    await world.until("the run counts as stalled", () => world.cared.includes("stop"), 90);
    const bought = world.machines.length;
    assert.ok(bought > 0);
    assert.ok(world.service.started > 0);
    const notices = await world.notices();
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? "", /^3 jobs wait, none has been in flight for 30 minutes/);
    for (let minute = 0; minute < 60; minute++) await world.minute();
    assert.deepEqual(await world.capacity(), { machines: 0, tasks: 0 });
    assert.deepEqual([world.machines.length, world.up.length], [bought, 0]);
    assert.deepEqual(await world.notices(), []);
    assert.deepEqual(await world.counts(), { visible: 3, inFlight: 0 });

    world.service.image = images.worker;
    await world.askForCapacity(); // `dfiji start`
    await world.until("all is over", async () => (await world.done()) === 3 && world.up.length === 0, 60);
    await everyJobIsMarkedOnce(world, jobs, work);
    await nothingIsLeft(world, images);
  });
});

/** The same scenario in bench/fleet: minutes as this world has them. */
async function simulated(jobs: readonly number[]): Promise<Outcome> {
  const { machines } = CONFIG;
  const { tasksPerMachine = "", copiesPerTask = "" } = GOOD_CONFIG;
  const size = {
    machines: Number(machines),
    tasksPerMachine: Number(tasksPerMachine),
    copiesPerTask: Number(copiesPerTask),
  };
  const chances: Chances = {
    bootMinutes: () => BOOT_MINUTES,
    pullMinutes: () => 0,
    firstMetricMinutes: TAIL.lagMinutes,
    metricMinutes: () => 0,
    reclaimsPerHour: 0,
    stopMinutes: () => 0.01,
    protectMinutes: () => 0,
    alarmSecond: 0,
    careSecond: 3, // all of a minute bears its number
  };
  return simulate({ program: await makeProgram(size), jobs, policy: "program", random: new Random(1), chances });
}

/** All that the experiment may have, as its service wants them. */
const places = (): number => Number(CONFIG.machines) * Number(GOOD_CONFIG["tasksPerMachine"]);

function report({ timeline, machineMinutes }: World): void {
  const copiesOfMachine = Number(GOOD_CONFIG["tasksPerMachine"]) * Number(GOOD_CONFIG["copiesPerTask"]);
  const ideal = (JOBS * JOB_MINUTES) / copiesOfMachine;
  console.log(`${timeline}\n${machineMinutes} machine-minutes; ${ideal} if nothing but the jobs took time`);
}

function tasksByPackingRule({ type }: Machine): number {
  const { vcpusPerTask, memoryMiBPerTask, diskGiBPerTask, volumeGiB } = GOOD_CONFIG;
  const task = { vcpus: Number(vcpusPerTask), memoryMiB: Number(memoryMiBPerTask), diskGiB: Number(diskGiBPerTask) };
  return packing(task, type, { volumeGiB: Number(volumeGiB) }).tasks;
}

async function everyJobIsMarkedOnce(world: World, jobs: readonly Job[], work: Work): Promise<void> {
  const writes = await world.writes(".dfiji/done/");
  assert.deepEqual(
    [...writes.values()].filter((times) => times !== 1),
    [],
  );
  assert.equal(writes.size, jobs.length);
  for (const [index, { jobId, name, output }] of jobs.entries()) {
    const key = doneKey("", jobId);
    const marker = parseMarker((await world.results.getText(key)) ?? "", key);
    assert.deepEqual(
      marker.outputs.map((file) => file.key),
      [`${output}result.txt`],
    );
    assert.equal((await world.results.getText(`${output}result.txt`))?.trim(), work.result(name, index));
  }
}

/** No message, no file of a job, no process or container: and no job was blamed for what happened to its machine. */
async function nothingIsLeft(world: World, { isDocker }: Images): Promise<void> {
  assert.deepEqual(await world.counts(), { visible: 0, inFlight: 0 });
  assert.equal(await world.deadLetters(), 0);
  assert.deepEqual(
    (await world.countedFailures()).map(({ name, reason }) => `${name}: ${reason}`),
    [],
  );
  assert.deepEqual(world.service.leftovers, []);
  assert.deepEqual(await world.folders(), []);
  assert.deepEqual(await world.processesLeft(), []);
  if (isDocker) assert.deepEqual(await containersLeft(), []);
}
