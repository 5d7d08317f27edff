import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { jobIdOf } from "../../../worker/contract/job-id";
import { type Job, parseJob } from "../../../worker/contract/job";
import { parsePattern } from "../../../worker/contract/patterns";
import { type PlanRequest } from "../../../cli/jobs/make/plan-request";
import { jobsOf, plan, problemsOf, warningsOf } from "./planning";

const fixture = (name: string) => readFileSync(join(__dirname, "../../fixtures/jobs", name), "utf8");
const valuesOf = async (grid: object, key = "Well"): Promise<string[]> =>
  (await jobsOf({ grid })).map(({ group }) => group[key] ?? "");

describe("a grid", () => {
  it("has every combination, the last key changing fastest", async () => {
    const jobs = await jobsOf({ grid: { Plate: ["P1", "P2"], Site: "1..2" } });
    assert.deepEqual(
      jobs.map(({ name }) => name),
      ["P1-1", "P1-2", "P2-1", "P2-2"],
    );
  });
  const ranges: readonly [range: unknown, count: number, first: string, last: string][] = [
    ["A01..P24", 384, "A01", "P24"],
    ["B02..C03", 4, "B02", "C03"],
    ["A1..H12", 96, "A1", "H12"],
    ["a01..h12", 96, "a01", "h12"],
    ["A001..B100", 200, "A001", "B100"],
    ["AA01..AF48", 288, "AA01", "AF48"],
    ["Z01..AA01", 2, "Z01", "AA01"],
    ["96", 96, "A01", "H12"],
    [384, 384, "A01", "P24"],
    ["1536", 1536, "A01", "AF48"],
    ["1..9", 9, "1", "9"],
    ["01..12", 12, "01", "12"],
    ["08..110", 103, "08", "110"],
    ["-2..2", 5, "-2", "2"],
    [["A01..A03", "C05"], 4, "A01", "C05"],
    [["1-9"], 1, "1-9", "1-9"],
    ["A01", 1, "A01", "A01"],
    [true, 1, "true", "true"],
    [[1.5, 2], 2, "1.5", "2"],
  ];
  for (const [range, count, first, last] of ranges) {
    it(`reads ${JSON.stringify(range)}`, async () => {
      const values = await valuesOf({ Well: range });
      assert.deepEqual([values.length, values[0], values.at(-1)], [count, first, last]);
      assert.equal(new Set(values).size, count);
    });
  }
  it("takes 96 for a plate only where the key is a well", async () => {
    assert.deepEqual(await valuesOf({ Dose: "96" }, "Dose"), ["96"]);
  });
  it("makes rectangles of wells row by row, padded like the first (property)", async () => {
    const corner = fc.tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 48 }));
    const row = (number: number) =>
      (number > 26 ? "A" : "") + String.fromCharCode(64 + (number > 26 ? number - 26 : number));
    const well = (r: number, c: number, width: number) => row(r) + String(c).padStart(width, "0");
    await fc.assert(
      fc.asyncProperty(corner, corner, fc.integer({ min: 1, max: 3 }), async ([r1, c1], [r2, c2], width) => {
        const [top, bottom, left, right] = [Math.min(r1, r2), Math.max(r1, r2), Math.min(c1, c2), Math.max(c1, c2)];
        const padding = well(top, left, width).includes("0") && left < 10 ** (width - 1) ? width : 1;
        const wanted: string[] = [];
        for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) wanted.push(well(r, c, padding));
        const range = `${well(top, left, width)}..${well(bottom, right, width)}`;
        assert.deepEqual(await valuesOf({ Well: range }), wanted);
      }),
      { numRuns: 40 },
    );
  });
  it("has as many jobs as the product of its axes, all with different ids (property)", async () => {
    const axis = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(axis, axis, axis, async (a, b, c) => {
        const jobs = await jobsOf({ grid: { a, b, c } });
        assert.equal(jobs.length, a.length * b.length * c.length);
        assert.equal(new Set(jobs.map(({ jobId }) => jobId)).size, jobs.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a list of groups", () => {
  it("keeps every text, number and boolean as it is written (property)", async () => {
    const text = fc.string({ unit: "grapheme" }).filter((one) => !/[\0\uFFFE\uFFFF]/.test(one));
    const value = fc.oneof(text, fc.maxSafeInteger(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 }), async (rows) => {
        const groups = rows.map(([a, b], number) => ({
          number,
          a: Object.is(a, -0) ? 0 : a,
          b: Object.is(b, -0) ? 0 : b,
        }));
        const jobs = await jobsOf({ groups });
        assert.deepEqual(
          jobs.map(({ parameters }) => parameters),
          groups.map(({ number, a, b }) => ({ number: String(number), a: String(a), b: String(b) })),
        );
        for (const job of jobs)
          assert.deepEqual(
            parseJob(JSON.stringify({ ...job, script: { name: "s", sha256: "0".repeat(64) } })).group,
            job.group,
          );
      }),
      { numRuns: 50 },
    );
  });
  it("warns where a group has other keys than the first", async () => {
    const [, warning] = await warningsOf({ groups: [{ a: "1" }, { b: "2" }] });
    assert.equal(warning, "groups[1] has the keys b; the first group has a");
  });
  it("may hold keys that every object has", async () => {
    const [job] = await jobsOf({
      groups: [{ constructor: "a", toString: "b" }],
      shared_metadata: { valueOf: "c" },
      argument: "{valueOf}{constructor}",
    });
    assert.equal(job?.argument, "ca");
  });
});

describe("the originals' files", () => {
  it("work as they are, one folder of results for each group", async () => {
    const jobs = await jobsOf(fixture("distributed-fiji.json"), { request: { engine: "fiji", inputDir: "/data/in" } });
    assert.deepEqual(jobs[0]?.group, { Well: "C05", Plate: "P7" });
    assert.equal(jobs[0]?.output, "study7/results/C05-P7/");
    assert.equal(jobs[0]?.root, "study7/results/");
    assert.deepEqual(jobs[0]?.input, []);
    assert.equal(jobs[0]?.parameters["input_file_location"], "/data/in/study7/raw");
    assert.equal(jobs[2]?.group["Well"], "it's");
  });
  it("have the same ids on every computer", async () => {
    const here = await jobsOf(fixture("distributed-fiji.json"), { request: { inputDir: "/data/in" } });
    const there = await jobsOf(fixture("distributed-fiji.json"));
    assert.deepEqual(
      here.map(({ jobId }) => jobId),
      there.map(({ jobId }) => jobId),
    );
  });
  it("may give what the script does not read: a warning", async () => {
    const warnings = await warningsOf(fixture("distributed-fiji.json"), {
      request: { engine: "fiji", scriptFile: join(__dirname, "../../fixtures/jobs/stitch.py") },
    });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /shared_metadata\.image_size is not read/);
  });
  it("are below the output prefix on AWS, and keep the mount's paths", async () => {
    const jobs = await jobsOf(fixture("distributed-fiji.json"), {
      request: { place: "aws", outputPrefix: "study7/", mountBucket: true },
    });
    assert.equal(jobs[0]?.output, "results/C05-P7/");
    assert.equal(jobs[0]?.parameters["input_file_location"], "/home/ubuntu/bucket/study7/raw");
  });
});

