import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { linesOf } from "../../../cli/shared/lines";
import { FakeIo } from "../../helpers/cli-io";
import { jobsOf, plan, problemsOf, type Situation } from "./planning";

const MILLION = 1_000_000;
const members = (count: number, value: (n: number) => string): string =>
  `{${Array.from({ length: count }, (_, n) => value(n)).join(",")}}`;
const keys = (count: number): string => members(count, (n) => `"k${n}":"v"`);
const job = (over: object): string =>
  JSON.stringify({
    v: 1,
    jobId: "a-00000000",
    name: "a",
    submission: "s",
    engine: "imagej",
    group: { Well: "a" },
    parameters: {},
    input: [],
    output: "a/",
    root: "",
    ...over,
  });
const longLine = "x".repeat(2 ** 20 + 1);
const listing = { groupsFrom: { listing: "l.txt", pattern: "{Well}.tif" } };
const csv = { groupsFrom: { csv: "t.csv" } };

const table: readonly (readonly [title: string, file: unknown, problem: string | RegExp, situation?: Situation])[] = [
  [
    "a million keys in shared_metadata",
    `{"groups":[{"a":"1"}],"shared_metadata":${keys(MILLION)}}`,
    /^line 1:\d+: an object has more than 10000 keys$/,
  ],
  ["a million keys in a group", `{"groups":[${keys(MILLION)}]}`, /^line 1:\d+: an object has more than 10000 keys$/],
  ["a million axes", `{"grid":${keys(MILLION)}}`, /^line 1:\d+: an object has more than 10000 keys$/],
  ["a million members", keys(MILLION), /^line 1:\d+: an object has more than 10000 keys$/],
  [
    "a million inputs",
    { groups: [{ a: "1" }], input: Array(MILLION).fill("x") },
    "input has 1000000 texts; at most 10000 are allowed",
  ],
  [
    "a hundred thousand columns",
    csv,
    "t.csv has 100000 columns; at most 10000 are allowed: remove those that no job uses",
    { files: { "t.csv": `${"a,".repeat(99_999)}b\n` } },
  ],
  [
    "too many keys in a line of jobs",
    job({ parameters: JSON.parse(keys(10_001)) as object }),
    "line 1: parameters has 10001 keys; at most 10000 are read",
    { name: "x.jsonl" },
  ],
  ["a long line of jobs", `\n${"x".repeat(2 ** 24 + 1)}`, "line 2 has more than 16777216 bytes", { name: "x.jsonl" }],
  [
    "a long line of a CSV",
    csv,
    "t.csv: line 2 has more than 1048576 bytes",
    { files: { "t.csv": `Well\n${longLine}\n` } },
  ],
  [
    "a row of a CSV whose quote is not closed",
    csv,
    "t.csv line 1050 is a row of more than 1048576 bytes: is a quote not closed?",
    { files: { "t.csv": `Well\n"${`${"x".repeat(999)}\n`.repeat(2000)}` } },
  ],
  [
    "a line of nothing but commas",
    csv,
    "t.csv: line 2 has more than 1048576 bytes",
    { files: { "t.csv": `Well\n${",".repeat(2 ** 20 + 1)}\n` } },
  ],
  [
    "a long line of a listing",
    listing,
    "l.txt: line 3 has more than 1048576 bytes",
    { files: { "l.txt": `a.tif\nb.tif\n${longLine}` } },
  ],
  // words that every object of JavaScript knows
  [
    "the key constructor",
    { groups: [{ a: "1" }], constructor: 1 },
    /^the key "constructor" is unknown; known are "output_file_location", /,
  ],
  ["the key toString", { groups: [{ a: "1" }], toString: 1 }, /^the key "toString" is unknown; known are /],
  ["the key __proto__", '{"groups":[{"a":"1"}],"__proto__":{"x":1}}', /^the key "__proto__" is unknown; known are /],
  ["__proto__ in a group", '{"groups":[{"__proto__":"1"}]}', 'groups[0]: the key "__proto__" is reserved'],
  [
    "__proto__ in shared_metadata",
    '{"groups":[{"a":"1"}],"shared_metadata":{"__proto__":"1"}}',
    'shared_metadata: the key "__proto__" is reserved',
  ],
  ["__proto__ in a grid", '{"grid":{"__proto__":"1"}}', 'grid: the key "__proto__" is reserved'],
  [
    "__proto__ as a column",
    csv,
    't.csv: the key "__proto__" is reserved; choose with groupsFrom.columns',
    { files: { "t.csv": "__proto__\n1\n" } },
  ],
  [
    "__proto__ among the parameters of a line",
    job({}).replace('"parameters":{}', '"parameters":{"__proto__":"1"}'),
    'line 1: parameters: the key "__proto__" is reserved',
    { name: "x.jsonl" },
  ],
  [
    "a parameter of the type constructor",
    { groups: [{ x: "1" }] },
    "line 1 of script.ijm: x is of type constructor, which needs Fiji: --engine fiji",
    { script: "#@ constructor x\n" },
  ],
];

