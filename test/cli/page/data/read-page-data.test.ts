import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ProgressFile } from "../../../../cli/bookkeeping/progress-file";
import { openPlace } from "../../../../cli/bookkeeping/result-location";
import { fromTemplate } from "../../../../cli/page/data/file-names";
import { jobName, jobValues } from "../../../../cli/page/data/job-names";
import { type PageData } from "../../../../cli/page/data/page-data";
import { type PageOptions, readPageData } from "../../../../cli/page/data/read-page-data";
import { RunState } from "../../../../cli/progress/run-state";
import { parseLayout } from "../../../../cli/plate/layout";
import { FakeIo } from "../../../helpers/cli-io";
import { leaveDone, leaveFailed, leavePlan } from "../../../helpers/fake-results";

const namesOf = (jobs: PageData["jobs"]): string[] =>
  Array.from({ length: jobs.count }, (_, job) => jobName(jobs, job));

describe("data of the page", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-page-data-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (options: Partial<PageOptions> = {}): Promise<PageData> =>
    readPageData(await openPlace({ output: folder }, new FakeIo(folder)), { words: "--output results", ...options });
  const group = (well: string, site: string) => ({ Plate: "P1", Well: well, Site: site });

  it("keeps done, failed and not run apart, in the order of names", async () => {
    await leavePlan(folder, { A01: { Well: "A1" }, A02: { Well: "A2" }, B01: { Well: "B1" } });
    await leaveDone(folder, "A02", { "n.csv": "x\n1\n2\n" }, { group: { Well: "A2" } });
    await leaveFailed(folder, "A01", { group: { Well: "A1" }, reason: "no nuclei", logTail: ["one", "two"] });
    const { jobs, causes, wells, plan } = await read();
    assert.deepEqual(namesOf(jobs), ["A01", "A02", "B01"]);
    assert.equal(jobs.state, "fdn");
    assert.equal(jobs.hash, "000000000000000000000000");
    assert.deepEqual(causes, [{ class: "script-error", line: 12, reason: "no nuclei", advice: "read the log" }]);
    assert.deepEqual(jobs.cause, [0, -1, -1]);
    assert.deepEqual(jobs.logTail, { "0": "one\ntwo" });
    assert.deepEqual(
      [wells.row, wells.column, wells.planned],
      [
        [0, 0, 1],
        [0, 1, 0],
        [1, 1, 1],
      ],
    );
    assert.equal(plan?.isListed, true);
  });

  it("has rows and statistics of a table, by job and over all rows of a well", async () => {
    await leaveDone(folder, "A01-1", { "n.csv": " ,Area,Name\n1,10,x\n2,20,y\n" }, { group: group("A01", "1") });
    await leaveDone(folder, "A01-2", { "n.csv": " ,Area,Name\n1,90,x\n" }, { group: group("A01", "2") });
    await leaveDone(folder, "A02-1", {}, { group: group("A02", "1"), emptyTables: ["n.csv"] });
    const { metrics, tables } = await read({ stat: ["mean", "median"] });
    assert.deepEqual(
      metrics.map(({ column, statistic, job, well }) => ({ column, statistic, job, well })),
      [
        { column: null, statistic: "count", job: [2, 1, 0], well: [3, 0] },
        { column: "Area", statistic: "mean", job: [15, 90, null], well: [40, null] },
        { column: "Area", statistic: "median", job: [15, 90, null], well: [20, null] },
      ],
    );
    assert.deepEqual(tables, [{ name: "n.csv", jobs: 3, rows: 3 }]);
  });

  it("reads a table that each job calls by its own name as one", async () => {
    await leaveDone(folder, "A01", { "A01_n.csv": "x\n1\n" }, { group: { Well: "A01" } });
    await leaveDone(folder, "A02", { "A02_n.csv": "x\n5\n" }, { group: { Well: "A02" } });
    const { metrics, tables } = await read({ stat: ["mean"] });
    assert.deepEqual(tables, [{ name: "{name}_n.csv", jobs: 2, rows: 2 }]);
    assert.deepEqual(metrics[1]?.job, [1, 5]);
  });

  it("knows of jobs that run which engine process has them since when, also when they ran before", async () => {
    await leavePlan(folder, { A01: { Well: "A01" }, A02: { Well: "A02" }, A03: { Well: "A03" } });
    await leaveFailed(folder, "A02", { group: { Well: "A02" }, reason: "no nuclei", receiveCount: 1 });
    const lock = { pid: process.pid, host: hostname(), startedAt: "2026-01-02T03:04:05Z" };
    await writeFile(join(folder, ".dfiji", "lock"), JSON.stringify(lock));
    const state = new RunState(3);
    state.start(0, "A01", 1, new Date("2026-01-02T04:00:00Z"));
    state.start(1, "A02", 2, new Date("2026-01-02T04:00:07.5Z"));
    const progress = new ProgressFile(folder);
    progress.update(state, 3);
    await progress.flush();
    const { jobs } = await read();
    assert.equal(jobs.state, "rrw");
    const startOf = (job: number): string => new Date(jobs.baseMs + jobs.startedAt[job]! * 100).toISOString();
    assert.deepEqual([startOf(0), startOf(1)], ["2026-01-02T04:00:00.000Z", "2026-01-02T04:00:07.500Z"]);
    assert.equal(jobs.startedAt[2], null);
    assert.deepEqual(
      jobs.worker.at.map((at) => jobs.worker.values[at]),
      [`${hostname()}/copy-0`, `${hostname()}/copy-1`, undefined],
    );
    assert.deepEqual(jobs.seconds, [null, null, null]);
    // as versions without starts wrote it
    const old = { total: 3, done: 0, failed: 0, running: ["A01"], at: "2026-01-02T04:00:00Z" };
    await writeFile(join(folder, ".dfiji", "progress.json"), JSON.stringify(old));
    const without = (await read()).jobs;
    assert.deepEqual([without.state, without.startedAt[0]], ["rfw", null]);
  });

  it("leaves out results of other plans and says so", async () => {
    await leavePlan(folder, { A01: { Well: "A01" } });
    await leaveDone(folder, "A01", {}, { group: { Well: "A01" } });
    await leaveDone(folder, "Z09", {}, { group: { Well: "H09" } });
    const { jobs, notes } = await read();
    assert.deepEqual(namesOf(jobs), ["A01"]);
    assert.deepEqual(notes, [
      "1 result is of a job that the last run does not have, and not shown; `dfiji report --output results --all` shows all",
    ]);
    assert.deepEqual(namesOf((await read({ all: true })).jobs), ["A01", "Z09"]);
  });

  it("names a table that is broken, a marker that is, and tables that are too large", async () => {
    await leaveDone(folder, "A01", { "n.csv": 'x\n"1\n' });
    const broken = await read();
    assert.match(broken.notes.join("\n"), /left out: A01\/n\.csv cannot be read as a table: /);
    assert.deepEqual(broken.metrics[0]?.job, [null]);
    const { notes, metrics } = await read({ tablesMib: 0 });
    assert.deepEqual(notes, ["n.csv is not read: 1 MiB in 1 jobs; `--tables-mib 1` reads it"]);
    assert.deepEqual(metrics, []);
  });

  it("gives every job its name, files and seconds back, whatever its keys are", async () => {
    const groups = {
      "P1-A01-1": { Plate: "P1", 7: "A01", Site: "1" },
      "P1-A02-1": { Site: "1", Plate: "P1", 7: "A02" },
    };
    for (const [name, metadata] of Object.entries(groups)) {
      await leaveDone(folder, name, { [`${metadata[7]}.csv`]: "x\n1\n" }, { group: metadata });
    }
    const { jobs } = await read();
    assert.deepEqual(namesOf(jobs), Object.keys(groups));
    assert.equal(jobs.name.values.length, 1, "one template for both");
    const files = [0, 1].map((job) =>
      jobs.outputs.lists[jobs.outputs.at[job]!]!.map((at) =>
        fromTemplate(jobs.outputs.templates[at]!, jobValues(jobs, job)),
      ),
    );
    assert.deepEqual(files, [["P1-A01-1/A01.csv"], ["P1-A02-1/A02.csv"]]);
    assert.deepEqual(jobs.seconds, [1, 1]);
  });

  it("has the cost since the newest submission, and a note where AWS refuses it", async () => {
    await leavePlan(folder, { A01: { Well: "A01" } });
    const now = new Date("2026-01-02T04:04:05Z");
    const cost = async (since: Date) => ({ usd: 1.5, usdPerHour: 0.5, isComplete: true, since: since.toISOString() });
    const known = await read({ cost, now });
    assert.deepEqual(known.cost, { usd: 1.5, usdPerHour: 0.5, isComplete: true, since: "2026-01-02T03:04:05.000Z" });
    const refused = await read({ cost: () => Promise.reject(new Error("not authorized")), now });
    assert.equal(refused.cost, null);
    assert.deepEqual(refused.notes, ["the cost is not shown, since AWS did not answer: not authorized"]);
  });

  it("counts notes that are too many to list", async () => {
    await Promise.all(Array.from({ length: 60 }, (_, index) => leaveDone(folder, `J${index}`, { "n.csv": 'x\n"1\n' })));
    const { notes } = await read();
    assert.equal(notes.length, 51);
    assert.equal(notes.at(-1), "and 10 more; `dfiji status --output results` names broken records");
  });

  it("refuses a table and a column that no job has, with the nearest", async () => {
    await leaveDone(folder, "A01", { "nuclei.csv": "Area\n1\n" });
    await assert.rejects(read({ table: ["nuclie.csv"] }), /--table nuclie\.csv: no done job has it.*nuclei\.csv/);
    await assert.rejects(read({ column: ["Aera"] }), /--column Aera: no table has such a column.*Area/);
  });

  it("adds the wells of a layout, with their columns", async () => {
    await leaveDone(folder, "A01", {}, { group: { Plate: "P1", Well: "A01" } });
    const layout = parseLayout("Well,role,dose\nA1,negative,0\nB2,positive,5\n", "layout.csv");
    const { wells, layout: columns } = await read({ layout: { file: "layout.csv", layout } });
    assert.deepEqual(
      [wells.row, wells.column, wells.planned],
      [
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    );
    assert.deepEqual(columns?.columns["role"], { values: ["negative", "positive"], at: [0, 1] });
    assert.deepEqual(wells.plate, { values: ["P1"], at: [0, 0] });
  });
});