describe("what else says which jobs there are", () => {
  const cases: readonly [request: Partial<PlanRequest>, name: string, jobFile: unknown, problem: RegExp][] = [
    [
      { pattern: "{Well}.tif" },
      "jobs.json",
      { grid: { Well: ["A01"] } },
      /^--pattern \{Well\}\.tif and jobs\.json both name the jobs: write `groupsFrom` with `pattern` there, or leave one of them out$/,
    ],
    [
      { naming: "opera" },
      "jobs.json",
      { grid: { Well: ["A01"] } },
      /^--naming opera and jobs\.json both name the jobs: .*`naming` there, or/,
    ],
    [
      { pattern: "{Well}.tif" },
      "jobs.jsonl",
      "{}\n",
      /^--pattern \{Well\}\.tif and jobs\.jsonl both name the jobs: leave one of them out$/,
    ],
  ];
  for (const [request, name, jobFile, problem] of cases) {
    it(`is refused beside a job file: ${JSON.stringify(request)} and ${name}`, async () => {
      const problems = await plan(jobFile, { request, name }, (made) => Promise.resolve(made.problems));
      assert.ok(
        problems.some((text) => problem.test(text)),
        problems.join("\n"),
      );
    });
  }
});

describe("placeholders", () => {
  const file = {
    groups: [{ Plate: "P1", Well: "A01" }],
    shared_metadata: { set: "s", Plate: "shared" },
    input: ["{Plate}/{Well}_*.tif", "masks/{set}/"],
    output: "r/{Plate}/{name}",
    argument: "{Well} {{x}} '{set}'",
    expect: ["{Well}*.csv"],
    timeoutMinutes: 5,
  };
  it("expand in input, output, argument and expect, group before shared", async () => {
    const [job] = await jobsOf(file);
    assert.deepEqual(job?.input, ["P1/A01_*.tif", "masks/s/"]);
    assert.equal(job?.output, "r/P1/P1-A01/");
    assert.equal(job?.root, "r/");
    assert.equal(job?.argument, "A01 {x} 's'");
    assert.deepEqual(job?.expect, ["A01*.csv"]);
    assert.equal(job?.timeoutMinutes, 5);
    assert.deepEqual(job?.parameters, { set: "s", Plate: "P1", Well: "A01" });
  });
  it("expand nowhere else", async () => {
    const [job] = await jobsOf({
      groups: [{ a: "{b}", b: "x" }],
      shared_metadata: { c: "{a}" },
      output_file_location: "{a}/",
    });
    assert.deepEqual(job?.parameters, { c: "{a}", a: "{b}", b: "x" });
    assert.ok(job?.output.startsWith("{a}/"));
  });
  it("where they stand in other places, a warning says that they stay as they are", async () => {
    const [, one, two] = await warningsOf({
      groups: [{ Well: "A01" }],
      output_file_location: "r/{Well}",
      shared_metadata: { s: "{Well}" },
    });
    assert.match(one ?? "", /^output_file_location holds \{Well\}, which stays as it is/);
    assert.match(two ?? "", /^s holds \{Well\}/);
  });
  it("stay for the worker where they mean a file in {input}: it knows where files are there", async () => {
    const command = ["count", "--image={input}/{Image}", "{input}", "{Image}", "{input}/list.txt"];
    const images = ["a.tif", "P1/b.tif", "P1/x*y\\.tif"];
    const jobs = await jobsOf(undefined, { images, request: { engine: "command", command } });
    assert.deepEqual(jobs.map((job) => job.command?.slice(1, 4).join(" ")).sort(), [
      "--image={input}/P1/b.tif {input} P1/b.tif",
      "--image={input}/P1/x*y\\.tif {input} P1/x*y\\.tif",
      "--image={input}/a.tif {input} a.tif",
    ]);
  });

  it("expand in the words of a command, but for input and output, which the worker knows", async () => {
    const [job] = await jobsOf(
      { groups: [{ Well: "A 1" }] },
      { request: { engine: "command", command: ["count", "--well={Well}", "{input}", "{output}/{name}.csv"] } },
    );
    assert.deepEqual(job?.command, ["count", "--well=A 1", "{input}", `{output}/${job?.name}.csv`]);
  });
  it("put values in as they are: no value becomes a wildcard (property)", async () => {
    const value = fc.string({
      unit: fc.constantFrom("a", "*", "?", "[", "\\", "{", "ä", " "),
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(value, async (Well) => {
        const [job] = await jobsOf({ groups: [{ Well }], input: "x{Well}y*.tif", output: "r/" });
        const pattern = parsePattern(job?.input[0] ?? "");
        assert.equal(pattern.prefix, `x${Well}y`);
        assert.ok(pattern.matches(`x${Well}y1.tif`));
      }),
      { numRuns: 60 },
    );
  });
  it("the job's name is no key of the job file: a key `name` comes first", async () => {
    const [job] = await jobsOf({ groups: [{ name: "n", b: "x" }], output: "r/{name}", shared_metadata: {} });
    assert.equal(job?.output, "r/n/");
    const [other] = await jobsOf({ groups: [{ name: "n", b: "x" }], output_file_location: "r" });
    assert.equal(other?.output, "r/n-x/");
  });
});

describe("ids of jobs", () => {
  const base = { groups: [{ Well: "A01" }], shared_metadata: { s: "1" }, input: "{Well}*", output: "r/{Well}" };
  const idOf = async (file: object, request = {}) => (await jobsOf(file, { request }))[0]?.jobId;
  it("are those of the contract", async () => {
    const identity = {
      engine: "imagej",
      scriptSha256: undefined,
      parameters: { s: "1", Well: "A01" },
      input: ["A01*"],
      output: "r/A01/",
    } as const;
    assert.equal(await idOf(base), jobIdOf("A01", identity));
  });
  it("change with parameters, input, output, argument and engine; not with expect and limits", async () => {
    const same = [
      await idOf(base),
      await idOf({ ...base, expect: ["*.csv"], timeoutMinutes: 3 }),
      await idOf(base, { force: true }),
    ];
    assert.equal(new Set(same).size, 1);
    const others = [
      { ...base, shared_metadata: { s: "2" } },
      { ...base, input: "{Well}_*" },
      { ...base, output: "q/{Well}" },
      { ...base, argument: "x" },
    ];
    const ids = [
      ...same.slice(0, 1),
      ...(await Promise.all(others.map((file) => idOf(file)))),
      await idOf(base, { engine: "fiji" }),
    ];
    assert.equal(new Set(ids).size, 6);
  });
});

describe("groups from a table", () => {
  it("are the distinct combinations of its columns, as written (property)", async () => {
    const cell = fc.oneof(
      fc.constantFrom("01", "1.50", 'say "x"', "a,b", "a\nb", " x ", "é"),
      fc.stringMatching(/^[A-Z]\d\d$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }), async (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const csv = ["Plate,Noise,Well", ...rows.map(([a, b], n) => `${quoted(a)},${n},${quoted(b)}`)].join("\r\n");
        const jobs = await jobsOf(
          { groupsFrom: { csv: "t.csv", columns: ["Plate", "Well"] } },
          { files: { "t.csv": `\uFEFF${csv}` } },
        );
        const wanted = [...new Map(rows.map(([Plate, Well]) => [`${Plate}\0${Well}`, { Plate, Well }])).values()];
        assert.deepEqual(
          jobs.map(({ group }) => group),
          wanted,
        );
      }),
      { numRuns: 40 },
    );
  });
  it("take semicolons and tabs, and other names for columns", async () => {
    for (const sign of [";", "\t"]) {
      const files = { "t.csv": `Metadata_Well${sign}x\nA01${sign}1\n` };
      const [job] = await jobsOf({ groupsFrom: { csv: "t.csv", columns: { Well: "Metadata_Well" } } }, { files });
      assert.deepEqual(job?.group, { Well: "A01" });
    }
  });
});

