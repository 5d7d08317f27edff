import assert from "node:assert/strict";
import fc from "fast-check";
import { isFolderObject, whyNotStorable, whyNotTogether } from "../../../worker/contract/storable-keys";

describe("keys as paths", () => {
  for (const [key, why] of [
    ["a//b", "empty part"],
    ["/a", "empty part"],
    ["a/", "empty part"],
    ["a/./b", 'part "."'],
    ["../a", 'part ".."'],
    [`a/${"é".repeat(128)}`, "256 bytes"],
    ["a\0b", "NUL"],
  ] as const) {
    it(`refuses ${JSON.stringify(key).slice(0, 30)}: ${why}`, () => {
      assert.ok(whyNotStorable(key)?.includes(why), whyNotStorable(key));
    });
  }

  it("takes dots, spaces and unicode that are no path syntax", () => {
    for (const key of ["...", "a/..b", ".a", " ", "x/ /y", "é".repeat(127)])
      assert.equal(whyNotStorable(key), undefined);
  });

  it("takes a name of exactly 255 bytes, in a folder of 255 bytes", () => {
    const longest = `${"é".repeat(127)}x`;
    assert.equal(Buffer.byteLength(longest), 255);
    assert.equal(whyNotStorable(`${longest}/${longest}`), undefined);
  });

  it("takes exactly the keys that stay below their folder when joined to it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", ".", "..", "", "c d"), { minLength: 1, maxLength: 5 }),
        (segments) => {
          const key = segments.join("/");
          const isPath =
            new URL(`file:///root/${key.replaceAll(" ", "%20")}`).pathname === `/root/${key.replaceAll(" ", "%20")}`;
          const expected = isPath && segments.every((segment) => segment !== "");
          assert.equal(whyNotStorable(key) === undefined, expected, key);
        },
      ),
    );
  });

  it("finds a file that would have to be a folder as well", () => {
    assert.match(whyNotTogether(["a/b", "a"]) ?? "", /"a" would have to be a file and, for "a\/b", a folder/);
    assert.match(whyNotTogether(["x/y/z", "q", "x/y"]) ?? "", /"x\/y"/);
    assert.equal(whyNotTogether(["a/b", "ab", "a.b", "a/c/d"]), undefined);
  });

  it("knows the empty object that stands for a folder", () => {
    assert.equal(isFolderObject("a/", 0), true);
    assert.equal(isFolderObject("", 0), true);
    assert.equal(isFolderObject("a/", 1), false);
    assert.equal(isFolderObject("a", 0), false);
  });
});
