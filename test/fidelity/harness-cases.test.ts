import assert from "node:assert/strict";
import { parseCase, readCases } from "./harness-cases";

describe("the head of a case", () => {
  const read = (...lines: readonly string[]) => {
    const problems: string[] = [];
    const one = parseCase("group/name", [...lines, "// covers: not in the head"].join("\n"), (text) =>
      problems.push(text),
    );
    return { one, problems };
  };

  it("says what the macro covers, opens, and how it ends", () => {
    const { one, problems } = read(
      "// covers: Gaussian Blur..., open",
      "// input: cells-8.tif",
      "// ends: error",
      "a = 1;",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual([one.covers, one.inputs, one.ends], [["Gaussian Blur...", "open"], ["cells-8.tif"], "error"]);
  });

  it("is refused with every fault", () => {
    assert.deepEqual(read("// input: cells.tif", "// ends: badly", "a = 1;").problems, [
      "the head has no `// covers:`",
      'there is no input "cells.tif"',
      "the head must have `// ends: well` or `// ends: error`",
    ]);
  });

  it("is right in every case that is there", () => {
    assert.ok(readCases().length >= 10);
  });
});
