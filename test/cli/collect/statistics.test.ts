import assert from "node:assert/strict";
import fc from "fast-check";
import { isStatistic, statistic } from "../../../cli/collect/statistics";

describe("statistics of a column", () => {
  // R 4: x <- c(2, 4, 4, 4, 5, 5, 7, 9); sd(x) is 2.138090, quantile(x, .05) 2.7, quantile(x, .9) 7.6
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  for (const [name, value] of [
    ["mean", 5],
    ["median", 4.5],
    ["sd", Math.sqrt(32 / 7)],
    ["cv", Math.sqrt(32 / 7) / 5],
    ["sum", 40],
    ["min", 2],
    ["max", 9],
    ["q05", 2.7],
    ["q90", 7.6],
    ["q25", 4],
  ] as const) {
    it(`are right: ${name}`, () => assert.ok(Math.abs((statistic(name, values) ?? NaN) - value) < 1e-12));
  }

  it("are none where they have no meaning", () => {
    for (const name of ["mean", "median", "sd", "cv", "min", "max", "q05"])
      assert.equal(statistic(name, []), undefined);
    assert.equal(statistic("sum", []), 0);
    assert.equal(statistic("sd", [3]), undefined);
    assert.equal(statistic("cv", [-1, 1]), undefined);
  });

  it("keep the deviation of large values (property)", () => {
    const small = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(small, (numbers) => {
        const near = statistic("sd", numbers) ?? NaN;
        const far =
          statistic(
            "sd",
            numbers.map((value) => value + 1e9),
          ) ?? NaN;
        assert.ok(Math.abs(near - far) < 1e-5);
      }),
    );
  });

  it("have names", () => {
    assert.deepEqual(["mean", "q01", "q99", "q00", "q100", "mode", ""].map(isStatistic), [
      true,
      true,
      true,
      ...Array<boolean>(4).fill(false),
    ]);
  });
});
