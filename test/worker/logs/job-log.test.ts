import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JobLog, LOG_END_BYTES, LOG_HEAD_BYTES } from "../../../worker/logs/job-log";

describe("the log of a job", () => {
  let folder: string;
  let log: JobLog;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-log-"));
    log = new JobLog(join(folder, "job.log"), "# first", (text) => text.replaceAll("secret", "…"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const stored = (): Promise<string> => readFile(log.path, "utf8");

  it("has every line without what is secret, and its last 40 for the record", async () => {
    for (let line = 1; line <= 50; line++) log.line(`secret ${line}`);
    log.flush();
    const lines = Array.from({ length: 50 }, (_, index) => `… ${index + 1}`);
    assert.equal(await stored(), ["# first", ...lines, ""].join("\n"));
    assert.deepEqual(log.tail, lines.slice(10));
  });

  it("keeps 2,000 characters of a long line for the record", () => {
    log.line("x".repeat(2 ** 20));
    assert.deepEqual(
      log.tail.map(({ length }) => length),
      [2000],
    );
  });

  it("has the beginning and the end of what is too long, and how much is left out", async () => {
    const lineOf = (line: number): string => `${line} ${"x".repeat(2 ** 20 - 10)}`;
    for (let line = 1; line <= 60; line++) log.line(lineOf(line));
    log.line("last");
    log.flush();
    const lines = (await stored()).split("\n");
    const shown = lines.map((line) => line.replace(/ x+$/, ""));
    const [head, end] = [Array.from({ length: 51 }, (_, index) => String(index + 1)), ["59", "60", "last", ""]];
    const notice = "... 7 lines of 7 MiB in all are left out: a log keeps its first 50 MiB and its last 1 MiB ...";
    assert.deepEqual(shown, ["# first", ...head, notice, ...end]);
    assert.ok((await stored()).length < LOG_HEAD_BYTES + 3 * LOG_END_BYTES);
  });

  it("is the same when it is stored twice, and continues behind it", async () => {
    log.line("a");
    log.flush();
    log.flush();
    log.line("b");
    log.flush();
    assert.equal(await stored(), "# first\na\nb\n");
  });

  it("ends where it could not be written, and fails nothing", async () => {
    await rm(folder, { recursive: true });
    log.line("a");
    log.flush();
    log.line("b");
    assert.deepEqual(log.tail, ["a", "b"]);
  });
});
