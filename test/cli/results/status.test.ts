import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ProgressFile } from "../../../cli/bookkeeping/progress-file";
import { type Place } from "../../../cli/bookkeeping/result-location";
import { RunState } from "../../../cli/progress/run-state";
import { StatusReader } from "../../../cli/results/status";
import { statusLine, statusLines } from "../../../cli/results/status-lines";
import { textOf } from "../../../cli/shared/styled";
import { FolderStore } from "../../../worker/storage/folder-store";
import { leaveDone, leaveFailed, leavePlan } from "../../helpers/fake-results";

describe("a look at the state of a run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-status-"));
    const names = ["A", "B", "C", "D"];
    await leavePlan(folder, Object.fromEntries(names.map((name) => [name, { Name: name }])));
    await leaveDone(folder, "A", { "t.csv": "x" }); // at 03:04:06
    await leaveFailed(folder, "B"); // at 03:04:06
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const place = (more: Partial<Place> = {}): Place => ({ outputs: new FolderStore(folder), ...more });

  /** A queue with so many messages. */
  const queues = (waiting: number, inFlight: number) => {
    const send = (command: unknown) => {
      assert.ok(command instanceof GetQueueAttributesCommand);
      const Attributes = {
        ApproximateNumberOfMessages: String(waiting),
        ApproximateNumberOfMessagesDelayed: "0",
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
      };
      return Promise.resolve({ Attributes });
    };
    return { client: { send } as unknown as SQSClient, queueUrl: "https://sqs/jobs" };
  };

  it("reads each marker once, and sees when one is gone", async () => {
    const said: string[] = [];
    const reader = new StatusReader(place(), (text) => said.push(text));
    assert.equal((await reader.look()).done, 1);
    const marker = join(folder, ".dfiji/done/A-00000000.json");
    await writeFile(marker, "{");
    await leaveDone(folder, "C", { "t.csv": "x" });
    await writeFile(join(folder, ".dfiji/done/D-00000000.json"), "{");
    assert.equal((await reader.look()).done, 2);
    await reader.look();
    assert.equal(said.length, 1, said.join("\n"));
    assert.match(said[0] ?? "", /D-00000000\.json is not a done marker/);
    await rm(marker);
    assert.equal((await reader.look()).done, 1);
  });

  it("names rate and time left on AWS, from the last ten minutes, only while jobs wait or run", async () => {
    const now = Date.parse("2026-01-02T03:04:06Z") + 60_000; // 61 s after the submission
    const active = await new StatusReader(place({ queues: queues(5, 2) }), assert.fail).look(now);
    assert.equal(active.jobsPerSecond, 2 / 61);
    assert.deepEqual(active.secondsLeft, { low: 7 * 30.5, high: 7 * 30.5 });
    assert.equal(statusLine(active), "1 done, 1 failed, 2 running, 5 waiting, 2.0 jobs/min, about 4 min left");
    const over = await new StatusReader(place({ queues: queues(0, 0) }), assert.fail).look(now);
    assert.equal(statusLine(over), "1 done, 1 failed, 0 running, 0 waiting");
    const later = await new StatusReader(place({ queues: queues(5, 2) }), assert.fail).look(now + 600_000);
    assert.deepEqual([later.jobsPerSecond, later.secondsLeft], [undefined, undefined]);
  });

  it("names those of a run of this computer as the run wrote them, and its phase", async () => {
    const lock = { pid: process.pid, host: hostname(), startedAt: "2026-01-02T03:04:05Z" };
    await writeFile(join(folder, ".dfiji", "lock"), JSON.stringify(lock));
    const state = new RunState(100, { name: "ImageJ", copies: 1, isBuilding: false }, undefined, 0);
    state.start(0, "C", 0);
    for (let i = 1; i <= 40; i++) state.addDone(i * 500);
    const progress = new ProgressFile(folder);
    progress.update(state, 20_000);
    await progress.flush();
    const reader = new StatusReader(place({ outputDir: folder }), assert.fail);
    const lines = statusLines(await reader.look()).map(textOf);
    assert.deepEqual(lines.slice(1, 6), [
      ...["done     1", "failed   1", "waiting  59", "running  C", "rate     2.0 jobs/s, about 30 s left"],
    ]);
    assert.equal(lines[6], `a run is active: process ${process.pid} on ${hostname()}, since 2026-01-02T03:04:05Z`);
    state.become("closing", 21_000);
    progress.update(state, 30_000);
    await progress.flush();
    assert.ok(
      statusLines(await reader.look())
        .map(textOf)
        .includes("it is closing"),
    );
    await progress.remove();
    await rm(join(folder, ".dfiji", "lock"));
    assert.deepEqual(
      statusLines(await reader.look())
        .map(textOf)
        .slice(1, 4),
      ["done     1", "failed   1", "not run  2"],
    );
  });
});