describe("groups from names of files", () => {
  const images = [
    "P1/A01_1_D.tif",
    "P1/A01_1_F.tif",
    "P1/A01_2_D.tif",
    "P1/B02_10_D.tif",
    "P1/notes.txt",
    "P2/A01_1_D.tif",
  ];
  it("have the files they came from as input", async () => {
    const jobs = await jobsOf({ groupsFrom: { pattern: "{Plate}/{Well}_{Site}_*.tif" } }, { images });
    assert.deepEqual(
      jobs.map(({ name, input }) => [name, ...input]),
      [
        ["P1-A01-1", "P1/A01_1_*.tif"],
        ["P1-A01-2", "P1/A01_2_*.tif"],
        ["P1-B02-10", "P1/B02_10_*.tif"],
        ["P2-A01-1", "P2/A01_1_*.tif"],
      ],
    );
  });
  it("come from a list in a file too", async () => {
    const files = { "files.txt": images.join("\n") };
    const jobs = await jobsOf({ groupsFrom: { listing: "files.txt", pattern: "{Plate}/**" } }, { files });
    assert.deepEqual(
      jobs.map(({ name }) => name),
      ["P1", "P2"],
    );
  });
  it("need no job file", async () => {
    const jobs = await jobsOf(undefined, { images, request: { pattern: "{Plate}/{Well}_{Site}_*.tif" } });
    assert.equal(jobs.length, 4);
    assert.equal(jobs[0]?.output, "P1-A01-1/");
  });
  it("leave out a folder of results among the inputs", async () => {
    const request = { leaveOut: "results/" };
    const jobs = await jobsOf(undefined, { images: ["a.tif", "results/a/overlay.png", "results2.tif"], request });
    assert.deepEqual(
      jobs.map(({ name }) => name),
      ["a.tif", "results2.tif"],
    );
  });
  it("without a pattern there is one job per image, and a script's only file parameter gets it", async () => {
    const jobs = await jobsOf(undefined, {
      images: ["sub/a*b.tif", "c.PNG", "readme.txt", ".hidden.tif"],
      script: "#@ File image\n",
    });
    assert.deepEqual(
      jobs.map(({ input, parameters }) => [input[0], parameters["image"]]),
      [
        ["c.PNG", "c.PNG"],
        ["sub/a\\*b.tif", "a*b.tif"],
      ],
    );
  });
});

