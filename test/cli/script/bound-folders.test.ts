import assert from "node:assert/strict";
import { boundFolders } from "../../../cli/script/bound-folders";
import { readScriptHeader } from "../../../worker/contract/script-parameters";

const bound = (line: string) => boundFolders(readScriptHeader(line).parameters, "s.ijm");

describe("a folder parameter that no job gives", () => {
  const table: readonly [declaration: string, value: string | undefined][] = [
    ['File (style="directory") outputDir', "{output}"],
    ['File (style="directory") inputDir', "{input}"],
    ['File (style="directory") in', "{input}"],
    ['File (style="directory") out', "{output}"],
    ['File (style="directory") OUT', "{output}"],
    ['File (style="directory") out_folder', "{output}"],
    ['File (style="directory") outdir', "{output}"],
    ['File (style="directory", label="Output directory") opath', "{output}"],
    ['File (style="directory", label="Input") folder', "{input}"],
    ['File (style="directory", label="In folder") a', "{input}"],
    ['File (style="save") output_path', "{output}"],
    // nothing says which, or both are said
    ['File (style="directory") imageFolder', undefined],
    ['File (style="directory", label="Folder in which results are saved") dir', undefined],
    ['File (style="directory", label="Input or output") dir', undefined],
    ['File (style="directory") inOut', undefined],
    ['File (style="directory") inside', undefined],
    ['File (style="directory") outline', undefined],
    // a file, a text, one with a default, or one that may be missing
    ['File (style="save") outputFile', undefined],
    ['File (style="save") inputPath', undefined],
    ["File out", undefined],
    ["String out", undefined],
    ['File (style="directory", value="/data") out', undefined],
    ['File (style="directory", required=false) out', undefined],
    // the worker's own
    ['File (style="directory") output', undefined],
  ];
  for (const [declaration, value] of table) {
    it(`${value === undefined ? "stays open" : `is ${value}`}: ${declaration}`, () => {
      assert.deepEqual(
        bound(`#@ ${declaration}`).map((one) => one.value),
        value === undefined ? [] : [value],
      );
    });
  }

  it("is reported with its line and what to write for another", () => {
    assert.equal(
      bound('x\n#@ File (style="directory") out')[0]?.note,
      "out (line 2 of s.ijm) is the job's output folder; another: --param out=VALUE",
    );
  });
});
