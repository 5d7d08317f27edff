import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expandRange } from "../../../cli/jobs/file/ranges";
import { groupNames } from "../../../cli/jobs/make/group-names";
import { parseNamePattern } from "../../../cli/jobs/make/name-pattern";
import { expand, keysOf, parsePlaceholders } from "../../../cli/jobs/make/placeholders";
import { type PlanRequest } from "../../../cli/jobs/make/plan-request";
import { planJobs } from "../../../cli/jobs/plan";
import { plainText } from "../../../cli/shared/plain-text";
import { Problems } from "../../../cli/shared/problems";
import { type Job, parseJob } from "../../../worker/contract/job";
import { safeName } from "../../../worker/contract/job-id";
import { escapeLiteral, parsePattern } from "../../../worker/contract/patterns";
import { readScriptHeader } from "../../../worker/contract/script-parameters";
import { whyNotStorable } from "../../../worker/contract/storable-keys";
import { anyText, ATTACKS, FUZZ_RUNS } from "../../helpers/attacks";
import { assertOwnKeysStorable } from "../../helpers/job-keys";

const SHA256 = "0".repeat(64);
/** Texts that mean something in a job file. */
const meaningful = fc.oneof(
  fc.constantFrom(
    "{Plate}/{Well}.tif",
    "{name}/",
    "{{x}}",
    "{",
    "a}b",
    "{}",
    "{ }",
    "../{Well}/",
    "/abs/",
    "a//b/",
    "**/*",
  ),
  fc.constantFrom(
    "A01..H12",
    "1..9",
    "9..1",
    "a..b",
    "A01-H12",
    "96",
    "..",
    "1..",
    "A01,B02",
    "~/x",
    "C:\\x",
    "s3://b/k",
  ),
  fc.stringMatching(/^[{}A-Za-z_/.*\\]{0,20}$/),
);
const text = fc.oneof({ weight: 2, arbitrary: meaningful }, anyText);
const value = fc.oneof({ weight: 3, arbitrary: text }, fc.jsonValue({ maxDepth: 2 }));
const object = fc.dictionary(
  fc.oneof(fc.constantFrom("Plate", "Well", "Site", "csv", "pattern", "columns"), text),
  value,
  {
    maxKeys: 4,
  },
);
const MEMBERS = {
  groups: [{ Plate: "P1", Well: "A01" }],
  shared_metadata: { sigma: 2 },
  input: "{Plate}/{Well}.tif",
  output: "out/{name}/",
  argument: "{Well}",
  expect: ["*.csv"],
  timeoutMinutes: 5,
} as const;
const PLACES = [...Object.keys(MEMBERS), "grid", "groupsFrom", "output_file_location", "script", "command", "other"];

/** A good file with one or two members spoiled. */
const spoiledFile = fc
  .array(fc.tuple(fc.constantFrom(...PLACES), fc.oneof(value, object, fc.array(object, { maxLength: 3 }))), {
    minLength: 1,
    maxLength: 2,
  })
  .map((changes) => {
    const file: Record<string, unknown> = { ...MEMBERS };
    for (const [place, spoiled] of changes) {
      if (place === "grid" || place === "groupsFrom") delete file["groups"];
      file[place] = spoiled;
    }
    return JSON.stringify(file);
  });
/** The text of a good file with something cut out or put in. */
const brokenText = fc
  .tuple(
    spoiledFile,
    fc.nat(),
    fc.nat(20),
    fc.oneof(fc.constantFrom("{", "}", "[", '"', ",", "\\", "//", "\0"), anyText),
  )
  .map(([file, at, length, put]) => {
    const from = at % (file.length + 1);
    return file.slice(0, from) + put.slice(0, 100) + file.slice(from + length);
  });

/** As a person gets to read it. */
const reported = (problem: string): string => {
  const problems = new Problems();
  problems.add(problem);
  return problems.texts[0] ?? "";
};

