import assert from "node:assert/strict";
import { expandRange } from "../../../../cli/jobs/file/ranges";

const all = (text: string): readonly string[] => {
  const range = expandRange(text);
  if (typeof range === "string") return [range];
  return Array.from({ length: range.count }, (_, index) => range.at(index));
};

describe("a range", () => {
  const lists: readonly [text: string, values: string][] = [
    ["1..4", "1 2 3 4"],
    ["08..11", "08 09 10 11"],
    ["7..7", "7"],
    ["0..2", "0 1 2"],
    ["-2..1", "-2 -1 0 1"],
    ["-1..01", "-1 0 1"],
    ["A01..B03", "A01 A02 A03 B01 B02 B03"],
    ["B2..C3", "B2 B3 C2 C3"],
    ["c09..c10", "c09 c10"],
    ["C9..C10", "C9 C10"],
    ["Y1..AB1", "Y1 Z1 AA1 AB1"],
    ["AZ01..BA02", "AZ01 AZ02 BA01 BA02"],
    ["ZZ999..ZZ999", "ZZ999"],
  ];
  for (const [text, values] of lists) {
    it(`${text} is ${values}`, () => assert.deepEqual(all(text), values.split(" ")));
  }

  it("makes its values when they are asked for, not before", () => {
    const range = expandRange("1..999999999999999");
    assert.ok(typeof range !== "string");
    assert.deepEqual([range.count, range.at(0), range.at(range.count - 1)], [999999999999999, "1", "999999999999999"]);
  });

  const how = 'not a range: write "A01..H12" for a rectangle of wells or "1..9" for numbers';
  const wrong: readonly [text: string, problem: string][] = [
    ["", how],
    ["A01", how],
    ["..", how],
    ["1..", how],
    ["1..2..3", how],
    ["1..A01", how],
    ["A01-H12", how],
    ["1.5..3", how],
    ["1..1234567890123456", how],
    ["AAA1..AAA2", how],
    ["A0001..A0002", how],
    ["9..1", 'the range runs backwards: "1..9"'],
    ["1..-1", 'the range runs backwards: "-1..1"'],
    ["-02..2", "negative numbers cannot be padded"],
    ["-007..-002", "negative numbers cannot be padded"],
    ["A00..A02", "columns of wells count from 1"],
    ["A01..H00", "columns of wells count from 1"],
    ["a01..H12", 'a well range has letters of one case: "A01..H12"'],
    ["Aa1..Ab2", 'a well range has letters of one case: "AA1..AB2"'],
    ["H12..A01", 'the range runs backwards: a rectangle goes from its upper left to its lower right well, "A01..H12"'],
    ["A12..H1", 'the range runs backwards: a rectangle goes from its upper left to its lower right well, "A1..H12"'],
    ["h1..a12", 'the range runs backwards: a rectangle goes from its upper left to its lower right well, "a1..h12"'],
  ];
  for (const [text, problem] of wrong) {
    it(`cannot be ${JSON.stringify(text)}: ${problem.split(":")[0]}`, () => assert.equal(expandRange(text), problem));
  }
});
