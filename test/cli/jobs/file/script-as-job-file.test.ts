import assert from "node:assert/strict";
import { problemsOf } from "../planning";

describe("a script in the place of the job file", () => {
  for (const name of ["count.ijm", "count.groovy", "count.py", "Count_.java", "count.R", "it's.bsh"]) {
    it(`${name} is named as what it is, with the option for it`, async () => {
      const problems = await problemsOf('run("Measure");', { name });
      assert.deepEqual(problems, [`${name} is a script, not a job file: --script ${name}`]);
    });
  }
});
