import assert from "node:assert/strict";
import { timeoutAdvice } from "../../../worker/failures/timeout-advice";

describe("the advice after a run that took too long", () => {
  const run = {
    limitMinutes: 120,
    key: "jobTimeoutMinutes",
    cpuSeconds: 7011.4,
    outputFiles: 1,
    lastLines: ["opening", ""],
  };

  it("names the limit with its key, and what is measured", () => {
    assert.equal(
      timeoutAdvice(run),
      'the limit was 120 minutes (jobTimeoutMinutes); the run used 7011 s of CPU time, wrote 1 file, printed last "opening". Raise the limit (at most 660), or make the job smaller',
    );
  });

  for (const line of ["slice 300 of 400", "300/400", "75 %", "progress: 75.0% of the plane"]) {
    it(`counts what it printed: ${line}`, () => {
      assert.match(timeoutAdvice({ ...run, lastLines: [line, "next"] }), /: 75 % done\. About 200 minutes are enough$/);
    });
  }

  it("says that what takes longer than SQS keeps a message has to be split", () => {
    assert.match(
      timeoutAdvice({ ...run, lastLines: ["t 10 of 200"] }),
      /5 % done\. All of it would take about 3000 minutes, and no job can take more than 660 .*: split it/,
    );
  });

  it("takes nothing else for progress", () => {
    for (const line of ["0 of 20", "20 of 20", "5 of 0", "100 %"])
      assert.doesNotMatch(timeoutAdvice({ ...run, lastLines: [line] }), /% done/);
  });
});
