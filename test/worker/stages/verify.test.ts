import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import * as patterns from "../../../worker/contract/patterns";
import { scanOutputs, outputProblem } from "../../../worker/stages/verify";

describe("the results of a run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-outputs-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const paths = async () => (await scanOutputs(folder, "out/")).map(({ path }) => path).sort();

  it("are the regular files at every depth; links, pipes and empty folders are none", async () => {
    await mkdir(join(folder, "a/b"), { recursive: true });
    await mkdir(join(folder, "empty"));
    await writeFile(join(folder, "a/b/x.csv"), "1");
    await writeFile(join(folder, ".hidden"), "");
    await symlink("/etc/passwd", join(folder, "link"));
    await symlink("/etc", join(folder, "folder-link"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    assert.deepEqual(await paths(), [".hidden", "a/b/x.csv"]);
  });

  it("may not lie in the bookkeeping", async () => {
    await mkdir(join(folder, ".dfiji/done"), { recursive: true });
    await writeFile(join(folder, ".dfiji/done/other.json"), "{}");
    await assert.rejects(paths(), { failure: "script-error", message: /\.dfiji\/ is not its own/ });
  });

  it("need names that S3 can hold", async () => {
    const deep = Array.from({ length: 5 }, () => "d".repeat(250)).join("/");
    await mkdir(join(folder, deep), { recursive: true });
    await writeFile(join(folder, deep, "x"), "");
    await assert.rejects(paths(), { failure: "script-error", message: /1260 bytes; S3 takes 1024/ });
  });

  it("need names in UTF-8", async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff])]), "x");
    await assert.rejects(paths(), { failure: "script-error", message: /not text in UTF-8/ });
  });
});

describe("the check of the results", () => {
  const rules = { expect: undefined, expectedFiles: 1, minFileBytes: 1, necessaryString: "" };
  const files = (sizes: Record<string, number>) =>
    Object.entries(sizes).map(([path, sizeBytes]) => ({ path, sizeBytes }));

  for (const [title, sizes, more, why] of [
    ["enough files", { "a.csv": 1 }, {}, undefined],
    ["none where none is expected", {}, { expectedFiles: 0 }, undefined],
    ["no file", {}, {}, "0 of 1 expected files of at least 1 bytes; the script wrote no file below its output folder"],
    [
      "only an empty file",
      { "a.csv": 0 },
      {},
      '0 of 1 expected files of at least 1 bytes; the script wrote "a.csv" (0 bytes)',
    ],
    [
      "too few",
      { a: 5, b: 5 },
      { expectedFiles: 3 },
      '2 of 3 expected files of at least 1 bytes; the script wrote "a" (5 bytes), "b" (5 bytes)',
    ],
    [
      "the necessary text in no name",
      { "a.png": 5 },
      { necessaryString: ".csv" },
      '0 of 1 expected files of at least 1 bytes with ".csv" in the name; the script wrote "a.png" (5 bytes)',
    ],
    ["every glob", { "a.csv": 1, "img/b.png": 1 }, { expect: ["*.csv", "img/*.png"] }, undefined],
    [
      "a glob unmet, however many files there are",
      { "a.csv": 1, "b.csv": 1 },
      { expect: ["*.csv", "*.png"] },
      'no file of at least 1 bytes matches "*.png"; the script wrote "a.csv" (1 bytes), "b.csv" (1 bytes)',
    ],
    [
      "a glob met only by a file that is too small",
      { "a.csv": 9 },
      { expect: ["*.csv"], minFileBytes: 10 },
      'no file of at least 10 bytes matches "*.csv"; the script wrote "a.csv" (9 bytes)',
    ],
    ["globs met where more files were expected", { "a.csv": 1 }, { expect: ["*.csv"], expectedFiles: 5 }, undefined],
  ] as const) {
    it(`${why === undefined ? "takes" : "refuses"} ${title}`, async () => {
      assert.equal(await outputProblem(files(sizes), { ...rules, ...more }), why);
    });
  }

  for (const [title, sizes, more, why] of [
    ["where any file would do", {}, {}, undefined],
    [
      "where it is expected by name, with 0 bytes, too",
      { "a.csv": 0 },
      { expect: ["a.csv"], minFileBytes: 10 },
      undefined,
    ],
    [
      "but not where two files are expected",
      { "a.csv": 0 },
      { expectedFiles: 2 },
      "1 of 2 expected files of at least 1 bytes",
    ],
    ["but not by another name", {}, { expect: ["b.csv"] }, 'no file of at least 1 bytes matches "b.csv"'],
    ["but not without the necessary text", {}, { necessaryString: "x" }, "0 of 1 expected files"],
  ] as const) {
    it(`counts a table without rows as a file ${title}`, async () => {
      const problem = await outputProblem(files(sizes), { ...rules, ...more }, [{ name: "a.csv" }]);
      assert.equal(problem?.slice(0, why?.length), why);
    });
  }

  it("are matched, also many of them, without holding up all else", async () => {
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const sizes = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`a/${index}.tif`, 1]));
    const why = await outputProblem(files(sizes), { ...rules, expect: ["**/*.csv", "b/**"] });
    clearImmediate(next);
    assert.match(
      why ?? "",
      /matches "\*\*\/\*\.csv", "b\/\*\*"; the script wrote "a\/0\.tif" \(1 bytes\), .* and 9995 more$/,
    );
    assert.ok(turns >= 18, String(turns));
  });

  it("compiles each glob once, however many files there are", async () => {
    const parse = mock.method(patterns, "parsePattern");
    const sizes = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`a/${index}.tif`, 1]));
    try {
      assert.ok(await outputProblem(files(sizes), { ...rules, expect: ["**/*.csv", "b/**"] }));
      assert.deepEqual(
        parse.mock.calls.map(({ arguments: [glob] }) => glob),
        ["**/*.csv", "b/**"],
      );
    } finally {
      parse.mock.restore();
    }
  });
});
