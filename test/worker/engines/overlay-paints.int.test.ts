import assert from "node:assert/strict";
import { FijiEngine } from "../../../worker/engines/fiji/engine";
import { displayOrSkip } from "../../helpers/display";
import { openCopy, openCopyOf, type TestCopy } from "../../helpers/engine-copy";
import { skipWithoutFiji } from "../../helpers/real-fiji";

/** Enough for a paint to be in progress when the script draws. */
const SELECTIONS = 600;
const ROUNDS = 8;
const OVERLAY = `newImage("a", "RGB white", 900, 900, 1);
  Overlay.remove;
  for (i = 0; i < ${SELECTIONS}; i++) { makeOval((i * 37) % 850, (i * 91) % 850, 40, 40); Overlay.addSelection("red", 3); }
  run("Select None");`;
/** What a script draws of an overlay, each as an image; "a" is selected. */
const DRAWING: readonly (readonly [title: string, macro: string])[] = [
  ["Flatten", 'run("Flatten");'],
  ["Overlay.flatten", "Overlay.flatten;"],
  ["saveAs of PNG", 'saveAs("PNG", output + "/a.png"); rename("a"); open(output + "/a.png");'],
];
/** Prints the rounds in which the pixels differ from those that the same statement gives without a window. */
const compared = (macro: string): string => `#@ File output
  setBatchMode(true); ${OVERLAY} ${macro} wanted = sum(); close("*"); setBatchMode(false);
  ${OVERLAY} wait(300);
  for (turn = 0; turn < ${ROUNDS}; turn++) {
    selectImage("a");
    updateDisplay(); Overlay.hide; Overlay.show;
    wait(5 * (turn % 4));
    ${macro}
    now = sum();
    if (now != wanted) print("other pixels in round " + turn);
    close();
  }
  print("compared");
  function sum() {
    getRawStatistics(count, mean, min, max, deviation, histogram);
    total = "" + mean + " " + deviation;
    for (i = 0; i < 256; i++) total = total + " " + histogram[i];
    return total;
  }`;

const WAYS: readonly (readonly [title: string, open: (test: Mocha.Context) => Promise<TestCopy>])[] = [
  ["in engine imagej without a display", () => openCopy({ display: "none" })],
  [
    "in engine imagej on a display",
    (test) => {
      displayOrSkip(test);
      return openCopy({ display: "virtual" });
    },
  ],
  [
    "in a warm Fiji on a display",
    async (test) => {
      const folder = skipWithoutFiji(test);
      displayOrSkip(test);
      const copy = await openCopyOf(new FijiEngine(folder, true, process.env), { display: "virtual" });
      await copy.copy.ready();
      return copy;
    },
  ],
];

for (const [title, open] of WAYS) {
  describe(`an overlay that a script draws while its window paints it, ${title}`, function () {
    this.timeout(240_000);
    let copy: TestCopy | undefined;

    before(async function () {
      copy = await open(this);
    });
    after(() => copy?.end());

    for (const [statement, macro] of DRAWING) {
      it(`${statement} gives in ${ROUNDS} of ${ROUNDS} rounds what it gives without a window`, async () => {
        const result = await copy?.run(compared(macro));
        assert.equal(result?.ended, "well", JSON.stringify(result));
        assert.deepEqual(result?.lines, ["compared"]);
      });
    }
  });
}
