import assert from "node:assert/strict";
import { problemsOf, warningsOf } from "../planning";

/** Files of wells, each of some channels. */
const plate = (wells: Readonly<Record<string, number>>): string[] =>
  Object.entries(wells).flatMap(([well, channels]) =>
    Array.from({ length: channels }, (_, channel) => `P1/${well}_w${channel + 1}.tif`),
  );
const wells = (count: number, channels: number, from = 1): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`A${String(from + i).padStart(3, "0")}`, channels]));

describe("the number of files of each job", () => {
  const CASES: readonly [what: string, wells: Record<string, number>, warning?: string][] = [
    ["is the same", wells(12, 3)],
    ["is one for each", wells(12, 1)],
    ["is less for one job", { ...wells(11, 3), B001: 2 }, "1 of 12 jobs has 2 files, the others 3: P1-B001"],
    [
      "is less for some",
      { ...wells(8, 3), ...wells(4, 1, 20) },
      "4 of 12 jobs have 1 file, the others 3: P1-A020, P1-A021, P1-A022, …",
    ],
    ["is more for one job", { ...wells(5, 3), B001: 9 }, "1 of 6 jobs has 9 files, the others 3: P1-B001"],
    [
      "differs in two ways",
      { ...wells(9, 3), B001: 2, B002: 2, B003: 4 },
      "2 of 12 jobs have 2 files, 1 has 4, the others 3: P1-B001, P1-B002, P1-B003",
    ],
  ];
  const GROUPS: readonly [how: string, jobFile: (names: string[]) => unknown][] = [
    ["by a pattern", () => ({ groupsFrom: { pattern: "{Plate}/{Well}_w*.tif" } })],
    [
      "in a list",
      (names) => ({ groups: names.map((Well) => ({ Plate: "P1", Well })), input: "{Plate}/{Well}_w*.tif" }),
    ],
  ];
  for (const [what, made, warning] of CASES) {
    for (const [how, jobFileOf] of GROUPS) {
      it(`${what} (groups ${how}): ${warning === undefined ? "nothing is said" : "a warning, or an error with --same-count"}`, async () => {
        const images = plate(made);
        const jobFile = jobFileOf(Object.keys(made));
        const warnings = (await warningsOf(jobFile, { images })).filter((line) => line.includes("--same-count"));
        assert.deepEqual(warnings, warning === undefined ? [] : [`${warning} (--same-count makes this an error)`]);
        const problems = await problemsOf(jobFile, { images, request: { sameCount: true } });
        assert.deepEqual(problems, warning === undefined ? [] : [warning]);
      });
    }
  }

  it("may differ by nature: no warning where no number is that of most jobs, but an error with --same-count", async () => {
    const images = plate({ A: 1, B: 2, C: 3, D: 4 });
    const jobFile = { groupsFrom: { pattern: "{Plate}/{Well}_w*.tif" } };
    assert.deepEqual(
      (await warningsOf(jobFile, { images })).filter((line) => line.includes("--same-count")),
      [],
    );
    const problems = await problemsOf(jobFile, { images, request: { sameCount: true } });
    assert.match(problems.join(), /^1 of 4 jobs has 2 files, 1 has 3, 1 has 4, the others 1: P1-B, P1-C, P1-D$/);
  });

  it("is not looked at without a folder of inputs, nor with --no-check", async () => {
    const jobFile = { groups: [{ Well: "A" }, { Well: "B" }], input: "{Well}_*.tif" };
    assert.deepEqual(await problemsOf(jobFile, { request: { sameCount: true } }), []);
    const images = ["A_1.tif", "B_1.tif", "B_2.tif"];
    assert.deepEqual(await problemsOf(jobFile, { images, request: { sameCount: true, check: false } }), []);
  });
});
