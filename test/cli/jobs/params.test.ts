import assert from "node:assert/strict";
import { jobsOf, plan, problemsOf, warningsOf } from "./planning";

const parametersOf = async (...planned: Parameters<typeof jobsOf>) =>
  (await jobsOf(...planned)).map(({ parameters }) => parameters);
const groups = [{ Well: "A01" }];
const FOLDERS = '#@ File (style="directory") out\n#@ File (style="directory") imageFolder\n#@ Double (value=2) sigma\n';

describe("a folder of the job as a value", () => {
  it("is {input} or {output}, in shared_metadata, in a group and by --param", async () => {
    const shared_metadata = { out: "{output}", imageFolder: "{input}" };
    assert.deepEqual(await parametersOf({ groups, shared_metadata }, { script: FOLDERS }), [
      { out: "{output}", imageFolder: "{input}", Well: "A01" },
    ]);
    assert.deepEqual(await warningsOf({ groups, shared_metadata }, { script: FOLDERS }), []);
    assert.deepEqual(await parametersOf({ groups: [{ imageFolder: "{input}" }] }, { script: FOLDERS }), [
      { out: "{output}", imageFolder: "{input}" },
    ]);
    assert.deepEqual(
      await parametersOf({ groups }, { script: FOLDERS, request: { params: [["imageFolder", "{input}"]] } }),
      [{ out: "{output}", imageFolder: "{input}", Well: "A01" }],
    );
  });

  it("is nothing within other text, which is reported", async () => {
    const shared_metadata = { imageFolder: "{input}/a" };
    const [parameters] = await parametersOf({ groups, shared_metadata }, { script: FOLDERS });
    assert.equal(parameters?.["imageFolder"], "{input}/a");
    assert.match(
      (await warningsOf({ groups, shared_metadata }, { script: FOLDERS }))[0] ?? "",
      /holds \{input\}, which stays/,
    );
  });

  for (const key of ["input", "output"]) {
    it(`is refused where the groups have a key ${key}`, async () => {
      const shared_metadata = { imageFolder: `{${key}}` };
      const found = await problemsOf({ groups: [{ [key]: "A01" }], shared_metadata }, { script: FOLDERS });
      const wanted = `groups[0]: imageFolder is {${key}}, and the groups have a key ${key}: rename the key; {${key}} is the folder of the job`;
      assert.ok(found.includes(wanted), found.join("\n"));
    });
  }

  it("is found by a folder parameter's own name, said once", async () => {
    const situation = { script: FOLDERS, request: { params: [["imageFolder", "/data"]] as const } };
    await plan({ groups: [{ Well: "A01" }, { Well: "A02" }] }, situation, async ({ notes, problems }) => {
      assert.deepEqual(problems, []);
      assert.deepEqual(notes, ["out (line 1 of script.ijm) is the job's output folder; another: --param out=VALUE"]);
    });
    await plan({ groups: [{ out: "/x" }] }, situation, async ({ notes }) => assert.deepEqual(notes, []));
  });

  it("is asked for with the options to write where no name says which", async () => {
    assert.deepEqual(await problemsOf({ groups }, { script: FOLDERS }), [
      "line 2 of script.ijm asks for imageFolder (File) and the jobs do not give it: give it, a folder of the job by --param imageFolder={input} or --param imageFolder={output}",
    ]);
  });

  it("needs inputs on AWS", async () => {
    const script = '#@ File (style="directory") inputDir\n';
    const [problem] = await problemsOf({ groups }, { script, request: { place: "aws" } });
    assert.match(
      problem ?? "",
      /line 1 of the script asks for inputDir, but the job file names no input: give `input`, or set mountBucket in the stack$/,
    );
  });
});

describe("--param", () => {
  const script = "#@ Double (value=2) sigma\n#@ Integer (value=1) n\n";

  it("comes before shared_metadata and is checked like it", async () => {
    const jobFile = { groups, shared_metadata: { sigma: "3", n: "4" } };
    assert.deepEqual(await parametersOf(jobFile, { script, request: { params: [["sigma", "5"]] } }), [
      { n: "4", sigma: "5", Well: "A01" },
    ]);
    assert.deepEqual(await problemsOf(jobFile, { script, request: { params: [["sigma", "1,5"]] } }), [
      '--param sigma is "1,5", which is not a number: write "1.5" (Double on line 1 of script.ijm)',
    ]);
    const [unread] = await problemsOf(jobFile, { script, request: { params: [["sigmma", "5"]] } });
    assert.match(unread ?? "", /^--param sigmma is not read: .*did you mean "sigma"\?/);
  });

  for (const [params, problem] of [
    [[["Well", "B01"]], "--param Well and the groups both give Well: keep one"],
    [[["__proto__", "x"]], '--param: the key "__proto__" is reserved'],
    [[["n", "\0"]], /^--param n is "\\u0000": it holds a character/],
  ] as const) {
    it(`is refused: ${JSON.stringify(params)}`, async () => {
      const found = (await problemsOf({ groups }, { script, request: { params } })).join("\n");
      if (typeof problem === "string") assert.ok(found.includes(problem), found);
      else assert.match(found, problem);
    });
  }

  it("changes jobs that were made before, and binds their folders", async () => {
    const [job] = await jobsOf({ groups }, { script });
    const line = JSON.stringify(job);
    const situation = {
      script: FOLDERS,
      name: "jobs.jsonl",
      request: { params: [["imageFolder", "{input}"]] as const },
    };
    const [again] = await jobsOf(line, situation);
    assert.deepEqual(again?.parameters, { Well: "A01", out: "{output}", imageFolder: "{input}" });
    assert.notEqual(again?.jobId, job?.jobId);
  });
});

describe("one job per image", () => {
  const images = ["P1/a.tif", "b.tif"];
  for (const [script, key] of [
    ["#@ File image\n", "image"],
    ["#@ File photo\n", "photo"],
    ["#@ File a\n#@ File IMAGE\n".replace("#@ File a\n", '#@ File (value="x") a\n'), "IMAGE"],
  ] as const) {
    it(`calls the image as the script does: ${key}`, async () => {
      const jobs = await jobsOf(undefined, { script, images });
      assert.deepEqual(
        jobs.map(({ group, parameters, input }) => [group, parameters, input]),
        [
          [{ [key]: "b.tif" }, { [key]: "b.tif" }, ["b.tif"]],
          [{ [key]: "P1/a.tif" }, { [key]: "a.tif" }, ["P1/a.tif"]],
        ],
      );
    });
  }

  it("calls it Image where the script has no parameter for it", async () => {
    const [job] = await jobsOf(undefined, { script: "#@ File input\n", images: ["b.tif"] });
    assert.deepEqual(job?.group, { Image: "b.tif" });
  });
});
