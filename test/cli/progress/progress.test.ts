import assert from "node:assert/strict";
import { PlateMap } from "../../../cli/progress/plate-map";
import { duration, failureLine, leftText, liveLines, phaseText, progressLine } from "../../../cli/progress/render";
import { type FailedJob, RunState } from "../../../cli/progress/run-state";
import { summarize, type Summary, summaryLines } from "../../../cli/progress/summary";
import { CauseGroups } from "../../../cli/shared/alike";
import { textOf, widthOf } from "../../../cli/shared/styled";
import { FakeIo } from "../../helpers/cli-io";

const failure = (n: number): FailedJob => ({
  jobId: `j${n}`,
  name: `A${n}`,
  class: "script-error",
  reason: "Undefined variable",
  line: 12,
  log: `/r/.dfiji/logs/j${n}.log`,
});

function causesOf(failures: readonly FailedJob[]) {
  const groups = new CauseGroups();
  for (const one of failures) groups.add(one);
  return groups.list;
}

describe("progress of a run", () => {
  const IMAGEJ = { name: "ImageJ", copies: 2, isBuilding: false };
  const size = (columns: number, rows: number, colour = false) => ({ columns, rows, colour });
  const shown = (state: RunState, nowMs: number, columns = 80, rows = 24) =>
    liveLines(state, nowMs, size(columns, rows)).map(textOf);

  it("counts, with the rate from the first job's start on", () => {
    const state = new RunState(10, IMAGEJ, undefined, 0);
    assert.equal(progressLine(state, 60_000), "0 of 10 done");
    state.start(0, "A1", 60_000);
    state.addDone(61_000);
    state.addFailed(failure(2), 62_000);
    assert.equal(progressLine(state, 62_000), "1 of 10 done, 1 failed, 1.0 jobs/s");
  });

  it("names a time left only after ten jobs or five seconds of work, and as a range while it is unsure", () => {
    const state = new RunState(1000, IMAGEJ, undefined, 0);
    state.start(0, "A1", 0);
    for (let i = 1; i <= 9; i++) state.addDone(i * 100);
    assert.equal(state.timeLeft(900), undefined);
    state.addDone(1000);
    assert.deepEqual(
      [state.timeLeft(1000)?.low, state.timeLeft(1000)?.high].map((seconds) => Math.round(seconds ?? 0)),
      [75, 130],
    );
    for (let i = 11; i <= 30; i++) state.addDone(i * 100);
    assert.deepEqual(state.timeLeft(3000), { low: 97, high: 97 });
    state.become("closing", 3000);
    assert.equal(state.timeLeft(3000), undefined);
    const slow = new RunState(10, IMAGEJ, undefined, 0);
    slow.start(0, "A1", 0);
    slow.addDone(4000);
    assert.equal(slow.timeLeft(4999), undefined);
    assert.ok(slow.timeLeft(5000) !== undefined);
  });

  it("writes the time left with no more digits than are known", () => {
    const text = (low: number, high: number) => leftText({ low, high });
    assert.deepEqual(
      [text(20, 40), text(97, 97), text(50, 180), text(5000, 6000), text(0.2, 0.3), text(40_000, 90_000)],
      ["20 to 40 s left", "about 2 min left", "1 to 3 min left", "1 to 2 h left", "about 1 s left", "11 to 25 h left"],
    );
  });

  it("names the phase and how long it takes", () => {
    const state = new RunState(16, { ...IMAGEJ, isBuilding: true }, undefined, 0);
    const built = "(the first start on this computer builds it, once)";
    assert.equal(phaseText(state, 12_000), `starting 2 ImageJ, 12 s ${built}`);
    state.copyReady(1, 45_000);
    assert.equal(phaseText(state, 65_000), "running, 1 min 5 s");
    state.become("stopping", 66_000);
    assert.equal(phaseText(state, 68_000), "stopping: running jobs may finish, 2 s");
    state.become("closing", 70_000);
    state.become("running", 71_000);
    assert.equal(phaseText(state, 73_000), "closing 2 ImageJ, 3 s");
    state.start(0, "again", 74_000);
    assert.equal(state.phase, "running");
  });

  it("shows no bar that stands still: before the first job has ended, and after the last", () => {
    const state = new RunState(16, IMAGEJ, undefined, 0);
    assert.deepEqual(shown(state, 3000), [
      ...["starting 2 ImageJ, 3 s", "0 of 2 ready", "0 of 16 done", "", "  ImageJ 1 of 2", "  ImageJ 2 of 2"],
    ]);
    state.start(0, "A1", 4000);
    assert.equal(shown(state, 5000)[1], "the first job runs");
    state.start(1, "A2", 4000);
    assert.equal(shown(state, 5000)[1], "the first 2 jobs run");
    state.addDone(6000);
    assert.match(shown(state, 6000)[1] ?? "", /^\[#{4}-{67}\] 6 %$/);
    for (let i = 1; i < 16; i++) state.addDone(6000 + i);
    assert.match(shown(state, 7000)[1] ?? "", /^\[#{71}\] 100 %$/);
    state.become("closing", 7000);
    assert.equal(shown(state, 7000)[1], "all jobs have ended");
  });

  it("measures the rate over the last endings only", () => {
    const state = new RunState(1000);
    state.start(0, "A1", 0);
    for (let i = 1; i <= 100; i++) state.addDone(i * 10_000);
    for (let i = 1; i <= 51; i++) state.addDone(1_000_000 + i * 100);
    assert.equal(state.rate(1_005_100), 10);
  });

  it("shows what each engine process is at, and no line wider than the terminal", () => {
    const state = new RunState(2, IMAGEJ, undefined, 0);
    state.start(1, "B-細胞-with-a-name-that-is-far-too-long-for-a-narrow-terminal", 0);
    state.start(0, "A1", 1000);
    const lines = shown(state, 4000, 40);
    assert.deepEqual(lines.slice(4), ["  ImageJ 1 of 2  A1  3 s", "  ImageJ 2 of 2  B-細胞-with-a-name-th…"]);
    for (const line of lines) assert.ok(widthOf(line) < 40, line);
  });

  it("is as high as the terminal allows, whatever happens in the run", () => {
    for (const [columns, rows, height] of [
      [80, 24, 20],
      [160, 50, 46],
      [80, 6, 5],
    ] as const) {
      const state = new RunState(100, { ...IMAGEJ, copies: 64 }, undefined, 0);
      const heights = [shown(state, 0, columns, rows).length];
      for (let i = 0; i < 64; i++) state.start(i, `j${i}`, 1);
      heights.push(shown(state, 2, columns, rows).length);
      for (let i = 0; i < 12; i++) state.addFailed({ ...failure(i), line: i }, 3);
      state.become("closing", 4);
      heights.push(shown(state, 5, columns, rows).length);
      assert.deepEqual(heights, [height, height, height]);
    }
  });

  it("draws the plate from 100 columns on, where there is room", () => {
    const group = (well: string) => ({ Plate: "P1", Well: well });
    const jobs = ["A01", "A02", "B01", "B02", "H12"].map((well) => ({ jobId: well, group: group(well) }));
    const plate = PlateMap.of([...jobs, { jobId: "A01b", group: group("A01") }]);
    const state = new RunState(6, IMAGEJ, plate, 0);
    for (const id of ["A01", "A02"]) plate?.start(id);
    plate?.leave("A01");
    plate?.end("A01", "done");
    plate?.end("B01", "done");
    plate?.end("B02", "failed");
    const lines = shown(state, 1000, 100, 24);
    assert.deepEqual(
      lines.slice(6),
      [
        ...["  A  o o", "  B  # x", "  C", "  D", "  E", "  F", "  G", "  H                        ·"],
        "  P1  · waiting  o running  # done  x failed",
      ].map((line) => line.padEnd(line.startsWith("  P1") ? 0 : 28)),
    );
    assert.equal(shown(state, 1000, 99, 24).length, 6);
    assert.equal(shown(state, 1000, 160, 16).length, 6);
  });

  it("draws a plate of 384 and one of 1536 in eight rows, with the worst of several wells", () => {
    const jobs = ["A01", "B01", "P24"].map((Well) => ({ jobId: Well, group: { Well } }));
    const small = PlateMap.of(jobs);
    small?.end("A01", "done");
    small?.end("B01", "failed");
    assert.equal(small?.lines(false).map(textOf)[0]?.trimEnd(), "  A  x");
    assert.match(textOf(small?.lines(true)[0] ?? ""), /^ {2}A {2}▀ /);
    const large = PlateMap.of([...jobs, { jobId: "AF48", group: { Well: "AF48" } }]);
    const lines = large?.lines(true).map(textOf) ?? [];
    assert.deepEqual([lines.length, lines[7]?.length, lines[7]?.trim()], [9, 52, `AC${" ".repeat(47)}·`]);
    assert.equal(PlateMap.of([{ jobId: "a", group: { Name: "a" } }]), undefined);
  });

  it("a copy that left its job is not shown, one that began the next is", () => {
    const state = new RunState(2);
    state.start(0, "A1", 0);
    state.start(0, "A2", 1);
    state.leave("A1");
    assert.deepEqual(
      state.running.map(({ name }) => name),
      ["A2"],
    );
    state.leave("A2");
    assert.deepEqual(state.running, []);
  });

  it("keeps the first ten failures and counts all", () => {
    const state = new RunState(20);
    for (let i = 0; i < 12; i++) state.addFailed(failure(i), i);
    assert.equal(state.failures.length, 10);
    assert.equal(state.failed, 12);
    assert.equal(state.failuresByClass.get("script-error"), 12);
  });

  it("writes durations for people", () => {
    assert.deepEqual([7.4, 245, 7800, 273_600].map(duration), ["7 s", "4 min 5 s", "2 h 10 min", "3 d 4 h"]);
  });

  it("tells class, line and reason of a failure", () => {
    assert.equal(failureLine(failure(1)), "failed A1: script-error, line 12: Undefined variable");
  });
});

describe("summary of a run", () => {
  const summary: Summary = {
    total: 14,
    done: 1,
    failed: 12,
    olderResults: 0,
    skipped: 3,
    seconds: 65,
    failures: Array.from({ length: 10 }, (_, n) => failure(n)),
    causes: causesOf(Array.from({ length: 12 }, (_, n) => failure(n))),
    stopped: "stopped by Ctrl-C",
    where: "/r",
    log: "/r/.dfiji/worker.log",
    next: { collect: "collect it", report: "draw it", failures: "look at them" },
  };
  const linesOf = (changes: Partial<Summary>, columns?: number) =>
    summaryLines({ ...summary, ...changes }, "/r", columns).map(textOf);

  it("groups causes, and ends with the counts and the next command", () => {
    assert.deepEqual(linesOf({}), [
      "12 x script-error, line 12: Undefined variable",
      "  A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 and 2 more  log: .dfiji/logs/j0.log",
      "Not everything was run: stopped by Ctrl-C.",
      "Results: .",
      "The plate as a page: draw it",
      "One table of all jobs: collect it",
      "dfiji: 1 done, 12 failed, 1 not run, 65 s, 3 done before",
      "The same command runs what is left.",
      "Next: look at them  (why; with --retry: run them again)",
    ]);
    const good = { total: 14, done: 14, failed: 0, causes: [], skipped: 0, seconds: 7800, stopped: undefined };
    assert.deepEqual(linesOf(good).slice(-2), [
      "dfiji: 14 done, 0 failed, 0 not run, 7800 s (2 h 10 min)",
      "Next: collect it  (one table of all jobs)",
    ]);
    assert.deepEqual(linesOf({ ...good, total: 20, stopped: "stopped by SIGTERM" }).slice(-3), [
      "One table of all jobs: collect it",
      "dfiji: 14 done, 0 failed, 6 not run, 7800 s (2 h 10 min)",
      "The same command runs what is left.",
    ]);
  });

  it("fits on 80 x 24 with many causes, whatever their number", () => {
    const many = Array.from({ length: 400 }, (_, n) => ({ ...failure(n), line: (n % 20) + 1 }));
    const lines = linesOf({ failed: 400, total: 402, causes: causesOf(many) }, 80);
    assert.equal(lines.length, 20);
    assert.equal(lines[1], "  A0 A20 A40 A60 A80 A100 A120 A140 A160 and 11 more  log: .dfiji/logs/j0.log");
    assert.equal(lines[12], "and 280 more of 14 other causes");
    for (const line of lines) assert.ok(line.length < 80, line);
  });

  it("shows what reasons have in common that differ in numbers and names", () => {
    const reasons = [
      "only 12 nuclei in C05_s1.tif: blur",
      "only 7 nuclei in C05_s1.tif: blur",
      "only 7 nuclei in D1.tif: blur",
    ];
    const causes = causesOf(reasons.map((reason, n) => ({ ...failure(n), reason })));
    assert.deepEqual(
      causes.map(({ count, reason }) => [count, reason]),
      [[3, "only N nuclei in …: blur"]],
    );
    const apart = causesOf([failure(1), { ...failure(2), reason: "another" }, { ...failure(3), line: 13 }]);
    assert.deepEqual(
      apart.map(({ count }) => count),
      [1, 1, 1],
    );
  });

  it("ends with 0 only when every job is done", async () => {
    const good = { ...summary, total: 1, done: 1, failed: 0, failures: [], causes: [] };
    assert.equal(await summarize(good, new FakeIo(), false), 0);
    assert.equal(await summarize(summary, new FakeIo(), false), 1);
    assert.equal(await summarize({ ...good, total: 2 }, new FakeIo(), false), 1);
  });

  it("is one JSON line for programs", async () => {
    const io = new FakeIo();
    await summarize(summary, io, true);
    assert.equal(io.out.length, 1);
    assert.deepEqual((JSON.parse(io.out[0] ?? "") as { exitCode: number }).exitCode, 1);
  });
});
