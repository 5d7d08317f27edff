import assert from "node:assert/strict";
import { excluder, idleGlobs } from "../../../worker/contract/exclude";
import { jobIdOf } from "../../../worker/contract/job-id";
import { planInputs } from "../../../worker/stages/plan-inputs";
import { jobsOf, problemsOf, warningsOf } from "../../cli/jobs/planning";

const FILES = ["a.tif", "a_mask.tif", "P1/A01_1.tif", "P1/A01_1_mask.tif", "P1/old/A01_1.tif", "old/b.tif"];

/** What is left of `FILES`. */
const GLOBS: readonly (readonly [exclude: readonly string[], left: readonly string[]])[] = [
  [["*_mask.tif"], ["a.tif", "P1/A01_1.tif", "P1/old/A01_1.tif", "old/b.tif"]],
  [["/*_mask.tif"], ["a.tif", "P1/A01_1.tif", "P1/A01_1_mask.tif", "P1/old/A01_1.tif", "old/b.tif"]],
  [["old/"], ["a.tif", "a_mask.tif", "P1/A01_1.tif", "P1/A01_1_mask.tif"]],
  [["/old/"], ["a.tif", "a_mask.tif", "P1/A01_1.tif", "P1/A01_1_mask.tif", "P1/old/A01_1.tif"]],
  [["P1/*.tif"], ["a.tif", "a_mask.tif", "P1/old/A01_1.tif", "old/b.tif"]],
  [["P1/**"], ["a.tif", "a_mask.tif", "old/b.tif"]],
  [
    ["b.tif", "A01*"],
    ["a.tif", "a_mask.tif"],
  ],
  [["A01"], FILES],
];

describe("--exclude", () => {
  for (const [exclude, left] of GLOBS) {
    it(`${exclude.join(" ")} leaves ${left.length} of ${FILES.length} files, for jobs and for the worker`, async () => {
      const isExcluded = excluder(exclude);
      assert.deepEqual(
        FILES.filter((key) => !isExcluded(key)),
        left,
      );
      const images = await jobsOf(undefined, { images: FILES, request: { exclude } });
      assert.deepEqual(images.map(({ input }) => input[0]).sort(), [...left].sort());
      const store = {
        description: "store",
        async *list(prefix: string) {
          yield* FILES.filter((one) => one.startsWith(prefix)).map((one) => ({ key: one, sizeBytes: 1, etag: "e" }));
        },
        head: async (key: string) => ({ key, sizeBytes: 1, etag: "e" }),
      };
      const [job] = await jobsOf(
        { groups: [{ A: "1" }], input: ["**", "P1/A01_1_mask.tif"], exclude },
        { images: FILES },
      );
      assert.deepEqual(job?.exclude, exclude);
      const planned = await planInputs(job ?? { input: [] }, store);
      const keys = planned.files.map(({ object }) => object.key).sort();
      assert.deepEqual(keys, [...new Set([...left, "P1/A01_1_mask.tif"])].sort());
    });
  }
  it("adds to the exclude of the job file", async () => {
    const file = { groupsFrom: { pattern: "**/{Well}_{Site}*.tif" }, exclude: "old/" };
    const jobs = await jobsOf(file, { images: FILES, request: { exclude: ["*_mask.tif"] } });
    assert.deepEqual(
      jobs.map(({ name, input, exclude }) => [name, input, exclude]),
      [["A01-1", ["**/A01_1*.tif"], ["old/", "*_mask.tif"]]],
    );
  });
  it("is part of the id only where globs or folders are inputs", async () => {
    const idOf = (exclude?: readonly string[]) =>
      jobIdOf("A", {
        ...{ engine: "imagej", scriptSha256: "0", parameters: {}, input: ["*"], output: "A/" },
        ...(exclude !== undefined && { exclude }),
      });
    assert.notEqual(idOf(), idOf(["x"]));
    const whole = { groups: [{ A: "1" }], input: "a.tif" };
    const [plain] = await jobsOf(whole, { images: FILES });
    const [other] = await jobsOf({ ...whole, exclude: "x" }, { images: FILES });
    assert.deepEqual([other?.jobId, other?.exclude], [plain?.jobId, undefined]);
  });
  it("warns of a glob that fits no file, once", async () => {
    const warning = 'exclude: "*_maks.tif" fits no file';
    const warnings = await warningsOf(undefined, { images: FILES, request: { exclude: ["*_maks.tif"] } });
    assert.deepEqual(
      warnings.filter((text) => text.startsWith("exclude")),
      [warning],
    );
    const grid = { grid: { N: "1..3" }, input: "*.tif", exclude: ["*_maks.tif", "*_mask.tif"] };
    assert.ok((await warningsOf(grid, { images: FILES })).includes(warning));
    assert.deepEqual(idleGlobs(["*_mask.tif", "old/", "older/"], FILES), ["older/"]);
  });
  const refused: readonly (readonly [file: object, problem: string])[] = [
    [{ groupsFrom: { pattern: "{Image}.tif" }, exclude: "*" }, "exclude leaves out all 6 files in"],
    [{ groups: [{ A: "1" }], exclude: "*_mask.tif" }, "exclude leaves nothing out of a job without `input`"],
    [
      { groups: [{ A: "1" }], input: "*", exclude: "a\\b" },
      'exclude: the glob "a\\\\b" cannot be: "a\\\\b" holds a backslash',
    ],
    [{ groups: [{ A: "1" }], input: "*", exclude: "../x" }, 'exclude: the glob "../x" cannot be'],
    [{ groups: [{ A: "1" }], input: "a*.tif", exclude: "a*" }, "1 of 1 job has no input: a*.tif"],
    [{ groups: [{ A: "1" }], input: "*", exclude: Array.from({ length: 101 }, (_, at) => `x${at}`) }, "has 101 globs"],
    [{ groups: [{ A: "1" }], input: "*", exclude: 5 }, "exclude is 5; write a text or a list"],
  ];
  for (const [file, problem] of refused) {
    it(`is refused: ${JSON.stringify(file).slice(0, 80)}`, async () => {
      const problems = await problemsOf(file, { images: FILES });
      assert.ok(problems.join("\n").includes(problem), problems.join("\n"));
    });
  }
  it("is refused for complete jobs, which have their own", async () => {
    const [job] = await jobsOf({ groups: [{ A: "1" }], input: "**", exclude: "old/" }, { images: FILES });
    const text = JSON.stringify(job);
    const again = await jobsOf(text, { name: "jobs.jsonl", images: FILES });
    assert.deepEqual([again[0]?.jobId, again[0]?.exclude], [job?.jobId, ["old/"]]);
    const problems = await problemsOf(text, { name: "jobs.jsonl", images: FILES, request: { exclude: ["a"] } });
    assert.match(problems.join(), /--exclude is for jobs that are made now/);
  });
});
