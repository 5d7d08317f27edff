import assert from "node:assert/strict";
import fc from "fast-check";
import { BadMessageError, type Job, messageOf, parseJob } from "../../../worker/contract/job";

const good: Job = {
  v: 1,
  jobId: "P1-A01-0123abcd",
  name: "P1-A01",
  submission: "s1",
  engine: "imagej",
  script: { name: "count.ijm", sha256: "a".repeat(64) },
  group: { Plate: "P1", Well: "A01" },
  parameters: { sigma: "1.5" },
  input: ["P1/A01_*.tif"],
  output: "results/P1-A01/",
  root: "results/",
};

const problemsOf = (body: string): readonly string[] => {
  try {
    parseJob(body);
    return [];
  } catch (error) {
    assert.ok(error instanceof BadMessageError);
    return error.problems;
  }
};

describe("job message", () => {
  it("comes back as it was sent", () => assert.deepEqual(parseJob(JSON.stringify(good)), good));

  it("is ASCII, and comes back with every character (property)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
        const job = { ...good, input: [`${name}𠮷🔬é.tif`.slice(0, 1024)] };
        assert.match(messageOf(job), /^[\x20-\x7f]*$/);
        assert.deepEqual(parseJob(messageOf(job)), job);
      }),
    );
  });

  it("comes back with the files beside its script", () => {
    const job = { ...good, with: [{ path: "lib/helper.ijm", sha256: "b".repeat(64) }] };
    assert.deepEqual(parseJob(JSON.stringify(job)), job);
  });

  const spoiled: readonly [string, object, RegExp][] = [
    ["another version", { v: 2 }, /^v: /],
    ...["../x", "/x", "a//b", "a\\b", "a\nb", ""].map((path): [string, object, RegExp] => [
      `a file beside the script at ${JSON.stringify(path)}`,
      { with: [{ path, sha256: "a".repeat(64) }] },
      /^with\.0\.path: /,
    ]),
    ["a file beside the script without a digest", { with: [{ path: "x", sha256: "a" }] }, /^with\.0\.sha256: /],
    [
      "a file in place of the script",
      { with: [{ path: "count.ijm", sha256: "a".repeat(64) }] },
      /^with: two have one path/,
    ],
    [
      "a file below the script's name",
      { with: [{ path: "count.ijm/x", sha256: "a".repeat(64) }] },
      /^with: "count\.ijm"/,
    ],
    ["an id with a slash", { jobId: "../x" }, /^jobId: /],
    ["a name with a space", { name: "a b" }, /^name: /],
    ["an unknown engine", { engine: "bash" }, /^engine: /],
    ["a script with a path", { script: { name: "../x.ijm", sha256: "a".repeat(64) } }, /^script.name: /],
    [
      "a line break in the script's name",
      { script: { name: "a\nb.ijm", sha256: "a".repeat(64) } },
      /^script.name: "a\\nb.ijm" is no file/,
    ],
    ["an escape in the script's name", { script: { name: "\u001b[2J.ijm", sha256: "a".repeat(64) } }, /^script.name: /],
    [
      "a script's name that reads backwards",
      { script: { name: "\u202emji.x", sha256: "a".repeat(64) } },
      /^script.name: /,
    ],
    ["a short digest", { script: { name: "x.ijm", sha256: "abc" } }, /^script.sha256: /],
    ["no script", { script: undefined }, /needs script/],
    ["engine command without argv", { engine: "command" }, /needs command/],
    ["an output that climbs", { output: "results/../../x/" }, /^output: .*is no folder for results: .*"\.\."/],
    ["an absolute output", { output: "/results/" }, /^output: /],
    ["an output that is no folder", { output: "results/x" }, /^output: /],
    ["an output among the markers", { output: ".dfiji/done/", root: "" }, /^output: .*\.dfiji\/ is for bookkeeping/],
    ["a root in the bookkeeping", { output: "a/.DFIJI/b/", root: "a/.DFIJI/" }, /^root: .*bookkeeping/],
    ["a line break in the output", { output: "results/a\nb/" }, /^output: .*control character/],
    ["an output outside its root", { root: "other/" }, /is not below root "other\/"/],
    ["a number as a parameter", { parameters: { sigma: 1.5 } }, /^parameters.sigma: /],
    ["an unknown member", { shell: "rm" }, /shell/],
    ["a time limit of 12 hours", { timeoutMinutes: 720 }, /^timeoutMinutes: /],
  ];
  for (const [what, change, expected] of spoiled) {
    it(`with ${what} is refused`, () => {
      const problems = problemsOf(JSON.stringify({ ...good, ...change }));
      assert.ok(
        problems.some((problem) => expected.test(problem)),
        problems.join("\n"),
      );
    });
  }

  it("that is not JSON is refused", () => assert.match(problemsOf("{")[0] ?? "", /^not JSON: /));

  it("never makes the parser fail in another way, whatever its text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void problemsOf(text)));
  });
});
