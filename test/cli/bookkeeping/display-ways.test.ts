import assert from "node:assert/strict";
import { countWays, mixedWaysNotice } from "../../../cli/bookkeeping/display-ways";

describe("results of jobs with and without a display", () => {
  const [shown, hidden, unnamed] = [{ display: "virtual" as const }, { display: "none" as const }, {}];

  for (const [markers, notice] of [
    [[], undefined],
    [[unnamed, unnamed], undefined],
    [[shown, shown, unnamed], undefined],
    [[hidden, unnamed], undefined],
    [[shown, hidden, hidden], /^note: 1 job ran with a display and 2 without; .*--force and --display virtual/],
    [[shown, shown, unnamed, hidden], /^note: 2 jobs ran with a display and 1 without;/],
  ] as const) {
    it(`${notice === undefined ? "are one kind" : "are mixed, which is said,"} for ${JSON.stringify(markers)}`, () => {
      const text = mixedWaysNotice(countWays(markers));
      if (notice === undefined) assert.equal(text, undefined);
      else assert.match(text ?? "", notice);
    });
  }
});
