import assert from "node:assert/strict";
import { printedInside } from "../../../helpers/inside-imagej";

describe("a dialog that has not been made yet", function () {
  this.timeout(120_000);

  it("is none of the job's, while one that is shown ends it", async () => {
    assert.equal(await printedInside("LookAtDialogs"), "unmade: 0\nshown: 1\n");
  });
});