describe("complete jobs", () => {
  it("come back as they were printed (property)", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 6 })
      .filter((one) => !/[\0\uFFFE\uFFFF]/.test(one));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(text, { minLength: 1, maxLength: 5 }),
        fc.string({ unit: "grapheme" }),
        async (values, extra) => {
          const groups = values.map((value, number) => ({ number, value }));
          const shared_metadata = { extra: extra.replace(/[\0\uFFFE\uFFFF]/g, ""), line: "a\u2028b" };
          const jobs = await jobsOf({
            groups,
            shared_metadata,
            input: "{number}/*",
            output: "r/{number}",
            argument: "{value}",
          });
          const lines = jobs.map((job) => JSON.stringify(job)).join("\n");
          assert.deepEqual(await jobsOf(lines, { name: "x.jsonl" }), jobs);
        },
      ),
      { numRuns: 40 },
    );
  });
  it("take the script, the submission and the engine of this call, and so its ids", async () => {
    const [first] = await jobsOf({ groups: [{ Well: "A01" }], input: "x*" });
    const [again] = await jobsOf(JSON.stringify(first), {
      name: "x.jsonl",
      script: "print(1);",
      request: { submission: "new", force: true },
    });
    assert.equal(again?.submission, "new");
    assert.equal(again?.force, true);
    assert.notEqual(again?.jobId, first?.jobId);
    const [direct] = await jobsOf({ groups: [{ Well: "A01" }], input: "x*" }, { script: "print(1);" });
    assert.equal(again?.jobId, direct?.jobId);
  });
});

