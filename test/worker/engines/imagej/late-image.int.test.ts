import assert from "node:assert/strict";
import { printedInside } from "../../../helpers/inside-imagej";

describe("an image that a thread of the job shows while it ends", function () {
  this.timeout(120_000);

  it("is closed before the next job", async () => {
    assert.equal(await printedInside("LateImage"), "left: []\nthreads: 0\nimages: 0\nstatus: false\n");
  });
});
