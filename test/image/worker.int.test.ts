import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { docker } from "../helpers/image/docker";
import { ImageBench, jobsOf } from "../helpers/image/image-bench";
import { squaresImage } from "../helpers/made-image";
import { testImage } from "../helpers/image/test-image";

const FLY = process.env["DFIJI_FLY_DIR"] ?? join(__dirname, "../../../shared/data/fly");
/** Four copies with the least heap that the worker gives: 0.7 × memory − 4 × 300 MiB = 4 × 512 MiB and some. */
const FOUR_COPIES = { memoryMiB: 5500, vcpus: 2 };
const DRAIN = { DOCKER_CORES: 4, DFIJI_EXIT_WHEN_EMPTY_SECONDS: 1 };
const COUNT = `#@ File(style="directory") input
#@ File(style="directory") output
setBatchMode(true);
list = getFileList(input);
open(input + "/" + list[0]);
run("8-bit");
run("Gaussian Blur...", "sigma=1");
setAutoThreshold("Otsu dark");
run("Set Measurements...", "area centroid");
run("Analyze Particles...", "size=20-Infinity pixel display");
saveAs("Results", output + "/particles.csv");
print(nResults);
`;
const ENDLESS = `#@ File(style="directory") output
while (true) { wait(50); }
`;
const WRITES = `#@ File(style="directory") output
wait(3000);
File.saveString("1,2\\n", output + "/r.csv");
`;
const GREEDY = `#@ File(style="directory") output
for (i = 0; i < 100; i++) { newImage("a" + i, "32-bit ramp", 4000, 1600, 1); }
`;