describe("the submit check", () => {
  it("leaves out jobs without input on request, and says so", async () => {
    const file = { groups: [{ Well: "A01" }, { Well: "A02" }], input: "{Well}_*" };
    await plan(file, { images: ["A02_1.tif"], request: { skipMissing: true } }, async (planned) => {
      const names: string[] = [];
      for await (const job of planned.jobs()) names.push(job.name);
      assert.deepEqual([planned.count, names], [1, ["A02"]]);
      assert.match(planned.warnings.join("\n"), /left out: 1 of 2 jobs has no input: A01_\*/);
    });
  });
  it("takes jobs whose inputs are there: keys, globs and folders", async () => {
    const file = { groups: [{ Well: "A01" }], input: ["{Well}_1.tif", "{Well}_*", "flat/"] };
    assert.equal((await jobsOf(file, { images: ["A01_1.tif", "flat/x"] })).length, 1);
  });
  const note = /^the files of "P1" are in several folders, .* --flat puts all files of a job into one folder$/;
  for (const [title, file, images, expected] of [
    ["files of two folders", { input: "{P}/*/x.tif" }, ["P1/a/x.tif", "P1/b/x.tif"], note],
    ["two files of two folders", { input: ["{P}/a/x.tif", "{P}/b/x.tif"] }, ["P1/a/x.tif", "P1/b/x.tif"], note],
    ["files of one of many folders", { input: "{P}/*/x.tif" }, ["P1/a/x.tif", "P1/b/y.tif"], undefined],
    ["a folder without sub-folders", { input: "{P}/" }, ["P1/x.tif", "P1/y.tif", "P10/z.tif"], undefined],
    ["a folder with sub-folders", { input: "{P}/" }, ["P1/x.tif", "P1/a/y.tif"], note],
    ["files of two folders that a listing found", {}, ["P1/a_1.tif", "P1/b/a_2.tif"], note],
  ] as const) {
    it(`notes once that a job has ${title}${expected === undefined ? ", never" : ""}`, async () => {
      const groups =
        Object.keys(file).length === 0 ? { groupsFrom: { pattern: "{P}/**a_*.tif" } } : { groups: [{ P: "P1" }] };
      const look = (request: { flat?: boolean }) =>
        plan({ ...groups, ...file, output: "{name}" }, { images, request }, async ({ notes, problems }) => ({
          notes,
          problems,
        }));
      const { notes, problems } = await look({});
      assert.deepEqual([notes.length, problems], [expected === undefined ? 0 : 1, []]);
      assert.match(notes[0] ?? "", expected ?? /^$/);
      assert.deepEqual((await look({ flat: true })).notes, []);
    });
  }
  it("notes the first of many jobs with files of several folders", async () => {
    const file = { groups: [{ P: "P1" }, { P: "P2" }], input: "{P}/", output: "{name}" };
    const images = ["P1/x", "P1/a/x", "P2/x", "P2/a/x"];
    assert.equal((await plan(file, { images }, async ({ notes }) => notes)).length, 1);
  });
  it("makes flat jobs when asked: another id, also for complete jobs, which stay flat", async () => {
    const file = { groups: [{ P: "P1" }], input: "{P}/" };
    const one = async (request: { flat?: boolean }, jobFile: unknown = file, name = "jobs.json"): Promise<Job> =>
      (await jobsOf(jobFile, { request, name }))[0] ?? assert.fail();
    const [deep, flat] = [await one({}), await one({ flat: true })];
    assert.deepEqual([deep.flat, flat.flat, deep.jobId === flat.jobId], [undefined, true, false]);
    assert.deepEqual(await one({}, JSON.stringify(flat), "jobs.jsonl"), flat);
    assert.deepEqual(await one({ flat: true }, JSON.stringify(deep), "jobs.jsonl"), flat);
  });
  it("can be left out", async () => {
    const file = { groups: [{ Well: "A01" }], input: "{Well}_*" };
    const jobs = await jobsOf(file, { images: [], script: 'waitForUser("x");', request: { check: false } });
    assert.equal(jobs.length, 1);
  });
  it("says when parameters were not checked for want of a script", async () => {
    assert.deepEqual(await warningsOf({ groups: [{ Well: "A01" }] }), [
      "no script is given: parameters were not checked",
    ]);
  });
  it("takes Fiji's Process Folder template as it is", async () => {
    const script = [
      '#@ File (label = "Input directory", style = "directory") input',
      '#@ File (label = "Output directory", style = "directory") output',
      '#@ String (label = "File suffix", value = ".tif") suffix',
      "processFolder(input);",
    ].join("\n");
    assert.equal((await jobsOf({ groups: [{ Well: "A01" }] }, { script })).length, 1);
  });
  it("takes old macros that read getArgument(): in files of Distributed-Fiji every shared key reaches them", async () => {
    const file = { output_file_location: "r", groups: [{ Well: "A01" }], shared_metadata: { sigma: "2" }, script: "s" };
    assert.equal((await jobsOf(file, { script: "print(getArgument());" })).length, 1);
    const own = { groups: file.groups, shared_metadata: file.shared_metadata, output: "{name}" };
    assert.match(
      (await problemsOf(own, { script: "print(getArgument());" })).join(),
      /^shared_metadata\.sigma is not read/,
    );
    const used = { ...own, argument: "s={sigma}" };
    assert.equal((await jobsOf(used, { script: "print(getArgument());" })).length, 1);
  });
});

