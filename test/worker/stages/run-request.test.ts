import assert from "node:assert/strict";
import { seesInputDir } from "../../../worker/contract/input-dir";
import { withFolders } from "../../../worker/contract/job-folders";
import { retryDelaySeconds } from "../../../worker/failures/retry-delay";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";
import { inInputDir, requestOf, whereItIs } from "../../../worker/stages/run-request";

describe("what the engine is asked", () => {
  it("gets the job's argument, else an empty one, as on the desktop", async () => {
    const bench = await StageBench.make();
    try {
      for (const [argument, expected] of [
        [undefined, ""],
        ["", ""],
        ["Well='A01'", "Well='A01'"],
      ] as const) {
        const active = await bench.ran(bench.activeJob(aJob("A1", { argument, parameters: { Well: "A01" } })), {}, []);
        assert.equal(requestOf(active, bench.deps().settings).argument, expected);
      }
    } finally {
      await bench.end();
    }
  });

  it("gets the whole input folder only for a job that names no input, neither itself nor by a list", async () => {
    const bench = await StageBench.make();
    try {
      const settings = { ...bench.deps().settings, inputDir: "/in" };
      const inputList = { sha256: "0".repeat(64), count: 300 };
      for (const [job, isWhole] of [
        [{ input: [] }, true],
        [{ input: ["a.tif"] }, false],
        [{ input: [], inputList }, false],
      ] as const) {
        const active = await bench.ran(bench.activeJob(aJob("A1", job)), {}, []);
        assert.equal(requestOf(active, settings).inputFolder === "/in", isWhole);
        assert.equal(seesInputDir(active.job, "/in"), isWhole);
      }
    } finally {
      await bench.end();
    }
  });

  it("gets the folders of the parameters in the argument of a job file of Distributed-Fiji, and only there", async () => {
    const bench = await StageBench.make();
    try {
      const settings = { ...bench.deps().settings, inputDir: "/in" };
      const parameters = { in: "/home/ubuntu/bucket/P1", to: "{output}", Well: "A01" };
      for (const [argument, expected] of [
        ["in='/home/ubuntu/bucket/P1', to='{output}', Well='A01'", "in='/in/P1', to='OUTPUT', Well='A01'"],
        ["to='{output}'", "to='{output}'"],
        ["{output}", "{output}"],
        ["in='/home/ubuntu/bucket/P1'", "in='/home/ubuntu/bucket/P1'"],
        ["", ""],
      ] as const) {
        const active = await bench.ran(bench.activeJob(aJob("A1", { argument, parameters })), {}, []);
        const request = requestOf(active, settings);
        assert.equal(request.argument, expected.replace("OUTPUT", request.outputFolder));
      }
    } finally {
      await bench.end();
    }
  });

  const inputs = ["P1/A01/a.tif", "P1/A02/b.tif", "P1/A02/sub/c.tif", "P2/sub/c.tif"].map((key) => ({
    object: { key, sizeBytes: 1, etag: "" },
    relativePath: key.replace("P1/A02/", ""),
  }));
  for (const [argument, expected] of [
    ["{input}/P1/A02/b.tif", "{input}/b.tif"],
    ["--image={input}/A02/b.tif", "--image={input}/b.tif"],
    ["{input}/P1/A01/a.tif", "{input}/P1/A01/a.tif"],
    ["{input}/sub/c.tif", "{input}/sub/c.tif"],
    ["{input}/P1/A02/sub/c.tif", "{input}/sub/c.tif"],
    ["{input}/other/b.tif", "{input}/other/b.tif"],
    ["{output}/P1/A02/b.tif", "{output}/P1/A02/b.tif"],
    ["{input}", "{input}"],
  ] as const) {
    it(`runs a command with ${JSON.stringify(expected)} for ${JSON.stringify(argument)}`, () => {
      assert.equal(whereItIs(argument, inputs), expected);
    });
  }

  for (const [value, expected] of [
    ["/home/ubuntu/bucket", "/in"],
    ["/home/ubuntu/bucket/", "/in/"],
    ["/home/ubuntu/bucket/P1/A01.tif", "/in/P1/A01.tif"],
    ["/home/ubuntu/buckets/P1", "/home/ubuntu/buckets/P1"],
    ["x /home/ubuntu/bucket/P1", "x /home/ubuntu/bucket/P1"],
  ] as const) {
    it(`on one computer reads ${JSON.stringify(value)} as ${JSON.stringify(expected)}`, () => {
      assert.equal(inInputDir(value, "/in"), expected);
      assert.equal(inInputDir(value, undefined), value);
    });
  }
});

describe("parameters that are folders of the job", () => {
  it("are those that are exactly {input} or {output}, and no others", () => {
    const parameters = { a: "{input}", b: "{output}", c: "{input}/", d: " {output}", e: "{Output}", "{input}": "x" };
    assert.deepEqual(withFolders(parameters, { inputFolder: "/in", outputFolder: "/out" }), {
      ...parameters,
      a: "/in",
      b: "/out",
    });
  });
});

describe("the pause before a failed job comes back", () => {
  it("is 10 s, doubled for every failure before, at most 5 minutes, and spread over its upper half", () => {
    const longest = [0, 1, 2, 3, 4, 5, 50].map((before) => retryDelaySeconds(before, () => 1));
    assert.deepEqual(longest, [10, 20, 40, 80, 160, 300, 300]);
    assert.deepEqual(
      [0, 5].map((before) => retryDelaySeconds(before, () => 0)),
      [5, 150],
    );
  });
});
