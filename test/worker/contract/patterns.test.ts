import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeLiteral, parsePattern } from "../../../worker/contract/patterns";

/** `folder`: the one that every match is in. */
const table: readonly [
  pattern: string,
  kind: string,
  folder: string | undefined,
  yes: readonly string[],
  no: readonly string[],
][] = [
  ["P1/A1", "key", "P1/", ["P1/A1"], ["P1/A10", "P1/A1/x", "xP1/A1"]],
  ["P1/", "folder", undefined, ["P1/a", "P1/b/c"], ["P1", "P1/", "P10/a"]],
  ["P1/A01_*.tif", "glob", "P1/", ["P1/A01_1.tif", "P1/A01_.tif"], ["P1/A01_1xtif", "P1/A01_/1.tif", "P1/A01_1.tiff"]],
  ["**/*.tif", "glob", undefined, ["a.tif", "x/y/a.tif"], ["a.png"]],
  ["a/**/b", "glob", undefined, ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "b"]],
  ["a**b", "glob", undefined, ["ab", "a/x/b"], ["a/x/c"]],
  ["*/", "glob", undefined, ["P1/a", "P1/b/c"], ["a", "P1/"]],
  ["P*/a.tif", "glob", undefined, ["P1/a.tif"], ["P1/x/a.tif"]],
  ["a[1]?{x}.tif", "key", "", ["a[1]?{x}.tif"], ["a1bx.tif"]],
  ["a\\*b*", "glob", "", ["a*b", "a*bc"], ["axb"]],
];
describe("file patterns", () => {
  for (const [pattern, kind, folder, yes, no] of table) {
    it(`${JSON.stringify(pattern)} is a ${kind}`, () => {
      const parsed = parsePattern(pattern);
      assert.deepEqual([parsed.kind, parsed.folder], [kind, folder]);
      for (const key of yes) assert.ok(parsed.matches(key), key);
      for (const key of no) assert.ok(!parsed.matches(key), key);
    });
  }
  it("match what a regular expression of the same meaning matches", () => {
    const pattern = fc.stringMatching(/^[ab*/]{1,12}$/);
    const key = fc.stringMatching(/^[ab/]{0,14}$/);
    fc.assert(
      fc.property(
        pattern.filter((text) => text.includes("*")),
        key,
        (text, name) => {
          const source = text.replace(/(?:(?<=^|\/)\*{2,}\/)|\*{2,}|\*/g, (stars) =>
            stars.endsWith("/") ? "(?:.*/)?" : stars.length > 1 ? ".*" : "[^/]*",
          );
          const expected = new RegExp(`^${source}${text.endsWith("/") ? ".+" : ""}$`).test(name);
          assert.equal(parsePattern(text).matches(name), expected);
        },
      ),
      {
        numRuns: 5000,
        examples: [
          ["**a*/**/b", "a/a/a/b"],
          ["*/**/", "a/b"],
          ["**/*a*", "b/aa"],
        ],
      },
    );
  });
  it("need no more steps for many stars", () => {
    const parsed = parsePattern(`${"*a".repeat(30)}*b`);
    const across = parsePattern(`${"**a".repeat(30)}**b`);
    const name = "a".repeat(900);
    for (let times = 0; times < 100; times++)
      assert.deepEqual([parsed.matches(name), across.matches(`${name}/${name}`)], [false, false]);
    assert.deepEqual([parsed.matches(`${name}b`), across.matches(`${name}/${name}b`)], [true, true]);
    assert.equal(parsePattern(`${"*a".repeat(30)}*b*c`).matches(`${name}b`), false);
  });
  it("text made literal matches itself alone", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.string(), (text, other) => {
        fc.pre(!text.endsWith("/"));
        const parsed = parsePattern(escapeLiteral(text));
        assert.equal(parsed.kind, "key");
        assert.ok(parsed.matches(text));
        assert.equal(parsed.matches(other), other === text);
        assert.ok(parsePattern(`${escapeLiteral(text)}*`).matches(`${text}x`));
      }),
    );
  });
});
