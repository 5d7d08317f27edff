import assert from "node:assert/strict";
import fc from "fast-check";
import { deepestFolder, fileNameOf, folderOf } from "../../../worker/contract/input-layout";

const table: readonly [folder: string, keys: readonly string[]][] = [
  ["", []],
  ["", ["a.tif"]],
  ["P1/A01/", ["P1/A01/a.tif"]],
  ["P1/A01/", ["P1/A01/a.tif", "P1/A01/z/b.tif"]],
  ["P1/", ["P1/A01/a.tif", "P1/A010/a.tif"]],
  ["", ["P1/a.tif", "P10/a.tif"]],
];

describe("the deepest folder of a job's files", () => {
  for (const [folder, keys] of table) {
    it(`of ${JSON.stringify(keys)} is ${JSON.stringify(folder)}`, () => assert.equal(deepestFolder(keys), folder));
  }

  it("holds every file, and no folder in it does (property)", () => {
    const key = fc
      .array(fc.constantFrom("a", "ab", "b"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 6 }), (keys) => {
        const folder = deepestFolder(keys);
        assert.ok(keys.every((one) => one.startsWith(folder)));
        const below = new Set(keys.map((one) => one.slice(folder.length).split("/")[0]));
        const isFile = keys.some((one) => folderOf(one) === folder);
        assert.ok(isFile || below.size > 1, `${folder} of ${keys.join(" ")}`);
        assert.ok(keys.every((one) => folderOf(one) + fileNameOf(one) === one));
      }),
    );
  });
});
