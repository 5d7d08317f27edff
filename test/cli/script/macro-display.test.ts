import assert from "node:assert/strict";
import { autoDisplayText, localDisplayText } from "../../../cli/script/macro-display";

const macro = (text: string) => ({ name: "a.ijm", bytes: Buffer.from(text) });
const PROVED = macro('run("Invert"); print(nImages);');
const OTHER = macro("\n\ngetLocationAndSize(x, y, w, h);");
const WITHOUT = "without a display: every word of a.ijm gives the same with and without one";
const NEED = "line 3: getLocationAndSize is not proved to be the same without a display";
const ADDS = "adds a display, with pixels of the screen and places of windows";

describe("the way that a macro runs", () => {
  it("is named for auto, with the line where it is a display", () => {
    assert.equal(autoDisplayText(PROVED), `display auto: ${WITHOUT}`);
    const on = "on a virtual display where Xvfb and openbox are installed, because of";
    assert.equal(autoDisplayText(OTHER), `display auto: ${on} ${NEED}`);
  });

  for (const [display, hasPrograms, script, expected] of [
    ["virtual", true, PROVED, "ImageJ runs on a virtual display"],
    ["auto", true, PROVED, `ImageJ runs ${WITHOUT}`],
    ["auto", true, OTHER, `ImageJ runs on a virtual display, because of ${NEED}`],
    ["auto", false, PROVED, `ImageJ runs ${WITHOUT}`],
    [
      "auto",
      false,
      OTHER,
      `ImageJ runs without a display; ${NEED}: \`apt-get install xvfb openbox\`, or the worker's image, ${ADDS}`,
    ],
    ["none", true, OTHER, `ImageJ runs without a display; ${NEED}: --display auto ${ADDS}`],
  ] as const) {
    it(`is named on a computer ${hasPrograms ? "with" : "without"} Xvfb, for --display ${display}: ${expected}`, () => {
      assert.equal(localDisplayText(script, display, hasPrograms), expected);
    });
  }
});
