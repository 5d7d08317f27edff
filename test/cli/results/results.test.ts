import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { DoneIndex, readDoneIndex } from "../../../cli/bookkeeping/done-index";
import { readSubmissions, rootsOf, type Submission, writeSubmission } from "../../../cli/bookkeeping/submissions";
import { FolderStore } from "../../../worker/storage/folder-store";
import { FakeIo } from "../../helpers/cli-io";
import { BEFORE, leaveDone, leaveFailed, leavePlan, NOW } from "../../helpers/fake-results";

describe("what is known of a run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-results-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main([...args, "--output", folder], io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };
  const submission = (changes: Partial<Submission> = {}): Submission => ({
    v: 1,
    submission: "20260102-030405-abcd",
    createdAt: "2026-01-02T03:04:05Z",
    roots: [""],
    count: 3,
    planSha256: "x",
    queued: 3,
    complete: true,
    ...changes,
  });

  it("status and collect say when some results were made with a display and others without", async () => {
    const [virtual, none] = (["virtual", "none"] as const).map((display) => ({ by: { ...NOW, display } }));
    const files = { "t.csv": "Area\n1\n" };
    for (const name of ["A", "B"]) await leaveDone(folder, name, files, none);
    for (const command of [["status"], ["collect", "t.csv"]]) {
      assert.doesNotMatch((await call(...command)).err, /display/);
    }
    await leaveDone(folder, "C", files, virtual);
    for (const command of [["status"], ["collect", "t.csv"]]) {
      assert.match((await call(...command)).err, /note: 1 job ran with a display and 2 without; .*--display virtual/);
    }
    const { displays } = JSON.parse((await call("status", "--json")).out) as { displays: object };
    assert.deepEqual(displays, { virtual: 1, none: 2 });
  });

  it("the index knows ids, their names and their roots", () => {
    const index = new DoneIndex();
    index.add("", "B-00000000");
    index.add("r/", "A-00000000");
    index.add("", "A-11111111");
    index.add("", "A-11111111");
    assert.equal(index.size, 3);
    assert.deepEqual([...index.ids()], ["A-00000000", "A-11111111", "B-00000000"]);
    assert.deepEqual(index.othersOfName("A-11111111"), ["A-00000000"]);
    assert.equal(index.rootOf("A-00000000"), "r/");
    assert.equal(index.rootOf("B-00000000"), "");
    assert.equal(index.has("C-00000000"), false);
  });

  it("submissions come back oldest first and name the roots", async () => {
    const store = new FolderStore(folder);
    assert.deepEqual(rootsOf(await readSubmissions(store, assert.fail)), [""]);
    await writeSubmission(store, submission({ submission: "20260103-000000-aaaa", roots: ["b/", "a/"] }));
    await writeSubmission(store, submission({ roots: ["a/"] }));
    const found = await readSubmissions(store, assert.fail);
    assert.deepEqual(
      found.map((one) => one.submission),
      ["20260102-030405-abcd", "20260103-000000-aaaa"],
    );
    assert.deepEqual(rootsOf(found), ["a/", "b/"]);
    assert.equal((await readDoneIndex(store, ["a/", "b/"])).size, 0);
  });

  it("failures lists each job once with its last attempt, and not those that are done by now", async () => {
    await leaveFailed(folder, "A");
    await leaveFailed(folder, "A", { receiveCount: 2, class: "timeout", finishedAt: "2026-01-02T04:00:00Z" });
    await leaveFailed(folder, "B");
    await leaveDone(folder, "B", { "t.csv": "x" });
    await leaveFailed(folder, "C");
    await leaveDone(folder, "C", { "t.csv": "x" }, { hash: "11111111" });
    await leaveFailed(folder, "D", { class: "interrupted", counted: false });
    await leaveFailed(folder, "E", { class: "memory-shared", counted: false }); // runs again, alone
    const { code, out } = await call("failures");
    assert.equal(code, 0);
    assert.match(out, /^A {2}timeout, line 12$/m);
    assert.match(out, /what to do: read the log/);
    assert.match(out, /log: .*\.dfiji\/logs\/A-00000000\.log/);
    assert.match(out, /^ {4}\| two$/m);
    assert.match(out, /1 job failed: 1 timeout/);
    const json = (await call("failures", "--json")).out.split("\n");
    assert.deepEqual(
      json.map((line) => (JSON.parse(line) as { name: string }).name),
      ["A"],
    );
  });

  const ALIKE: readonly [
    what: string,
    changes: readonly Parameters<typeof leaveFailed>[2][],
    heads: readonly string[],
  ][] = [
    ["nine equal failures are one", Array(9).fill({}), ["9 jobs  script-error, line 12"]],
    ["one alone keeps its name", [{}], ["0  script-error, line 12"]],
    ["another line", [{}, { line: 3 }, {}], ["2 jobs  script-error, line 12", "1  script-error, line 3"]],
    ["another reason", [{ reason: "x" }, { reason: "y" }], ["0  script-error, line 12", "1  script-error, line 12"]],
    ["another class", [{}, {}, { class: "timeout" }], ["2 jobs  script-error, line 12", "2  timeout, line 12"]],
    ["other logs of one cause", [{ logTail: ["a"] }, { logTail: ["b"] }], ["2 jobs  script-error, line 12"]],
  ];
  for (const [what, changes, heads] of ALIKE) {
    it(`failures groups what failed alike: ${what}`, async () => {
      for (const [name, change] of changes.entries()) await leaveFailed(folder, String(name), change);
      const { out } = await call("failures");
      assert.deepEqual(out.match(/^\S.* {2}\S.*$/gm), heads);
      assert.equal((await call("failures", "--json")).out.split("\n").length, changes.length);
    });
  }

  it("failures names the first 20 jobs that failed alike, and says how many more there are", async () => {
    for (let job = 10; job < 35; job++) await leaveFailed(folder, `J${job}`);
    const { out } = await call("failures");
    assert.match(out, /^ {2}jobs: J10, J11, .*J29 and 5 more \(--all lists them\)$/m);
    assert.match(out, /^ {2}log of J10: .*\.dfiji\/logs\/J10-00000000\.log$/m);
    assert.match(out, /^25 jobs failed: 25 script-error\nNext: npx dfiji failures --output \. --retry$/m);
    assert.match((await call("failures", "--all")).out, /^ {2}jobs: J10, J11, .*J34$/m);
  });

  it("failures puts the most frequent cause first, and reasons that differ in numbers together", async () => {
    await leaveFailed(folder, "A", { reason: "x" });
    for (const job of [1, 2, 3]) await leaveFailed(folder, `B${job}`, { reason: `only ${job} nuclei in B${job}.tif` });
    const { out } = await call("failures");
    assert.deepEqual(out.match(/^\S.* {2}\S.*$/gm), ["3 jobs  script-error, line 12", "A  script-error, line 12"]);
    assert.match(out, /^ {2}only N nuclei in …$/m);
    const status = (await call("status")).out;
    assert.deepEqual(status.split("\n").slice(3, 7), [
      "3 x script-error, line 12: only N nuclei in …",
      "  B1 B2 B3  log: .dfiji/logs/B1-00000000.log",
      "script-error, line 12: x",
      "  A  log: .dfiji/logs/A-00000000.log",
    ]);
    assert.match(status, /^Next: npx dfiji failures --output \.$/m);
  });

  it("failures --retry needs the submission that made the jobs", async () => {
    await leaveFailed(folder, "A", { submission: "20260102-030405-abcd" });
    await writeSubmission(new FolderStore(folder), submission());
    const { code, err } = await call("failures", "--retry");
    assert.equal(code, 2);
    assert.match(err, /was not made by dfiji local: submit it again/);
  });

  it("status says once how many results are of an earlier version, and as a number in JSON", async () => {
    await leaveDone(folder, "A", { "t.csv": "x" });
    assert.equal((await call("status")).err, "");
    await leaveDone(folder, "B", { "t.csv": "x" }, { by: BEFORE.imagej });
    await leaveDone(folder, "C", { "t.csv": "x" }, { by: BEFORE.fiji });
    await leaveDone(folder, "D", { "t.csv": "x" }, { by: BEFORE.command });
    const { code, out, err } = await call("status");
    assert.equal(code, 0);
    assert.match(out, /^done {5}4$/m);
    assert.equal(
      err,
      "warning: 2 results were made by an earlier version and may be wrong (rows lost, defaults for values): run the jobs again with dfiji local --force (on AWS dfiji submit --force)",
    );
    const json = await call("status", "--json");
    const { done, olderResults } = JSON.parse(json.out) as { done: number; olderResults: number };
    assert.deepEqual([done, olderResults, json.err], [4, 2, ""]);
  });

  it("status counts what of the last plan was not run, and what is of earlier plans", async () => {
    const names = ["A", "B", "C", "D"];
    await leavePlan(folder, Object.fromEntries(names.map((name) => [name, { Name: name }])));
    await leaveDone(folder, "A", { "t.csv": "x" });
    await leaveFailed(folder, "B", { jobId: "B-00000000" });
    const { out } = await call("status");
    assert.match(out, /^done {5}1\nfailed {3}1\nnot run {2}2$/m);
    assert.ok(!out.includes("earlier ones"), out);
    await leaveDone(folder, "old", { "t.csv": "x" });
    assert.match((await call("status")).out, /^of the newest submission 1 of 4 jobs are done; the other results/m);
    const { plan } = JSON.parse((await call("status", "--json")).out) as { plan: unknown };
    assert.deepEqual(plan, { jobs: 4, done: 1, failed: 1, open: 2 });
  });

  it("status names a marker that it cannot read, and does not count it as done", async () => {
    await leaveDone(folder, "A", { "t.csv": "x" });
    await writeFile(join(folder, ".dfiji/done/A-00000000.json"), "{");
    const { out, err } = await call("status");
    assert.match(out, /^done {5}0$/m);
    assert.match(err, /^left out: \.dfiji\/done\/A-00000000\.json is not a done marker: /);
  });

  it("status counts done and failed, and names the newest submission", async () => {
    await leaveDone(folder, "A", { "t.csv": "x" });
    await leaveFailed(folder, "B");
    await writeSubmission(new FolderStore(folder), submission());
    const { out } = await call("status");
    assert.match(out, /^done {5}1$/m);
    assert.match(out, /^failed {3}1$/m);
    assert.match(out, /newest submission {2}20260102-030405-abcd of .*, 3 jobs/);
  });
});