describe("files beside the script", () => {
  const files = { "lib/helper.ijm": "print(2);", "model.zip": "m", "job/own.csv": "1" };
  const job = { groups: [{ Well: "A01" }], output: "{name}/" };
  const calls = 'runMacro("lib/helper.ijm");';

  it("are part of a job and of its id, also of complete jobs, and are noted", async () => {
    const note = ['beside script.ijm go "lib/helper.ijm" (1 KiB)'];
    const [named] = await jobsOf(job, { files, script: calls });
    assert.deepEqual(
      named?.with?.map(({ path }) => path),
      ["lib/helper.ijm"],
    );
    assert.deepEqual(await plan(job, { files, script: calls }, async ({ notes }) => notes), note);
    const [other] = await jobsOf(job, { files: { ...files, "lib/helper.ijm": "print(3);" }, script: calls });
    const [none] = await jobsOf(job, { script: calls });
    assert.equal(new Set([named?.jobId, other?.jobId, none?.jobId]).size, 3);
    assert.equal("with" in (none ?? {}), false);
    const again = { files, script: calls, name: "jobs.jsonl" };
    assert.deepEqual(await jobsOf(JSON.stringify(none), again), [named]);
  });

  it("are those of the job file and of the command line", async () => {
    const situation = { files, script: "x = 1;" };
    const given = await plan(
      { ...job, with: ["model.zip", "./lib/"] },
      situation,
      async ({ script }) => script?.besides,
    );
    assert.deepEqual(
      given?.map(({ path }) => path),
      ["lib/helper.ijm", "model.zip"],
    );
    for (const path of ["/etc/hostname", "../x", "a/../../x", ""]) {
      const problems = await problemsOf({ ...job, with: [path] }, situation);
      assert.match(
        problems.join("\n"),
        path === "" ? /with\[0\]/ : /must be a file or folder below that of the job file/,
      );
    }
    const none = await problemsOf({ ...job, with: ["none.csv"] }, situation);
    assert.match(none.join(), /no such file to go along with the script: .*none\.csv/);
  });

  it("need a script to stand beside", async () => {
    const found = await problemsOf({ ...job, with: ["model.zip"] }, { files });
    assert.match(found.join(), /needs a script: give --script FILE/);
  });
});

