import assert from "node:assert/strict";
import { delimiterOf, parseLayout } from "../../../cli/plate/layout";

const refusal = (text: string): string => {
  try {
    parseLayout(text, "l.csv");
  } catch (error) {
    return (error as Error).message;
  }
  return "taken";
};

describe("a layout", () => {
  it("is a table with a column Well, by plates where it names them, else for all", () => {
    const layout = parseLayout("\ufeffplate,Well,compound,dose\nP1,a1,x,1\n,A2,y,\n", "l.csv");
    assert.deepEqual(layout.columns, ["compound", "dose"]);
    assert.deepEqual(layout.valuesOf("P1", "A01"), { compound: "x", dose: "1" });
    assert.equal(layout.valuesOf("P2", "A01"), undefined);
    assert.deepEqual(layout.valuesOf("P2", "A02"), { compound: "y", dose: "" });
    assert.deepEqual(layout.wells, [
      { plate: "P1", well: "A01" },
      { plate: undefined, well: "A02" },
    ]);
  });

  it("is blocks in the shape of the plate, each named in its corner", () => {
    const layout = parseLayout("compound;1;2\nA;x;y\nB;;z\n\nrole;1;2\nA;positive;\n", "l.csv");
    assert.deepEqual(layout.columns, ["compound", "role"]);
    assert.deepEqual(layout.valuesOf(undefined, "A01"), { compound: "x", role: "positive" });
    assert.deepEqual(layout.valuesOf("P", "B02"), { compound: "z" });
    assert.equal(layout.valuesOf("P", "B01"), undefined);
  });

  for (const [title, text, problem] of [
    ["a well that is none", "Well,c\nA1,x\nZ99,y\n", '--layout l.csv, line 3: "Z99" is no well; wells are A1 to AF48'],
    ["a well that comes twice", "Well,c\nA1,x\na01,y\n", "--layout l.csv, line 3: the well A01 appears twice"],
    ["one of a plate twice", "Plate,Well\nP,A1\nP,A1\n", "--layout l.csv, line 3: the well P A01 appears twice"],
    ["a column that comes twice", "Well,c,c\nA1,x,y\n", '--layout l.csv, line 1: the column "c" appears twice'],
    [
      "a role that is none",
      "Well,Role\nA1,control\n",
      '--layout l.csv, line 2: the role "control" is none of positive, negative, sample, empty',
    ],
    ["a block that comes twice", "c,1\nA,x\n\nc,1\nA,y\n", '--layout l.csv, line 4: the block "c" appears twice'],
    ["a row that comes twice", "c,1\nA,x\nA,y\n", '--layout l.csv, line 3: the well A01 appears twice in "c"'],
    ["no well", "Well,c\n", "--layout l.csv, line 1: no well; it needs a column Well"],
    ["another table", "name,c\nA1,x\n", '--layout l.csv, line 1: "name" is no row of a plate'],
  ] as const) {
    it(`refuses ${title}`, () => assert.equal(refusal(text).slice(0, problem.length), problem));
  }

  for (const [line, delimiter] of [
    ["a,b", ","],
    ["a;b", ";"],
    ["a\tb", "\t"],
    ['"a;b;c",d', ","],
    ["a", ","],
  ] as const) {
    it(`of the first line ${JSON.stringify(line)} is separated by ${JSON.stringify(delimiter)}`, () => {
      assert.equal(delimiterOf(line), delimiter);
    });
  }
});
