import assert from "node:assert/strict";
import { isOlder, olderNotice } from "../../../cli/bookkeeping/older-results";
import { BEFORE } from "../../helpers/fake-results";

describe("results of an earlier version", () => {
  it("are those without a display of engines imagej and fiji, warm or cold", () => {
    assert.equal(isOlder(BEFORE.imagej), true);
    assert.equal(isOlder({ versions: { dfiji: "0.1.0", imagej: "1.54p", java: "21", fiji: "2.16" } }), true);
    assert.equal(isOlder(BEFORE.fiji), true);
  });

  it("are not those of engine command, which name no program but dfiji", () => {
    assert.equal(isOlder(BEFORE.command), false);
  });

  it("are those that name no program, and those that name one without dfiji: nothing speaks for them", () => {
    assert.equal(isOlder({ versions: {} }), true);
    assert.equal(isOlder({ versions: { imagej: "1.54f" } }), true);
  });

  it("are none that name the way they ran", () => {
    for (const display of ["none", "virtual"] as const) assert.equal(isOlder({ ...BEFORE.imagej, display }), false);
  });

  it("are named in one sentence, and not at all when there are none", () => {
    assert.equal(olderNotice(0, "do it"), undefined);
    const rest = "made by an earlier version and may be wrong (rows lost, defaults for values): do it";
    assert.equal(olderNotice(1, "do it"), `warning: 1 result was ${rest}`);
    assert.equal(olderNotice(2, "do it"), `warning: 2 results were ${rest}`);
  });
});
