import assert from "node:assert/strict";
import { knownNames } from "./coverage";
import { skipWithoutScreen } from "./harness-display";
import { askNames } from "./harness-names";

describe("the kept names of menu entries, functions and keywords", function () {
  this.timeout(120_000);

  before(function () {
    skipWithoutScreen(this);
  });

  it("are those that ImageJ answers", async () => {
    assert.deepEqual(knownNames(), await askNames());
  });
});
