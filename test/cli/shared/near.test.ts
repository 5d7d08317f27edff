import assert from "node:assert/strict";
import { didYouMean, nearest, nearMiss } from "../../../cli/shared/near";

describe("the word that was most likely meant", () => {
  const table: readonly [word: string, candidates: readonly string[], meant: string | undefined][] = [
    ["Wel", ["Plate", "Well"], "Well"],
    ["well", ["Well"], "Well"],
    ["time_out Minutes", ["timeoutMinutes"], "timeoutMinutes"],
    // a third of the letters may be wrong, one at least and three at most
    ["ab", ["a"], "a"],
    ["ab", ["xy"], undefined],
    ["abcdef", ["abcdxy"], "abcdxy"],
    ["abcdef", ["abcxyz"], undefined],
    ["abcdefghijklmno", ["abcdefghijklxyz"], "abcdefghijklxyz"],
    ["abcdefghijklmno", ["abcdefghijkwxyz"], undefined],
    // the nearest, and of equally near ones the first
    ["sigma1", ["sigma22", "sigma2", "sigma3"], "sigma2"],
    ["Well", ["well", "Well"], undefined],
    ["Well", [], undefined],
  ];
  for (const [word, candidates, meant] of table) {
    it(`for ${JSON.stringify(word)} among ${JSON.stringify(candidates)} is ${meant ?? "none"}`, () =>
      assert.equal(nearest(word, candidates), meant));
  }

  it("is asked for; where none is near, the candidates are listed, twelve at most", () => {
    assert.equal(didYouMean("Wel", ["Well"]), '; did you mean "Well"?');
    assert.equal(didYouMean("x", []), "");
    assert.match(didYouMean("Plate", ["a", "b"]), /"a", "b"$/);
    const many = Array.from({ length: 13 }, (_, index) => `k${index}`);
    assert.match(didYouMean("Plate", many), /"k10", "k11" and more$/);
    assert.doesNotMatch(didYouMean("Plate", many.slice(1)), /and more/);
  });
});

describe("a near miss", () => {
  for (const [word, candidate, isNear] of [
    ["well", "Well", true],
    ["SIGMA", "sigma", true],
    ["sigmaa", "sigma", true],
    ["sigmo", "sigma", true],
    ["Site", "size", false],
    ["z", "n", false],
    ["Row", "low", false],
    ["Plate", "date", false],
    ["Channel", "channels", true],
    ["sgima", "sigma", false],
    ["sigma", "sigma", false],
  ] as const) {
    it(`${isNear ? "is" : "is not"} ${word} for ${candidate}`, () => {
      assert.equal(nearMiss(word, [candidate]), isNear ? candidate : undefined);
    });
  }
});
