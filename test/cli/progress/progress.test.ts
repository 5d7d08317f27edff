import assert from "node:assert/strict";
import { duration, failureLine, liveBlock, progressLine } from "../../../cli/progress/render";
import { type FailedJob, RunState } from "../../../cli/progress/run-state";
import { summarize, type Summary, summaryLines } from "../../../cli/progress/summary";
import { FakeIo } from "../../helpers/cli-io";

const failure = (n: number): FailedJob => ({
  jobId: `j${n}`,
  name: `A${n}`,
  class: "script-error",
  reason: "Undefined variable",
  line: 12,
  log: `/r/.dfiji/logs/j${n}.log`,
});

describe("progress of a run", () => {
  it("counts, and tells rate and time left from the first job's start on", () => {
    const state = new RunState(10);
    assert.equal(progressLine(state, 60_000), "0 of 10 done");
    state.start(0, "A1", 60_000);
    state.addDone(61_000);
    state.addFailed(failure(2), 62_000);
    assert.equal(progressLine(state, 62_000), "1 of 10 done, 1 failed, 1.0 jobs/s, about 8 s left");
  });

  it("measures the rate over the last endings only", () => {
    const state = new RunState(1000);
    state.start(0, "A1", 0);
    for (let i = 1; i <= 100; i++) state.addDone(i * 10_000);
    for (let i = 1; i <= 51; i++) state.addDone(1_000_000 + i * 100);
    assert.equal(state.rate(1_005_100), 10);
  });

  it("shows what each copy is at, and no line wider than the terminal", () => {
    const state = new RunState(2);
    state.start(1, "B-with-a-name-that-is-far-too-long-for-a-narrow-terminal", 0);
    state.start(0, "A1", 1000);
    const lines = liveBlock(state, 4000, 40).split("\n");
    assert.match(lines[2] ?? "", /copy 1 {2}A1 {2}3 s/);
    assert.match(lines[3] ?? "", /copy 2 {2}B-with/);
    for (const line of lines) assert.ok(line.length < 40);
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
    stopped: "stopped by Ctrl-C",
    where: "/r",
    log: "/r/.dfiji/worker.log",
    next: { collect: "collect it", failures: "look at them" },
  };

  it("counts, explains, and says where the results and the next commands are", () => {
    const lines = summaryLines(summary);
    assert.equal(lines[0], "1 done, 12 failed, 1 not run, 3 done before, in 1 min 5 s");
    const text = lines.join("\n");
    for (const part of ["stopped by Ctrl-C", "log: /r/.dfiji/logs/j0.log", "and 2 more", "Results: /r", "collect it"]) {
      assert.ok(text.includes(part), part);
    }
  });

  it("is one line for failures of one class, line and reason, with their number", () => {
    const failures = [...Array.from({ length: 9 }, (_, n) => failure(n)), { ...failure(9), reason: "another" }];
    const lines = summaryLines({ ...summary, failed: 10, failures }).filter((line) => line.startsWith("  failed "));
    assert.deepEqual(lines, [
      "  failed 9 jobs (A0, A1, A2, …): script-error, line 12: Undefined variable",
      "  failed A9: script-error, line 12: another",
    ]);
  });

  it("ends with 0 only when every job is done", () => {
    const good = { ...summary, total: 1, done: 1, failed: 0, failures: [] };
    assert.equal(summarize(good, new FakeIo(), false), 0);
    assert.equal(summarize(summary, new FakeIo(), false), 1);
    assert.equal(summarize({ ...good, total: 2 }, new FakeIo(), false), 1);
  });

  it("is one JSON line for programs", () => {
    const io = new FakeIo();
    summarize(summary, io, true);
    assert.equal(io.out.length, 1);
    assert.deepEqual((JSON.parse(io.out[0] ?? "") as { exitCode: number }).exitCode, 1);
  });
});
