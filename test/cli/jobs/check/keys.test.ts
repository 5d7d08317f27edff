import assert from "node:assert/strict";
import { type PlanRequest } from "../../../../cli/jobs/make/plan-request";
import { planInputs } from "../../../../worker/stages/plan-inputs";
import { type Store, type StoredObject } from "../../../../worker/storage/store";
import { jobsOf, problemsOf, warningsOf } from "../planning";

const LONG = `raw/${"x".repeat(256)}.tif`;

/** A bucket that lists what S3 can hold, also what no folder can. */
function bucketOf(keys: Readonly<Record<string, number>>): Store {
  const objects = Object.entries(keys).map(([key, sizeBytes]): StoredObject => ({ key, sizeBytes, etag: key }));
  const fail = (): never => assert.fail("only listed");
  return {
    description: "s3://bucket/raw/",
    folderName: "raw",
    async *list(prefix) {
      yield* objects.filter(({ key }) => key.startsWith(prefix));
    },
    head: async (key) => objects.find((object) => object.key === key),
    ...{ fetch: fail, localPath: fail, put: fail, putText: fail, putTextIfAbsent: fail },
    ...{ getText: fail, read: fail, remove: fail },
  };
}

const JOB_FILE = { groups: [{ Plate: "P1" }] };
const situation = (keys: Readonly<Record<string, number>>, request: Partial<PlanRequest> = {}) => ({
  request: { inputStore: bucketOf(keys), place: "aws" as const, ...request },
});

describe("keys of a bucket that are no files", () => {
  const COVERED: readonly [what: string, key: string, sizeBytes: number, warning?: RegExp][] = [
    ["the folder of the prefix itself, made by the console", "", 0],
    ["a folder made by the console", "raw/", 0],
    ["one with an empty part", "raw//b.tif", 7, /the key "raw\/\/b\.tif" has an empty part/],
    ["one that begins with /", "/b.tif", 7, /has an empty part/],
    ["one whose name is too long", LONG, 7, /is 260 bytes long; a file name has at most 255/],
    ["one with ..", "raw/../b.tif", 7, /has the part "\.\."/],
    ["a folder with bytes", "raw/sub/", 7, /has an empty part/],
  ];
  for (const [what, key, sizeBytes, warning] of COVERED) {
    const keys = { "raw/a.tif": 7, [key]: sizeBytes };

    for (const input of ["**", "raw/**", "raw/*.tif", "raw/"]) {
      it(`${what} fails no job with the input ${input}, ${warning === undefined ? "in silence" : "with a warning where it is listed"}`, async () => {
        const isListed = key.startsWith(input === "**" ? "" : "raw/");
        const warnings = await warningsOf({ ...JOB_FILE, input }, situation(keys));
        const about = warnings.filter((line) => line.startsWith("no job gets an input"));
        assert.equal(about.length, warning !== undefined && isListed ? 1 : 0, warnings.join("\n"));
        if (warning !== undefined && isListed) assert.match(about[0] ?? "", warning);
        const planned = await planInputs({ input: [input] }, bucketOf(keys));
        assert.deepEqual(
          planned.files.map(({ object }) => object.key),
          ["raw/a.tif"],
        );
      });
    }

    it(`${what} is no image of its own`, async () => {
      const jobs = await jobsOf(undefined, situation(keys));
      assert.deepEqual(
        jobs.map(({ input }) => input),
        [["raw/a.tif"]],
      );
      const warnings = await warningsOf(undefined, situation(keys));
      const about = warnings.filter((line) => line.startsWith("no job gets an input"));
      assert.equal(about.length, warning === undefined ? 0 : 1);
    });
  }

  it("are a problem when a job names one", async () => {
    const plan = { ...JOB_FILE, input: "raw//b.tif" };
    const request = situation({ "raw//b.tif": 7, "raw/a.tif": 7 });
    assert.match(
      (await problemsOf(plan, request)).join("\n"),
      /the input "raw\/\/b\.tif" cannot be: it has an empty folder name/,
    );
    await assert.rejects(planInputs({ input: ["raw//b.tif"] }, bucketOf({ "raw//b.tif": 7 })), /has an empty part/);
  });

  it("are a problem when nothing else is covered", async () => {
    assert.match((await problemsOf({ ...JOB_FILE, input: "raw/*" }, situation({ "raw/": 0 }))).join("\n"), /no input/);
    await assert.rejects(planInputs({ input: ["raw/**"] }, bucketOf({ "raw//b.tif": 7 })), /has an empty part/);
  });

  it("are a problem when one is a file and, for another, a folder, as for the worker", async () => {
    const keys = { "raw/a": 7, "raw/a/b.tif": 7 };
    const said = /"a" would have to be a file and, for "a\/b\.tif", a folder/;
    assert.match((await problemsOf({ ...JOB_FILE, input: "raw/" }, situation(keys))).join("\n"), said);
    await assert.rejects(planInputs({ input: ["raw/"] }, bucketOf(keys)), said);
    assert.deepEqual(await problemsOf({ ...JOB_FILE, input: "raw/a/b.tif" }, situation(keys)), []);
  });
});