/** What is reported is for a terminal: one line, nothing that moves the cursor, not endless, nothing made of nothing. */
function isTold(message: string): void {
  assert.ok(message.length > 0 && message.length < 4000, `${message.length} characters: ${message.slice(0, 200)}`);
  assert.doesNotMatch(plainText(message), /\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
  assert.doesNotMatch(message, /\[object |\bundefined\b.*\bundefined\b|\bNaN\b is|\n\s+at /);
}

/** Nothing of it can name a place outside, and the worker takes it as it is. */
function isSafe(job: Job): void {
  assert.deepEqual(parseJob(JSON.stringify(job)), JSON.parse(JSON.stringify(job)));
  assertOwnKeysStorable(job);
  assert.ok(job.output.startsWith(job.root));
  if (job.output !== "") assert.equal(whyNotStorable(job.output.slice(0, -1)), undefined, job.output);
  for (const pattern of job.input) {
    assert.doesNotMatch(pattern, /^\/|(^|\/)\.\.?(\/|$)/);
  }
}

describe("fuzzing of job files", function () {
  this.timeout(600_000);
  let folder: string;
  before(() => {
    const inMemory = "/dev/shm"; // ten thousand files are written
    folder = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), "dfiji-fuzz-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const planned = async (name: string, written: string, more: Partial<PlanRequest> = {}) => {
    const jobFile = join(folder, name);
    writeFileSync(jobFile, written);
    const plan = await planJobs({
      ...{ jobFile, engine: "imagej", place: "aws", outputPrefix: "", mountBucket: false, submission: "fuzz" },
      ...{ force: false, skipMissing: false, check: true, preview: true },
      ...more,
    });
    const jobs: Job[] = [];
    for await (const job of plan.jobs()) jobs.push(job);
    return { plan, jobs };
  };
  /** Either problems and no job, or jobs that are safe. */
  const holds = async (name: string, written: string, more: Partial<PlanRequest> = {}): Promise<readonly string[]> => {
    const { plan, jobs } = await planned(name, written, more);
    [...plan.problems, ...plan.warnings].forEach(isTold);
    assert.equal(jobs.length, plan.count);
    assert.equal(plan.problems.length > 0, jobs.length === 0);
    const withScript = (job: Job): Job => ({ script: { name: "s.ijm", sha256: SHA256 }, ...job });
    jobs.slice(0, 100).map(withScript).forEach(isSafe);
    return plan.problems;
  };
  const engine = fc.constantFrom<Partial<PlanRequest>>(
    {},
    { place: "local", inputDir: "/images" },
    { outputPrefix: "results/" },
    { engine: "command", command: ["count", "{input}", "{Well}"] },
  );

  it(`any file is a list of problems or of safe jobs (${FUZZ_RUNS} cases)`, () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: spoiledFile }, brokenText, anyText),
        engine,
        async (file, more) => {
          await holds("jobs.json", file, more);
        },
      ),
      { numRuns: FUZZ_RUNS },
    ));

  it(`a problem names the member that is wrong, or its line (${FUZZ_RUNS / 10} cases)`, () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...PLACES), value, async (place, spoiled) => {
        const { groups, ...others } = MEMBERS;
        const isSource = place === "grid" || place === "groupsFrom";
        const file = JSON.stringify({ ...others, ...(isSource ? {} : { groups }), [place]: spoiled });
        const problems = await holds("jobs.json", file);
        // without their keys, every place with a placeholder is wrong
        const named = [...(isSource || place === "groups" ? PLACES : [place, "groups", "output"]), "line ", "job "];
        for (const problem of problems)
          assert.ok(
            named.some((name) => problem.includes(name)),
            problem,
          );
      }),
      { numRuns: FUZZ_RUNS / 10, examples: [["groups", [{ "!": false }]]] },
    ));

  it(`any lines of jobs are problems with their line, or safe jobs (${FUZZ_RUNS / 10} cases)`, () => {
    const good = {
      ...{ v: 1, jobId: "a-00000000", name: "a", submission: "s", engine: "imagej", group: { Well: "a" } },
      ...{ parameters: {}, input: [], output: "a/", root: "" },
    };
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom(...Object.keys(good), "expect", "script", "argument", "timeoutMinutes"), value)
        .map(([place, spoiled]) => JSON.stringify({ ...good, [place]: spoiled })),
      fc.json({ maxDepth: 2 }),
      anyText,
    );
    return fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 3 }), async (lines) => {
        const problems = await holds("jobs.jsonl", lines.join("\n"));
        for (const problem of problems) assert.match(problem, /line \d|no jobs|UTF-8/);
      }),
      { numRuns: FUZZ_RUNS / 10 },
    );
  });

  it(`any table is problems with their line, or safe jobs (${FUZZ_RUNS / 10} cases)`, () => {
    const cell = fc.oneof(fc.constantFrom("Plate", "Well", "", '"', "a\tb", ";"), text);
    const table = fc
      .array(fc.array(cell, { maxLength: 3 }), { maxLength: 4 })
      .map((rows) => rows.map((row) => row.join(",")).join("\n"));
    return fc.assert(
      fc.asyncProperty(fc.oneof(table, anyText), async (csv) => {
        writeFileSync(join(folder, "t.csv"), csv);
        await holds("jobs.json", JSON.stringify({ groupsFrom: { csv: "t.csv" }, output: "o/{name}/" }));
      }),
      { numRuns: FUZZ_RUNS / 10 },
    );
  });

  it("a file of a million brackets is a problem, not a stack that is full", async () => {
    const tooDeep = /^line 1:\d+: values are nested more than 100 deep$/;
    const nested = ['{"a":', '{"groups": [', '{"grid": {"a": ['].map((deep) => deep.repeat(1_000_000 / deep.length));
    const closed = `{"groups": [{"a": ${"[".repeat(500_000)}${"]".repeat(500_000)}}]}`;
    const files = new Map([...nested, closed].map((file) => [file, tooDeep]));
    files.set("[".repeat(1_000_000), /^line 1:1: a job file is one object/);
    for (const [file, problem] of files) {
      const [first = "", ...more] = await holds("jobs.json", file);
      assert.match(first, problem);
      assert.deepEqual(more, []);
    }
  });

  it(`a text with placeholders gives its literal text and the values as they are, or says what is wrong (${FUZZ_RUNS} cases)`, () => {
    fc.assert(
      fc.property(text, fc.func(text), (source, valueOf) => {
        const placeholders = parsePlaceholders(source);
        if (typeof placeholders === "string") return void isTold(reported(placeholders));
        const values = new Map(keysOf(placeholders).map((key) => [key, valueOf(key)]));
        const expected = source.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (found, key: string | undefined) =>
          key === undefined ? found.slice(1) : (values.get(key) ?? ""),
        );
        assert.equal(
          expand(placeholders, (key) => values.get(key) ?? ""),
          expected,
        );
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it(`a value put into a pattern matches itself and nothing else (${FUZZ_RUNS} cases)`, () => {
    fc.assert(
      fc.property(text, text, (mine, other) => {
        fc.pre(mine !== "" && mine.length < 1024 && !mine.endsWith("/"));
        const pattern = parsePattern(escapeLiteral(mine));
        assert.ok(pattern.matches(mine));
        assert.equal(pattern.matches(other), other === mine);
        const inFolder = parsePattern(`a/${escapeLiteral(mine)}/*`);
        assert.equal(inFolder.matches(`a/${other}/x`), other === mine);
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it(`a name is safe whatever it is made of, and texts that differ are names that differ (${FUZZ_RUNS} cases)`, () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), fc.array(text, { maxLength: 3 }), (one, other) => {
        const names = [one, other].map(safeName);
        for (const name of names) assert.match(name, /^(?![.-])[A-Za-z0-9._-]{1,100}$/);
        if (one.join("-") !== other.join("-")) assert.notEqual(names[0], names[1]);
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it(`a range, a pattern over names and a script's header are read from any text without a crash (${FUZZ_RUNS} cases)`, () => {
    const header = fc
      .array(fc.oneof(fc.constantFrom("#@ String", "#@ File(style='directory'", ") input"), text))
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(text, fc.oneof(header, text), text, (source, script, name) => {
        const range = expandRange(source);
        if (typeof range === "string") isTold(reported(range));
        else
          assert.deepEqual(
            [range.at(0), range.at(range.count - 1)].map((end) => typeof end),
            ["string", "string"],
          );
        const pattern = parseNamePattern(source);
        if (typeof pattern === "string") isTold(reported(pattern));
        else if (source.length < 200 && name.length < 200) groupNames(pattern, [name]);
        for (const parameter of readScriptHeader(script).parameters) assert.notEqual(parameter.name, "");
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it("every attack as the value of a group is a problem or a safe job that carries it as it is", async () => {
    for (const attack of Object.values(ATTACKS)) {
      const { plan, jobs } = await planned(
        "jobs.json",
        JSON.stringify({ ...MEMBERS, groups: [{ Plate: attack, Well: "A1" }] }),
      );
      plan.problems.forEach(isTold);
      for (const job of jobs) {
        isSafe({ ...job, script: { name: "s.ijm", sha256: SHA256 } });
        assert.equal(job.group["Plate"], attack);
      }
    }
  });
});
