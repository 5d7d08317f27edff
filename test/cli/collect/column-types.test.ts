import assert from "node:assert/strict";
import fc from "fast-check";
import { ColumnTypes, parquetValue } from "../../../cli/collect/column-types";
import { type TableColumn } from "../../../cli/collect/table-column";

/** The type of a column with these fields, and what it holds of each. */
function column(type: TableColumn["type"], ...fields: readonly string[]) {
  const types = new ColumnTypes([{ name: "c", type }]);
  for (const field of fields) types.see([field]);
  const [found = "STRING"] = types.types;
  return [found, ...fields.map((field) => parquetValue(field, found))];
}

describe("types of columns", () => {
  const LARGE = "9007199254740993"; // 2^53 + 1
  const ROWS: readonly (readonly [string, TableColumn["type"], readonly string[], readonly unknown[]])[] = [
    ["integers", "value", ["1", "-20", "", "0"], ["INT64", 1n, -20n, undefined, 0n]],
    ["integers above 2^53", "value", ["1", LARGE], ["INT64", 1n, 9007199254740993n]],
    ["the largest of INT64", "value", ["9223372036854775807"], ["INT64", 2n ** 63n - 1n]],
    ["integers above 2^63", "value", ["9223372036854775808"], ["STRING", "9223372036854775808"]],
    ["the smallest of INT64", "value", ["-9223372036854775808"], ["INT64", -(2n ** 63n)]],
    ["decimals", "value", ["1", "2.50", "-1e-3", ""], ["DOUBLE", 1, 2.5, -0.001, undefined]],
    ["decimals and a large integer", "value", ["0.5", LARGE], ["STRING", "0.5", LARGE]],
    ["NaN and Infinity", "value", ["NaN", "1", "-Infinity"], ["DOUBLE", NaN, 1, -Infinity]],
    ["decimals with commas", "value", ["1,5", "2"], ["DOUBLE", 1.5, 2]],
    ["numbers with spaces", "value", [" 5", " "], ["INT64", 5n, undefined]],
    ["a text among numbers", "value", ["1", "x", ""], ["STRING", "1", "x", undefined]],
    ["leading zeros", "value", ["007", "1"], ["STRING", "007", "1"]],
    ["other forms of numbers", "value", ["0x10"], ["STRING", "0x10"]],
    ["no value", "value", ["", ""], ["DOUBLE", undefined, undefined]],
    ["sites", "identity", ["1", "10"], ["INT64", 1n, 10n]],
    ["doses", "identity", ["0.5", "10"], ["DOUBLE", 0.5, 10]],
    ["plates that a number would rename", "identity", ["1.10", "1.1"], ["STRING", "1.10", "1.1"]],
    ["plates that look like exponents", "identity", ["12E4"], ["STRING", "12E4"]],
    ["plates with a comma", "identity", ["1,5"], ["STRING", "1,5"]],
    ["a plate called NaN", "identity", ["NaN", "1"], ["STRING", "NaN", "1"]],
    ["a plate with a space", "identity", [" 1"], ["STRING", " 1"]],
    ["no plate", "identity", [""], ["STRING", undefined]],
    ["a type that is given", "DOUBLE", ["1", ""], ["DOUBLE", 1, undefined]],
    ["a text that is given", "STRING", ["1", ""], ["STRING", "1", undefined]],
  ];
  for (const [title, type, fields, expected] of ROWS) {
    it(`${title}: ${JSON.stringify(fields)}`, () => assert.deepEqual(column(type, ...fields), expected));
  }

  it("what tells jobs apart prints as the text that it was, whatever the texts are (property)", () => {
    const text = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.stringMatching(/^[0-9.eE+-]{1,6}$/),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const [, ...values] = column("identity", ...texts);
        assert.deepEqual(
          values.map((value) => String(value ?? "")),
          texts,
        );
      }),
    );
  });

  it("numbers are those that were printed (property)", () => {
    const number = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.integer());
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
        const [type, ...values] = column("value", ...numbers.map(String));
        if (type === "STRING") return assert.ok(numbers.some((value) => Math.abs(value) > 2 ** 53));
        assert.deepEqual(
          values.map(Number),
          numbers.map((value) => value + 0),
        );
      }),
    );
  });
});
