import assert from "node:assert/strict";
import { bScores, medianPolish } from "../../../../cli/page/statistics/median-polish";
import { normal, seeded } from "../../../helpers/page-data";

const plate = (value: (row: number, column: number) => number) =>
  Array.from({ length: 96 }, (_, index) => {
    const [row, column] = [Math.floor(index / 12), index % 12];
    return { row, column, value: value(row, column) };
  });

describe("B-scores", () => {
  it("leave nothing of what rows and columns alone explain", () => {
    const rest = medianPolish(plate((row, column) => 100 + 7 * row - 3 * column));
    assert.ok(rest.every((one) => Math.abs(one) < 1e-9));
    assert.equal(bScores(plate((row, column) => 100 + 7 * row - 3 * column)), undefined);
  });

  it("show a hit in a column that is high as a whole, and no other well", () => {
    const gauss = normal(seeded(11));
    const scores = bScores(
      plate((row, column) => 100 + 3 * gauss() + (column === 4 ? 60 : 0) + (row === 2 && column === 4 ? 50 : 0)),
    );
    assert.deepEqual(
      scores?.flatMap((score, index) => (Math.abs(score) > 6 ? [index] : [])),
      [2 * 12 + 4],
    );
  });

  it("are of no plate of one row or one column", () => {
    assert.equal(bScores(plate((_, column) => column * column).slice(0, 12)), undefined);
    assert.equal(bScores([]), undefined);
  });
});
