import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { type Job } from "../../worker/contract/job";
import { type WorkerEnv } from "../../worker/contract/env";
import { environmentFor } from "../helpers/aws-environment";
import { bundledWorker } from "../helpers/bundled-worker";
import { smallDisk } from "../helpers/small-disk";
import { aJob, WorkerBench } from "../helpers/worker-bench";
import { type DiskThatStops, diskThatStops } from "./disk-that-stops";
import { Fleet, processesBelow } from "./fleet";

/** DFIJI_CHAOS=full: as long as people met it. */
const isFull = process.env["DFIJI_CHAOS"] === "full";
/** Beyond the lease of 30 s, of which the first renewal comes after 5. */
const STOPPED_SECONDS = isFull ? 180 : 32;
const DEAD_DISK_SECONDS = isFull ? 120 : 10;
const JOBS = isFull ? 40 : 4;

describe("a worker in bad surroundings", function () {
  this.timeout(600_000);
  const worker = bundledWorker("dfiji-surroundings-");
  let bench: WorkerBench;
  let fleet: Fleet;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(async () => {
    fleet.kill();
    await bench.stop();
  });

  /** `$1` is the job's name, `$2` its input folder, `$3` its output folder, `$4` a folder that lasts. */
  const shellJob = (name: string, script: string, more: Partial<Job> = {}): Job => {
    const { script: _, ...job } = aJob(name, more);
    return {
      ...job,
      engine: "command",
      command: ["/bin/sh", "-c", script, "sh", name, "{input}", "{output}", bench.root],
    };
  };
  const WRITES = 'echo "$1" > "$3/r.csv"';
  const start = (more: Partial<WorkerEnv> = {}, besides: Record<string, string> = {}, program?: readonly string[]) => {
    const settings = { DFIJI_ENGINE: "command", DFIJI_DISPLAY: "none", DOCKER_CORES: 1, ...more } as const;
    const env = { ...bench.env(settings), ...environmentFor(bench.emulator.endpoint), ...besides };
    fleet = new Fleet(worker.bundle, bench.root, env, false, undefined, program);
    return fleet.start();
  };
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) {
      assert.ok(fleet.pids.length > 0, `the worker has ended:\n${fleet.words.join("\n")}`);
      await sleep(20);
    }
  };
  const heard = (event: string) => fleet.lines.filter(({ msg }) => msg === event);
  /** All jobs done once, nothing left, nothing given up; the worker ended by itself. */
  const assertAllDone = async (pid: number, names: readonly string[]): Promise<void> => {
    assert.equal(await fleet.ended(pid), 0, fleet.words.join("\n"));
    for (const name of names) {
      const marker = await bench.marker(`${name}-00000000`);
      assert.deepEqual(
        marker?.outputs.map(({ key }) => key),
        [`${name}/r.csv`],
        name,
      );
      assert.equal(await readFile(join(bench.outputDir, name, "r.csv"), "utf8"), `${name}\n`);
    }
    assert.deepEqual([bench.waiting, bench.dead, await readdir(bench.workDir)], [[], [], []]);
    while (processesBelow(bench.root).length > 0) await sleep(20); // its watchdog ends after it
  };
  const names = Array.from({ length: JOBS }, (_, index) => `J${index}`);

  it(`gives its jobs back and does them again after everything was stopped for ${STOPPED_SECONDS} s`, async () => {
    const waits = `[ -e "$4/again" ] || { touch "$4/again"; sleep 1000; }; ${WRITES}`;
    await bench.send(shellJob("J0", waits), ...names.slice(1).map((name) => shellJob(name, WRITES)));
    const pid = start({ DFIJI_EXIT_WHEN_EMPTY_SECONDS: 40 }); // what was on its way comes back when its lease ends
    await until(async () => (await readdir(bench.root)).includes("again"));
    const all = processesBelow(bench.root).map((one) => one.pid);
    for (const one of all) process.kill(one, "SIGSTOP");
    await sleep(STOPPED_SECONDS * 1000);
    for (const one of all) process.kill(one, "SIGCONT");
    await until(() => bench.waiting.length === 0);
    fleet.signal(pid, "SIGTERM");
    await assertAllDone(pid, names);
    const [released] = heard(EVENTS.jobReleased);
    assert.equal(released?.["class"], "lease-lost");
    const delays = heard(EVENTS.loopDelayed).map(({ seconds }) => Number(seconds)); // a busy computer adds short ones
    assert.ok(Math.max(...delays) > STOPPED_SECONDS - 2, delays.join());
  });

  it("keeps its leases when the clock jumps by a day, forward and back", async () => {
    const jump = join(bench.root, "jump.cjs");
    await writeFile(jump, CLOCK);
    const waits = `touch "$4/$1.began"; until [ -e "$4/jumped" ]; do sleep 0.1; done; ${WRITES}`;
    await bench.send(...names.map((name) => shellJob(name, waits)));
    const pid = start({}, { NODE_OPTIONS: `--require ${jump}` });
    await until(async () => (await readdir(bench.root)).some((name) => name.endsWith(".began")));
    const renewals = (): number =>
      bench.waiting.map(({ visibleAtMs = 0 }) => visibleAtMs).reduce((a, b) => Math.max(a, b), 0);
    for (const _ of ["forward", "back", "back"]) {
      fleet.signal(pid, "SIGUSR2");
      const before = renewals();
      await until(() => renewals() > before); // the lease is renewed after the jump
    }
    await writeFile(join(bench.root, "jumped"), "");
    await assertAllDone(pid, names);
    assert.deepEqual([heard(EVENTS.jobReleased), heard(EVENTS.jobFailed)], [[], []]);
    const years = new Set(fleet.lines.map(({ time }) => String(time).slice(0, 10)));
    assert.ok(years.size > 1, "the clock did not jump");
  });

  it("does jobs of many files with 256 open files", async () => {
    const count = isFull ? 2000 : 300;
    for (let file = 0; file < count; file++) await bench.input(`many/${file}.txt`, "x");
    const copies = `for f in "$2"/*; do cp "$f" "$3/"; done; ls "$3" | wc -l`;
    await bench.send(...["J0", "J1"].map((name) => shellJob(name, copies, { input: ["many/*.txt"] })));
    const limited = ["/bin/sh", "-c", 'ulimit -n 256 && exec "$@"', "sh", process.execPath];
    const pid = start({ DOCKER_CORES: 2, EXPECTED_NUMBER_FILES: count }, {}, limited);
    assert.equal(await fleet.ended(pid), 0, fleet.words.join("\n"));
    for (const name of ["J0", "J1"]) {
      const marker = await bench.marker(`${name}-00000000`);
      assert.deepEqual([marker?.inputs.length, marker?.outputs.length], [count, count]);
    }
    assert.deepEqual([bench.waiting, bench.dead], [[], []]);
  });

  it("does its jobs while the folder of temporary files is full", async function () {
    const disk = await smallDisk(1);
    if (disk === undefined) return this.skip();
    try {
      await disk.fill(0);
      await bench.send(...names.map((name) => shellJob(name, `mktemp; ${WRITES}`)));
      await assertAllDone(start({}, { TMPDIR: disk.folder }), names);
    } finally {
      await disk.unmount();
    }
  });

  it("ends by SIGHUP with all that it started; the next one cleans, and does its jobs", async () => {
    const waits = `[ -e "$4/again" ] || { touch "$4/again"; sleep 1000; }; ${WRITES}`;
    await bench.send(...names.map((name) => shellJob(name, waits)));
    const first = start();
    await until(async () => (await readdir(bench.root)).includes("again"));
    fleet.signal(first, "SIGHUP");
    await fleet.ended(first);
    assert.equal(fleet.exits[0]?.signal, "SIGHUP");
    while (processesBelow(bench.root).length > 0) await sleep(20);
    const pid = start({ DFIJI_EXIT_WHEN_EMPTY_SECONDS: 40 }); // its job comes back when the lease ends
    await until(() => bench.waiting.length === 0);
    fleet.signal(pid, "SIGTERM");
    await assertAllDone(pid, names);
  });

  it(`waits for a results disk that answers nothing for ${DEAD_DISK_SECONDS} s, and keeps its leases`, async function () {
    const disk: DiskThatStops | undefined = await diskThatStops(bench.root);
    if (disk === undefined) return this.skip();
    try {
      bench.outputDir = disk.folder;
      const waits = `touch "$4/$1.began"; until [ -e "$4/stopped" ]; do sleep 0.1; done; ${WRITES}`;
      await bench.send(...names.map((name) => shellJob(name, waits)));
      const pid = start();
      await until(async () => (await readdir(bench.root)).some((name) => name.endsWith(".began")));
      disk.stop();
      await writeFile(join(bench.root, "stopped"), "");
      await sleep(DEAD_DISK_SECONDS * 1000);
      assert.deepEqual([heard(EVENTS.jobDone), heard(EVENTS.jobReleased), fleet.pids], [[], [], [pid]]);
      disk.goOn();
      await assertAllDone(pid, names);
      assert.deepEqual([heard(EVENTS.jobReleased), heard(EVENTS.jobFailed), heard(EVENTS.loopDelayed)], [[], [], []]);
    } finally {
      await disk.end();
    }
  });
});

/** Loaded before the worker: with each SIGUSR2 its wall clock jumps. */
const CLOCK = `
const RealDate = Date;
const jumps = [86_400_000, 0, -86_400_000];
let offset = 0;
const now = () => RealDate.now() + offset;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
};
process.on("SIGUSR2", () => (offset = jumps.shift() ?? offset));
`;