describe("a job file of too much, or of words that every object knows", () => {
  for (const [title, file, problem, situation = {}] of table) {
    it(`${title} is a problem that names it`, async () => {
      const problems = await problemsOf(file, situation);
      const fits = (text: string): boolean => (typeof problem === "string" ? text === problem : problem.test(text));
      assert.ok(problems.some(fits), `wanted: ${problem}\ngot: ${problems.join("\n").slice(0, 2000)}`);
    });
  }

  it("10,000 keys and a line of a mebibyte are read", async () => {
    const [only] = await jobsOf(`{"groups":[${keys(10_000)}]}`);
    assert.equal(Object.keys(only?.group ?? {}).length, 10_000);
    const names = await jobsOf(listing, { files: { "l.txt": `${"x".repeat(2 ** 20)}\na.tif` } });
    assert.deepEqual(
      names.map(({ name }) => name),
      ["a"],
    );
  });

  it("a value that every object knows is a value", async () => {
    const jobs = await jobsOf({ grid: { Well: ["constructor"], Site: "toString" } });
    assert.deepEqual(
      jobs.map(({ group }) => group),
      [{ Well: "constructor", Site: "toString" }],
    );
    assert.deepEqual(
      (await jobsOf({ grid: { Well: "constructor" } })).map(({ group }) => group),
      [{ Well: "constructor" }],
    );
  });

  it("a table of many rows is laid out in columns", async () => {
    await plan({ grid: { N: "1..130000" } }, {}, async (_, folder) => {
      const io = new FakeIo(folder);
      assert.equal(await main(["jobs", "jobs.json", "--head", "130000"], io), 0);
      assert.equal(io.out.length, 130_002);
    });
  });

  it("a line of jobs that becomes bad after the check ends the walk instead of being left out", () =>
    plan(job({}), { name: "x.jsonl" }, async (planned, folder) => {
      assert.equal(planned.count, 1);
      await writeFile(join(folder, "x.jsonl"), "{");
      const walk = async () => {
        for await (const { name } of planned.jobs()) assert.fail(name);
      };
      await assert.rejects(walk, /^CliError: the jobs changed after they were checked: run the same command again$/);
    }));
});

describe("lines of a file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-lines-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("end at LF and CRLF only, wherever a piece of the file ends, without the byte order mark", async () => {
    const path = join(folder, "lines");
    const long = "é".repeat(100_000);
    await writeFile(path, `\uFEFFa\r\n\u2028b\n\n${long}\r\nlast`);
    const lines: string[] = [];
    for await (const line of linesOf(path)) lines.push(line);
    assert.deepEqual(lines, ["a", "\u2028b", "", long, "last"]);
  });
});

describe("files that the command line names", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-files-"));
    await mkdir(join(folder, "dir"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const good = { groups: [{ Well: "a" }] };
    await writeFile(join(folder, "good.json"), JSON.stringify(good));
    await writeFile(join(folder, "good.ijm"), "print(1);");
    await writeFile(join(folder, "t.csv"), "Well\na\n");
    for (const [name, size] of [
      ["large.json", 512 * 2 ** 20 + 1],
      ["large.ijm", 64 * 2 ** 20 + 1],
    ] as const) {
      await writeFile(join(folder, name), "");
      await truncate(join(folder, name), size);
    }
    for (const target of ["/dev/zero", join(folder, "pipe"), join(folder, "dir")]) {
      const kind = target.slice(target.lastIndexOf("/") + 1);
      await symlink(target, join(folder, `${kind}.json`));
      await symlink(target, join(folder, `${kind}.jsonl`));
      const sources = { csv: { csv: kind }, list: { listing: kind, pattern: "{Well}.tif" } };
      for (const [name, groupsFrom] of Object.entries(sources)) {
        await writeFile(join(folder, `${name}-${kind}.json`), JSON.stringify({ groupsFrom }));
      }
    }
    await symlink("/dev/zero", join(folder, "zero"));
    await symlink(join(folder, "good.json"), join(folder, "link.json"));
    await symlink(join(folder, "good.ijm"), join(folder, "link.ijm"));
    await symlink(join(folder, "t.csv"), join(folder, "link.csv"));
    await writeFile(join(folder, "csv-link.json"), JSON.stringify({ groupsFrom: { csv: "link.csv" } }));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const jobs = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["jobs", ...args], io);
    return { code, err: io.err.join("\n") };
  };

  const NO_FILE = "it is a pipe or a device, not a regular file";
  const wrong: readonly (readonly [args: readonly string[], said: string])[] = [
    ...["zero", "pipe"].flatMap((kind): [string[], string][] => [
      [[`${kind}.json`], `it cannot be read: ${NO_FILE}`],
      [[`${kind}.jsonl`], `  - ${NO_FILE}`],
      [["good.json", "--script", kind], `${kind} cannot be read: ${NO_FILE}`],
      [[`csv-${kind}.json`], `${kind} cannot be read: ${NO_FILE}`],
      [[`list-${kind}.json`], `${kind}: ${NO_FILE}`],
    ]),
    [["dir.json"], "it cannot be read: it is a folder, not a regular file"],
    [["large.json"], "it cannot be read: it has 536870913 bytes; at most 536870912 (512 MiB) are read"],
    [
      ["good.json", "--script", "large.ijm"],
      "large.ijm cannot be read: it has 67108865 bytes; at most 67108864 (64 MiB) are read",
    ],
    [["none.jsonl"], "ENOENT"],
  ];
  for (const [args, said] of wrong) {
    it(`${args.join(" ")} is refused: ${said}`, async () => {
      const { code, err } = await jobs(...args);
      assert.equal(code, 2, err);
      assert.ok(err.includes(said), err);
    });
  }

  it("may be links of the user's own", async () => {
    for (const args of [["link.json", "--script", "link.ijm"], ["csv-link.json"]]) {
      const { code, err } = await jobs(...args);
      assert.equal(code, 0, err);
    }
  });
});
