import assert from "node:assert/strict";
import { emptyTablesOf } from "../../../worker/stages/empty-tables";

const OUT = "/work/attempt/output";
const table = (path: string, sizeBytes = 9) => ({ path, sizeBytes });

describe("tables without rows", () => {
  for (const [title, files, tables, expect, names] of [
    ["saved and not written", [], { emptyTables: [`${OUT}/a.csv`, `${OUT}/b/c.csv`] }, undefined, ["a.csv", "b/c.csv"]],
    ["saved again with rows", [table("a.csv")], { emptyTables: [`${OUT}/a.csv`] }, undefined, []],
    ["saved elsewhere", [], { emptyTables: ["/tmp/a.csv", `${OUT}x/a.csv`, OUT] }, undefined, []],
    ["written with 0 bytes", [table("t.csv", 0), table("l.txt", 0)], { emptyTables: [] }, undefined, ["t.csv"]],
    ["expected while Results is empty", [table("m.tif")], { emptyTables: [], resultRows: 0 }, ["n.csv"], ["n.csv"]],
    ["expected and written", [table("n.csv")], { emptyTables: [], resultRows: 0 }, ["n.csv"], []],
    ["expected while Results has rows", [], { emptyTables: [], resultRows: 3 }, ["n.csv"], []],
    ["expected beside a table of a wrong name", [table("N.csv")], { emptyTables: [], resultRows: 0 }, ["n.csv"], []],
    ["expected by a pattern, or no table", [], { emptyTables: [], resultRows: 0 }, ["*.csv", "a.tif"], []],
    ["not known to the engine", [table("t.csv", 0)], undefined, ["n.csv"], []],
  ] as const) {
    it(`are noted by name: ${title}`, () => {
      const found = emptyTablesOf(files, tables, { expect, outputFolder: OUT });
      assert.deepEqual(
        found.map(({ name }) => name),
        names,
      );
    });
  }
});
