import assert from "node:assert/strict";
import { LongJobs } from "../../../../cli/jobs/check/long-jobs";
import { plan, problemsOf } from "../planning";

const GIB = 2 ** 30;

describe("long jobs", () => {
  it("are those with more than 3,600 inputs or 64 GiB of large ones, without a limit of their own", () => {
    const jobs = new LongJobs();
    jobs.add({ name: "small" }, 3600, 64 * GIB);
    jobs.add({ name: "limited", timeoutMinutes: 600 }, 20_000, 100 * GIB);
    assert.equal(jobs.warning(), undefined);
    jobs.add({ name: "plate" }, 3601, 0);
    assert.match(jobs.warning() ?? "", /^"plate" \(3601 inputs\) may run into the stack's time limit/);
    jobs.add({ name: "stack" }, 1, 65 * GIB);
    jobs.add({ name: "other" }, 1, 65 * GIB);
    assert.match(jobs.warning() ?? "", /^"plate" \(3601 inputs\) and 2 more jobs may run into/);
  });

  it("name their size where it is the reason", () => {
    const jobs = new LongJobs();
    jobs.add({ name: "stack" }, 1, 65.4 * GIB);
    assert.match(jobs.warning() ?? "", /^"stack" \(1 input, 65 GiB\) may run/);
  });

  it("are warned of for AWS alone", async () => {
    const images = Array.from({ length: 3601 }, (_, at) => `P1/${at}.tif`);
    const jobFile = { groups: [{ Plate: "P1" }], input: "{Plate}/*.tif" };
    const script = '#@ File (style="directory") input';
    const warnings = async (place: "aws" | "local") =>
      plan(jobFile, { images, script, request: { place } }, async (made) => [made.problems, made.warnings]);
    assert.deepEqual(await warnings("local"), [[], []]);
    const [problems, [warning]] = (await warnings("aws")) as [string[], string[]];
    assert.deepEqual(problems, []);
    assert.match(warning ?? "", /\(3601 inputs\) .* set timeoutMinutes in the job file, at most 660/);
  });

  it("of more than 660 minutes are refused with SQS's limit", async () => {
    const [problem] = await problemsOf({ groups: [{ a: "1" }], timeoutMinutes: 1440 }, { script: "print(1);" });
    assert.match(problem ?? "", /^timeoutMinutes is 1440; .* at most 660: SQS keeps a message .* 12 hours .* Split it/);
  });
});