describe("the argument of a job", () => {
  const groups = [{ Well: "A01" }];
  const reads = "print(getArgument());";
  const own = { groups, output: "{name}/" };
  const original = { groups, output_file_location: "r", shared_metadata: { dir: "/home/ubuntu/bucket/raw", n: 1 } };
  const values = "dir='/home/ubuntu/bucket/raw', n='1', Well='A01'";

  const table: readonly [
    title: string,
    file: object,
    script: string | undefined,
    request: Partial<PlanRequest>,
    argument: string | undefined,
  ][] = [
    ["is none where the script asks for none", own, "x = 1;", {}, undefined],
    ["is empty where the script asks for one", own, reads, {}, ""],
    ["is none where there is no script to look at", own, undefined, {}, undefined],
    ["is that of the job file, with its values", { ...own, argument: "w={Well} {name}" }, reads, {}, "w=A01 A01"],
    ["is empty when the job file says so", { ...own, argument: "" }, reads, {}, ""],
    ["is that of the command line", { ...own, argument: "x" }, reads, { argument: "w={Well}" }, "w=A01"],
    ["holds all values in a file of Distributed-Fiji", original, reads, {}, values],
    ["holds all values in a file of Distributed-Fiji, also without a script", original, undefined, {}, values],
    ["is none in a file of Distributed-Fiji whose script asks for none", original, "x = 1;", {}, undefined],
    ["holds all values also with a key of ours", { ...original, input: "{Well}_*" }, reads, {}, values],
    ["is that of the command line, in place of all values", original, reads, { argument: "{n}" }, "1"],
    [
      "points into the input folder of this computer",
      original,
      reads,
      { inputDir: "/data" },
      "dir='/data/raw', n='1', Well='A01'",
    ],
  ];
  for (const [title, file, script, request, argument] of table) {
    it(title, async () => {
      const situation = { request, ...(script === undefined ? {} : { script }) };
      const [job] = await jobsOf(file, situation);
      assert.equal(job?.argument, argument);
      if (request.argument !== undefined || request.inputDir !== undefined) return;
      // a complete job is the same job
      const again = await jobsOf(JSON.stringify(job), { ...situation, name: "jobs.jsonl" });
      assert.deepEqual(again, [job]);
    });
  }

  it("is an argument of its own: a job with none and one with all values differ, as their results do", async () => {
    const [none] = await jobsOf({ ...own, output: "r/A01" }, { script: reads });
    const [all] = await jobsOf({ groups, output_file_location: "r" }, { script: reads });
    assert.deepEqual([none?.output, none?.parameters], [all?.output, all?.parameters]);
    assert.notEqual(none?.jobId, all?.jobId);
  });

  it("is advised, once, where the script asks for one and no job has any", async () => {
    const file = { groups: [{ Well: "A01" }, { Well: "A02" }], shared_metadata: { n: "1" }, input: "{n}" };
    const line = `"n='{n}', Well='{Well}'"`;
    assert.deepEqual(await warningsOf(file, { script: reads }), [
      `the script calls getArgument(), which is "" as on the desktop: to give values, write "argument": ${line} in the job file, or --argument ${line}`,
    ]);
    for (const [given, script] of [
      [file, "x = 1;"],
      [{ ...file, argument: "x" }, reads],
      [original, reads],
    ] as const) {
      const warnings = await warningsOf(given, { script });
      assert.ok(!warnings.some((text) => text.includes("getArgument")), warnings.join("\n"));
    }
  });

  it("of an image without a job file is what --argument makes of it", async () => {
    const situation = { images: ["a.tif", "b.tif"], script: reads, request: { argument: "Image='{Image}'" } };
    const jobs = await jobsOf(undefined, situation);
    assert.deepEqual(
      jobs.map(({ argument }) => argument),
      ["Image='a.tif'", "Image='b.tif'"],
    );
  });

  it("cannot be given to complete jobs, nor name a key that no job has", async () => {
    const [job] = await jobsOf(own, { script: reads });
    const complete = { name: "jobs.jsonl", script: reads, request: { argument: "x" } };
    assert.match((await problemsOf(JSON.stringify(job), complete)).join(), /^--argument is for jobs that are made now/);
    const unknown = await problemsOf(own, { script: reads, request: { argument: "{Site}" } });
    assert.match(unknown.join(), /argument: \{Site\} is no key of the group/);
  });
});
