import assert from "node:assert/strict";
import fc from "fast-check";
import {
  colorText,
  dateOf,
  listItems,
  valueFault,
  valueProblem,
  wholeNumber,
} from "../../../worker/contract/parameter-values";
import { joinList, readScriptHeader, type ScriptParameter } from "../../../worker/contract/script-parameters";

const one = (line: string): ScriptParameter => readScriptHeader(line).parameters[0] as ScriptParameter;

describe("a value for a parameter", () => {
  const whole = "is not a whole number";
  const decimal = "is not a number";
  const table: readonly [type: string, good: readonly string[], bad: Readonly<Record<string, string>>][] = [
    [
      "Integer",
      ["0", "-7", "+7", "007", "5.0", "5.", "0x1F", "-0xff", "2147483647", "-2147483648"],
      {
        ...{
          "": whole,
          " 1": whole,
          "1.5": whole,
          "1e3": whole,
          "0x": whole,
          "0x1.0": whole,
          abc: whole,
          "5.0.0": whole,
        },
        "2147483648": "is outside -2147483648 to 2147483647",
        "-2147483649": "is outside -2147483648 to 2147483647",
      },
    ],
    [
      "long",
      ["9223372036854775807"],
      { "9223372036854775808": "is outside -9223372036854775808 to 9223372036854775807", "1L": whole },
    ],
    ["Short", ["32767"], { "32768": "is outside -32768 to 32767" }],
    ["byte", ["-128"], { "128": "is outside -128 to 127" }],
    ["BigInteger", ["9".repeat(40)], { "1.5": whole }],
    [
      "Double",
      ["1", "1.50", ".5", "1.", "-1e-3"],
      {
        ...{
          "1,5": 'is not a number: write "1.5"',
          "": decimal,
          one: decimal,
          "1e": decimal,
          "0x1": decimal,
          NaN: decimal,
        },
        "1e999": "is more than a number can hold",
      },
    ],
    ["Number", ["1.5", "3"], { x: decimal }],
    ["Float", ["1.5"], { "1.5f": decimal }],
    [
      "Boolean",
      ["true", "false", "TRUE"],
      {
        yes: 'is not a boolean: write "true"',
        Off: 'is not a boolean: write "false"',
        "": 'is not a boolean: write "true" or "false"',
      },
    ],
    ["char", ["x", "😀"], { "": "is not one character", xy: "is not one character" }],
    [
      "ColorRGB",
      ["red", "#f00", "#FF8000", "1, 2,3"],
      {
        Red: 'is not a colour: write "255,0,0" or "#ff0000"',
        "256,0,0": 'is not a colour: write "255,0,0" or "#ff0000"',
      },
    ],
    [
      "Date",
      ["2026-01-31", "2026-01-31T12:30:00"],
      { "2026-02-30": 'is not a date: write "2026-01-31" or "2026-01-31T12:30:00"' },
    ],
    ["String", ["", "anything 'at' \"all\""], {}],
    ["File", ["a/b", ""], {}],
    ["String[]", ["a, b", ""], { '"a': 'has a " that is not closed' }],
    ["int[]", ["1, 2"], { "1, x": 'holds item 2, "x", which is not a whole number' }],
    ["ImagePlus", [], { x: "cannot be given: a job has no open image; open it in the script" }],
    ["OpService", [], { x: "is set by Fiji itself: leave it out" }],
  ];
  for (const [type, good, bad] of table) {
    it(`of type ${type}`, () => {
      const parameter = one(`#@ ${type} p`);
      for (const value of good) assert.equal(valueFault(parameter, value), undefined, JSON.stringify(value));
      for (const [value, why] of Object.entries(bad)) assert.equal(valueFault(parameter, value), why, value);
    });
  }

  it("is one of the choices, numbers by their value", () => {
    const parameter = one('#@ String (choices={"Otsu", "Li"}) method');
    assert.equal(valueFault(parameter, "Li"), undefined);
    assert.equal(valueFault(parameter, " otsu"), 'is no choice: write "Otsu"');
    assert.equal(valueFault(parameter, "Yen"), 'is no choice: write "Otsu" or "Li"');
    assert.equal(valueFault(one("#@ Double (choices={1, 2.5}) d"), "1"), undefined);
  });

  it("is between min and max", () => {
    const parameter = one("#@ Double (min=0.5, max=2) s");
    assert.deepEqual(
      ["0.4", "0.5", "2", "2.1"].map((value) => valueFault(parameter, value)),
      ["is below its min, 0.5", undefined, undefined, "is above its max, 2"],
    );
  });

  it("is refused in one sentence", () => {
    assert.equal(valueProblem(one("#@ Integer n"), "1.5"), 'parameter "n" is "1.5", which is not a whole number');
  });

  it("keeps every list of texts (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (items) =>
        assert.deepEqual(listItems(joinList(items)), items),
      ),
    );
  });

  it("is the number, colour and date that it says", () => {
    assert.deepEqual(["012", "-5.00", "0x1F", "1.5"].map(wholeNumber), [12n, -5n, 31n, undefined]);
    assert.deepEqual(["red", "#0a0", "#102030", "1, 2,3", "1,2"].map(colorText), [
      "255,0,0",
      "0,170,0",
      "16,32,48",
      "1,2,3",
      undefined,
    ]);
    assert.equal(dateOf("2026-01-31T12:30:00")?.toISOString(), "2026-01-31T12:30:00.000Z");
  });
});
