import assert from "node:assert/strict";
import { readScriptText } from "../../../cli/script/check";

describe("the parameters of a macro for Fiji", () => {
  const problemsOf = (name: string) =>
    readScriptText(Buffer.from("#@ Integer größe\n#@ Integer n_1\n"), name, "fiji", true).problems;

  it("are refused where Fiji would leave them unset for their names", () => {
    assert.deepEqual(problemsOf("a.ijm"), [
      "line 1 of a.ijm: a macro has no variable named größe: use letters, digits and _",
    ]);
  });

  it("may have any letters in other languages", () => {
    assert.deepEqual(problemsOf("a.groovy"), []);
  });
});

describe("a macro for a Fiji without a display", () => {
  const source = '// Table.create("x")\nopen(input + "/a.tif");\nTable.create("T"); a = is("Batch Mode");\n';
  const problemsOf = (display: "auto" | "none") =>
    readScriptText(Buffer.from(source), "a.ijm", "fiji", true, undefined, display).problems;

  it("is refused for what it would do otherwise, with the line", () => {
    assert.deepEqual(problemsOf("none"), [
      "line 3 of a.ijm: Table.create(… gives other results without a display, own tables are saved with other rows or columns: --display virtual",
      'line 3 of a.ijm: is("Batch Mode")… gives other results without a display, it is always 1: --display virtual',
    ]);
  });

  it("is not where it may get a display", () => {
    assert.deepEqual(problemsOf("auto"), []);
  });
});
