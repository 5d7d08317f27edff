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
