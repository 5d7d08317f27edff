import assert from "node:assert/strict";
import { packAnalyzer } from "../helpers/analyzer";
import { spoiled } from "../helpers/hand-made-stack";

describe("policy pack", () => {
  it("has nothing against the stack made by hand", async () => {
    const analyzer = await packAnalyzer();
    assert.deepEqual(await analyzer.reports(spoiled({})), []);
  });
});