describe("container of a task, as the task definition runs it", function () {
  this.timeout(300_000);
  let image: string;
  let bench: ImageBench;
  before(async function () {
    image = await testImage(this, "imagej");
  });
  beforeEach(async () => {
    bench = await ImageBench.make(image);
  });
  afterEach(() => bench?.stop());

  it("does 100 jobs of real images with 4 copies within its memory", async () => {
    const names = await putImages(bench);
    const script = await bench.script(COUNT);
    await bench.send(jobsOf(100, script, (index) => ({ input: [names[index % names.length] ?? ""] })));
    const container = await bench.start({ ...FOUR_COPIES, environment: DRAIN });
    assert.equal(await bench.ended(container), 0, (await bench.log(container)).stderr);
    assert.deepEqual(
      (await bench.attempts()).map(({ name, reason }) => `${name}: ${reason}`),
      [],
    );
    const markers = await bench.markers();
    assert.equal(markers.length, 100);
    // the same image gives the same table, whichever copy it was; every image gives one of its own
    const tables = new Set(
      markers.map(({ inputs, outputs }) => `${inputs[0]?.key} ${outputs.map(({ etag }) => etag).join()}`),
    );
    assert.equal(tables.size, names.length);
    const state = await docker("inspect", "--format", "{{.State.OOMKilled}}", container);
    assert.equal(state, "false");
    const { events } = await bench.log(container);
    assert.equal(new Set(events.filter(({ msg }) => msg === EVENTS.jobDone).map(({ copy }) => copy)).size, 4);
  });

  it("returns everything within the grace when Docker stops it in the middle of its jobs", async () => {
    await bench.send(jobsOf(6, await bench.script(ENDLESS)));
    const environment = { DOCKER_CORES: 4, DFIJI_GRACE_SECONDS: 1 };
    const container = await bench.start({ ...FOUR_COPIES, environment });
    await bench.until(container, EVENTS.jobStarted, 4);
    await docker("stop", container); // SIGKILL would come after the task definition's stop timeout, and give 137
    assert.equal(await bench.ended(container), 0);
    assert.deepEqual(
      bench.emulator.messagesIn(bench.pair.name).map(({ state }) => state),
      Array<string>(6).fill("ready"),
    );
    assert.deepEqual((await bench.attempts()).map((attempt) => attempt.counted).filter(Boolean), []);
  });

  it("continues with the other copies when the kernel kills one for memory", async () => {
    const greedy = jobsOf(1, await bench.script(GREEDY), () => ({ jobId: "greedy-00000000", name: "greedy" }));
    await bench.send([...greedy, ...jobsOf(3, await bench.script(WRITES))]);
    // the worker believes in more memory than the container has: its heaps do not fit, and the kernel has to choose
    const believed = { ...DRAIN, DFIJI_MAX_ATTEMPTS: 1 };
    const container = await bench.start({ ...FOUR_COPIES, environment: believed }, [
      "--memory=1400m",
      "--memory-swap=1400m",
    ]);
    assert.equal(await bench.ended(container), 0, (await bench.log(container)).stderr);
    assert.equal((await bench.markers()).length, 3);
    assert.deepEqual(
      (await bench.attempts()).map((attempt) => [attempt.name, attempt.class]),
      [["greedy", "out-of-memory"]],
    );
  });

  it("ends immediately with 3 and one line that names every problem of its environment", async () => {
    const wrong = { DFIJI_QUEUE: "", DFIJI_LEASE_SECONDS: 5 };
    const container = await bench.start({ ...FOUR_COPIES, environment: wrong });
    assert.equal(await bench.ended(container), 3);
    const { stderr } = await bench.log(container);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.match(stderr, /^worker: .*DFIJI_QUEUE is not set; DFIJI_LEASE_SECONDS is "5"/u);
  });

  for (const user of ["1000:1000", "54321:0"]) {
    it(`works as ${user}`, async () => {
      await bench.send(jobsOf(1, await bench.script(WRITES)));
      const environment = { DFIJI_EXIT_WHEN_EMPTY_SECONDS: 0 };
      const container = await bench.start({ memoryMiB: 1500, vcpus: 1, environment }, ["--user", user]);
      assert.equal(await bench.ended(container), 0, (await bench.log(container)).stderr);
      assert.deepEqual(
        (await bench.markers()).flatMap(({ outputs }) => outputs.map(({ key }) => key)),
        ["J0/r.csv"],
      );
    });
  }

  it("with 4 warm copies and nothing to do leaves the machine idle", async () => {
    const container = await bench.start({ ...FOUR_COPIES, environment: { DOCKER_CORES: 4 } });
    await bench.until(container, EVENTS.copyReady, 4);
    await sleep(10_000); // what the JVMs compile after their start is not idling
    const before = await cpuSeconds(container);
    await sleep(IDLE_SECONDS * 1000);
    const share = ((await cpuSeconds(container)) - before) / IDLE_SECONDS;
    console.log(`      ${(share * 100).toFixed(2)} % of a core`);
    // MachineCare's alarm takes a machine below a quarter of a core for idle
    assert.ok(share < 0.25 / 5, `${share} cores`);
  });
});

const IDLE_SECONDS = 30;

/** CPU that the container's processes have used, by the computer's own table. */
async function cpuSeconds(container: string): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const pids = (await docker("top", container, "-eo", "pid")).split("\n").slice(1);
  let ticks = 0;
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid.trim()}/stat`, "utf8");
    const [user = "0", system = "0"] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    ticks += Number(user) + Number(system);
  }
  return ticks / 100;
}

/** Real images where they are, else made ones; their names below the input prefix. */
async function putImages(bench: ImageBench): Promise<readonly string[]> {
  if (existsSync(FLY)) {
    const names = (await readdir(FLY)).filter((name) => name.endsWith("_D.TIF"));
    for (const name of names) await bench.inputs.put(join(FLY, name), name);
    return names;
  }
  console.log(`      no images at ${FLY} (DFIJI_FLY_DIR): made ones take their place`);
  const names = ["a.pgm", "b.pgm", "c.pgm"];
  for (const [index, name] of names.entries()) await bench.inputs.putText(name, squaresImage(index + 2));
  return names;
}
