import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { displayOrSkip } from "../../../helpers/display";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

const RUNS = 20;
const IMAGE = 'newImage("a", "8-bit ramp", 60, 40, 1);';
const TABLE = 'Table.create("T"); Table.set("x", 0, 5); Table.update;';
const SPOT = 'newImage("b", "8-bit black", 60, 40, 1); setColor(255); fillRect(5, 5, 9, 9); setThreshold(128, 255);';
const path = 'getArgument() + "/table.csv"';

/** Outside batch mode desktop ImageJ gives one of two tables here: windows are activated after the next statement began. */
const RACES: readonly (readonly [title: string, macro: string, table: string])[] = [
  ["a table made after a measurement", `${IMAGE} run("Measure"); ${TABLE} Table.save(${path});`, "x\n5\n"],
  ["the title of the newest table", `${IMAGE} run("Measure"); ${TABLE} File.saveString(Table.title, ${path});`, "T"],
  ["saveAs after a new table", `${IMAGE} run("Measure"); ${TABLE} saveAs("Results", ${path});`, "x\n5\n"],
  [
    "a command that opens two tables",
    `${SPOT} run("Analyze Particles...", "display summarize"); saveAs("Results", ${path});`,
    "Slice,Count,Total Area,Average Size,%Area,Mean\nb,1,81,81,3.375,255\n",
  ],
  [
    "a table selected again",
    `${IMAGE} ${SPOT} selectImage("a"); run("Measure"); ${TABLE} selectWindow("Results"); saveAs("Results", ${path});`,
    " ,Area,Mean,Min,Max\n1,2400,125.400,0,251\n",
  ],
];

describe("windows outside batch mode", function () {
  this.timeout(120_000);
  let copy: TestCopy;

  before(async function () {
    displayOrSkip(this);
    copy = await openCopy({ display: "virtual" });
  });
  after(() => copy?.end());

  for (const [title, macro, table] of RACES) {
    it(`give the same in ${RUNS} of ${RUNS} runs: ${title}`, async () => {
      for (let run = 1; run <= RUNS; run++) {
        const argument = join(copy.folder, "output");
        const result = await copy.run(macro, { argument });
        assert.equal(result.ended, "well", JSON.stringify(result));
        assert.equal(readFileSync(join(result.outputFolder, "table.csv"), "utf8"), table, `run ${run}`);
      }
    });
  }
});
