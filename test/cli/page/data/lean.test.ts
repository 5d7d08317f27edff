import assert from "node:assert/strict";
import { leanForFile } from "../../../../cli/page/data/lean";
import { type PageData } from "../../../../cli/page/data/page-data";

function dataOf(count: number): PageData {
  const jobs = Array.from({ length: count }, (_, job) => job);
  const hash = jobs.map((job) => job.toString(16).padStart(8, "0")).join("");
  const cause = jobs.map((job) => (job === 3 ? 0 : -1));
  const metric = { table: "a.csv", statistic: "mean", well: [123.4567], job: jobs.map(() => 1234.5678) };
  return {
    place: { words: "--output results" },
    jobs: { count, hash, cause },
    metrics: [
      { ...metric, column: "Area" },
      { ...metric, column: null, job: jobs.map(() => 123_456) },
    ],
    notes: ["one"],
  } as unknown as PageData;
}

describe("the data of a file", () => {
  it("are whole for fewer than 20,000 jobs", () => {
    const data = dataOf(19_999);
    assert.equal(leanForFile(data), data);
  });

  it("of more jobs name the logs of failed ones and have 4 digits of a job's numbers, and say so", () => {
    const { jobs, metrics, notes } = leanForFile(dataOf(20_000));
    assert.equal(jobs.hash.length, 160_000);
    assert.equal(jobs.hash.slice(16, 40), `${" ".repeat(8)}00000003${" ".repeat(8)}`);
    assert.deepEqual([metrics[0]?.job[0], metrics[0]?.well?.[0], metrics[1]?.job[0]], [1235, 123.4567, 123_456]);
    assert.deepEqual(notes, [
      "one",
      "of 20000 jobs this file names the logs of failed ones only, and has 4 digits of each job's numbers; `dfiji view --output results` shows all",
    ]);
  });
});
