import assert from "node:assert/strict";
import fc from "fast-check";
import { placeKeys, placeOf, placeOfGroup, plateFormat, wellName, wellPlace } from "../../../cli/plate/wells";

describe("wells", () => {
  for (const [name, place] of [
    ["A1", { row: 0, column: 0 }],
    ["a01", { row: 0, column: 0 }],
    ["H12", { row: 7, column: 11 }],
    ["AF48", { row: 31, column: 47 }],
    ["AG1", undefined],
    ["A49", undefined],
    ["A0", undefined],
    ["A", undefined],
    ["12", undefined],
    ["A01x", undefined],
  ] as const) {
    it(`read ${name}`, () => assert.deepEqual(wellPlace(name), place));
  }

  it("are read back from their names (property)", () => {
    const place = fc.record({ row: fc.nat(31), column: fc.nat(47) }, { noNullPrototype: true });
    fc.assert(fc.property(place, (one) => assert.deepEqual(wellPlace(wellName(one)), one)));
  });

  it("have rows by letters or numbers", () => {
    assert.deepEqual(placeOf("2", "03"), { row: 1, column: 2 });
    assert.deepEqual(placeOf("AA", "1"), { row: 26, column: 0 });
    assert.equal(placeOf("2", "x"), undefined);
  });

  it("are found in the keys of a group, whatever their case", () => {
    assert.deepEqual(placeKeys(["plate", "WELL", "Field"]), { plate: "plate", well: ["WELL"], site: "Field" });
    assert.deepEqual(placeKeys(["Row", "Column"]), { plate: undefined, well: ["Row", "Column"], site: undefined });
    assert.deepEqual(placeKeys(["Row"]).well, []);
    assert.deepEqual(placeOfGroup({ Row: "B", Col: "3" }, placeKeys(["Row", "Col"])), { row: 1, column: 2 });
    assert.equal(placeOfGroup({ Name: "B3" }, placeKeys(["Name"])), undefined);
  });

  for (const [wells, format] of [
    [["A1"], 6],
    [["B02", "G11"], 96],
    [["H12", "I1"], 384],
    [["A25"], 1536],
    [[], 6],
  ] as const) {
    it(`${wells.join(", ") || "none"} are on a plate of ${format}`, () => {
      assert.equal(plateFormat(wells.flatMap((name) => wellPlace(name) ?? [])).wells, format);
    });
  }
});
