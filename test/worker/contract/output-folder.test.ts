import assert from "node:assert/strict";
import { outputProblem } from "../../../worker/contract/output-folder";

describe("a folder for results", () => {
  for (const ok of ["", "a/", "a/b c/", "ä/#+/", "...a/", "a.dfiji/", `${"é".repeat(127)}/`]) {
    it(`may be ${JSON.stringify(ok)}`, () => assert.equal(outputProblem(ok), undefined));
  }
  const bad: readonly [output: string, problem: RegExp][] = [
    ["/", /relative/],
    ["/a/", /relative/],
    ["a", /does not end in "\/"/],
    ["a//", /empty folder name/],
    ["./", /empty folder name, "\." or "\.\."/],
    ["a/../b/", /"\.\."/],
    ["a\0/", /control character/],
    ["a\n/", /control character/],
    ["a\u001b[2J/", /control character/],
    ["a\u2028/", /control character/],
    ["C:/a/", /below --output DIR/],
    ["a\\b/", /written with "\/"/],
    [".dfiji/", /bookkeeping/],
    [".dfiji/done/", /bookkeeping/],
    ["a/.DFIJI/b/", /bookkeeping/],
    [`${"é".repeat(128)}/`, /255 bytes/],
    [`${"a/".repeat(451)}`, /longer than 900 characters/],
  ];
  for (const [output, problem] of bad) {
    it(`is never ${JSON.stringify(output.slice(0, 20))}: ${problem.source}`, () =>
      assert.match(outputProblem(output) ?? "", problem));
  }
});
