import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FijiEngine } from "../../../worker/engines/fiji/engine";
import { ImagejEngine } from "../../../worker/engines/imagej/engine";
import { displayOrSkip } from "../../helpers/display";
import { openCopyOf, type TestCopy } from "../../helpers/engine-copy";
import { fijiStandIn } from "../../helpers/fiji-stand-in";

const BATCH = 'print(is("Batch Mode"));';
const table: readonly [title: string, macro: string, lines: readonly string[]][] = [
  [
    "where it is",
    'print(File.getName(getInfo("macro.filepath")), File.getName(File.getParent(getInfo("macro.filepath"))));',
    ["count.ijm count"],
  ],
  [
    "its folder",
    'path = getDirectory("macros") + "count.ijm"; if (path == getInfo("macro.filepath")) print("the same");',
    ["the same"],
  ],
  ["the macro beside it", 'print(runMacro("helper.ijm", "7"));', ["14"]],
  ["the macro beside it, without its extension", 'print(runMacro("helper", "8"));', ["16"]],
  ["the text beside it", 'print(File.openAsString(getDirectory("macros") + "sizes.txt"));', ["3 4"]],
  ["no argument where none is given", 'print("[" + getArgument() + "]");', ["[]"]],
];
const behindMark: typeof table = [
  ["its first line behind a byte order mark", '\uFEFF#@ String (value="x") v\nprint(v);', ["x"]],
];
/** All of the table in one run. */
const together: typeof table = [
  ["all of that", table.map(([, macro]) => macro).join("\n"), table.flatMap(([, , lines]) => lines)],
];
/** Fiji without windows is in batch mode, and tells macros so. */
const withoutBatchMode: typeof table = [
  [
    "batch mode only where it sets it",
    `${BATCH} setBatchMode(true); ${BATCH} setBatchMode(false); ${BATCH} setBatchMode("hide"); ${BATCH} setBatchMode("exit and display"); ${BATCH} newImage("a", "8-bit", 9, 9, 1); setBatchMode("exit and display"); ${BATCH}`,
    ["0", "1", "0", "1", "1", "0"], // ImageJ stays in it where there is no image to show,
  ],
  ["batch mode off although the job before left it on", `${BATCH}`, ["0"]],
  ["batch mode in a macro that it runs", 'setBatchMode(true); print(runMacro("batch"));', ["1"]],
];

const ways: readonly [title: string, open: (test: Mocha.Context) => Promise<TestCopy>, rows: typeof table][] = [
  [
    "ImageJ on a display",
    async (test) => {
      displayOrSkip(test);
      return openCopyOf(new ImagejEngine(process.env), { display: "virtual" });
    },
    [...table, ...behindMark, ...withoutBatchMode],
  ],
  [
    "ImageJ without a display",
    () => openCopyOf(new ImagejEngine(process.env), { display: "none" }),
    [...table, ...behindMark, ...withoutBatchMode],
  ],
  [
    "a warm Fiji",
    async () => openCopyOf(new FijiEngine(await fijiStandIn(), true, process.env)),
    [...together, ...behindMark],
  ],
  [
    "a cold Fiji",
    async () => openCopyOf(new FijiEngine(await fijiStandIn(), false, process.env)),
    [...together, ...behindMark],
  ],
];

for (const [way, open, rows] of ways) {
  describe(`the surroundings of a macro in ${way}`, function () {
    this.timeout(240_000); // the first one builds the host by Maven
    let copy: TestCopy;
    let folder: string;
    before(async function () {
      copy = await open(this);
      folder = await mkdtemp(join(tmpdir(), "dfiji-beside-"));
      await writeFile(join(folder, "helper.ijm"), "return '' + 2 * parseInt(getArgument());");
      await writeFile(join(folder, "batch.ijm"), 'return "" + is("Batch Mode");');
      await writeFile(join(folder, "sizes.txt"), "3 4");
    });
    after(async () => {
      if (copy === undefined) return;
      await copy.end();
      await rm(folder, { recursive: true });
    });

    for (const [title, macro, lines] of rows) {
      it(`have ${title}`, async () => {
        const besides = ["helper.ijm", "batch.ijm", "sizes.txt"].map((path) => ({ path, from: join(folder, path) }));
        const result = await copy.run(macro, { scriptName: "count.ijm", besides });
        assert.equal(result.ended, "well", JSON.stringify(result));
        assert.deepEqual(
          result.lines.filter((line) => line.trim() !== ""),
          lines,
        );
      });
    }
  });
}
