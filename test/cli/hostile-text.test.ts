import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../../cli/main";
import { type Submission } from "../../cli/bookkeeping/submissions";
import { FakeIo } from "../helpers/cli-io";
import { deploymentWith } from "../helpers/deployment";
import { leaveDone, leaveFailed } from "../helpers/fake-results";
import { recordCalls } from "../helpers/recorded-calls";

/** Clears the screen, turns the writing direction round, forges a line, and ends a line as old terminals do. */
const HOSTILE = "a\u001b[2J\u202egpj\nforged\u0085z";
/** What a terminal obeys, and a line break where one line was to be printed. */
const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
/** The same, seen. */
const SEEN = "a\\u001b[2J\\u202egpj\\u000aforged\\u0085z";
/** As JSON.stringify and then the terminal's escapes leave it. */
const SEEN_IN_JSON = "a\\u001b[2J\\u202egpj\\nforged\\u0085z";

const submission = (changes: Partial<Submission>): Submission => ({
  v: 1,
  submission: "s1",
  createdAt: "2026-01-02T03:04:05Z",
  roots: [""],
  count: 3,
  planSha256: "x",
  queued: 3,
  complete: true,
  ...changes,
});

interface Row {
  readonly title: string;
  /** Files below the folder that the command is called in. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly results?: (folder: string) => Promise<unknown>;
  readonly args: readonly string[];
  readonly code: number;
  /** What must be printed, so that a row cannot pass by printing nothing. @default SEEN */
  readonly seen?: string;
}

const RESULTS = ["--output", "."];
const lock = { pid: 1, host: HOSTILE, startedAt: HOSTILE };
const rows: readonly Row[] = [
  // dfiji itself
  { title: "a command", args: [HOSTILE], code: 2 },
  { title: "an option", args: ["status", `--${HOSTILE}`], code: 2 },
  { title: "the choice of an option", args: ["jobs", "--engine", HOSTILE], code: 2 },
  { title: "a number", args: ["local", "--copies", HOSTILE], code: 2 },
  // local
  { title: "local: an input folder", args: ["local", "--input", HOSTILE, "--output", "out"], code: 2 },
  {
    title: "local: a job file",
    args: ["local", HOSTILE, "--engine", "command", "--input", ".", "--output", "out"],
    code: 2,
  },
  {
    title: "local: the holder of the lock",
    files: { "out/.dfiji/lock": lock, "job.json": { groups: [{ a: "1" }] } },
    args: ["local", "job.json", "--engine", "command", "--input", ".", "--output", "out"],
    code: 3,
  },
  {
    title: "local: a key of the job file",
    files: { "job.json": { groups: [{ a: "1" }], [HOSTILE]: 1 } },
    args: ["local", "job.json", "--engine", "command", "--input", ".", "--output", "out"],
    code: 2,
  },
  // jobs
  {
    title: "jobs: values in the table",
    files: { "job.json": { groups: [{ Well: HOSTILE }] } },
    args: ["jobs", "job.json"],
    code: 0,
  },
  {
    title: "jobs: values as JSON",
    files: { "job.json": { groups: [{ Well: HOSTILE }] } },
    args: ["jobs", "job.json", "--json"],
    code: 0,
    seen: SEEN_IN_JSON,
  },
  {
    title: "jobs: values of a CSV",
    files: { "job.json": { groupsFrom: { csv: "t.csv" } }, "t.csv": `Well\n"${HOSTILE}"\n` },
    args: ["jobs", "job.json"],
    code: 0,
  },
  { title: "jobs: names of images", files: { [`in/${HOSTILE}.tif`]: "" }, args: ["jobs", "--input", "in"], code: 0 },
  { title: "jobs: its arguments", args: ["jobs", "x.json", "--jobs", HOSTILE], code: 2 },
  { title: "jobs: an input folder", args: ["jobs", "--input", HOSTILE], code: 2 },
  {
    title: "jobs: a header of the script",
    files: { "s.ijm": `#@ String (label="x" ${HOSTILE}\n`, "job.json": { groups: [{ a: "1" }] } },
    args: ["jobs", "job.json", "--script", "s.ijm"],
    code: 2,
    seen: "\\u001b[2J",
  },
  // collect
  {
    title: "collect: a marker's text",
    files: { ".dfiji/done/B-00000000.json": HOSTILE },
    results: (folder) => leaveDone(folder, "A", { "t.csv": "x\n1\n" }),
    args: ["collect", "t.csv", ...RESULTS],
    code: 1,
    seen: "\\u001b",
  },
  {
    title: "collect: a marker's name",
    files: { [`.dfiji/done/${HOSTILE}-00000000.json`]: {} },
    args: ["collect", "t.csv", ...RESULTS],
    code: 1,
  },
  {
    title: "collect: headers that differ",
    results: async (folder) => {
      await leaveDone(folder, "A", { "t.csv": "x\n1\n" });
      await leaveDone(folder, "B", { "t.csv": `"${HOSTILE}"\n1\n` });
    },
    args: ["collect", "t.csv", ...RESULTS],
    code: 2,
  },
  {
    title: "collect: the names in a done job",
    results: async (folder) => {
      const marker = await leaveDone(folder, "A", { [HOSTILE]: "x\n1\n" });
      await writeFile(join(folder, ".dfiji/done/A-00000000.json"), JSON.stringify({ ...marker, name: HOSTILE }));
    },
    args: ["collect", "t.csv", ...RESULTS],
    code: 2,
  },
  {
    title: "collect: the table's own name",
    results: (folder) => leaveDone(folder, "A", { [HOSTILE]: "x\n1\n" }),
    args: ["collect", HOSTILE, ...RESULTS, "--out", `${HOSTILE}.csv`],
    code: 0,
  },
  // status
  {
    title: "status: a submission's date",
    files: { ".dfiji/submissions/s1.json": submission({ createdAt: HOSTILE }) },
    args: ["status", ...RESULTS],
    code: 0,
  },
  {
    title: "status: a submission's name",
    files: { [`.dfiji/submissions/${HOSTILE}.json`]: submission({ submission: HOSTILE }) },
    args: ["status", ...RESULTS, "--json"],
    code: 0,
    seen: SEEN_IN_JSON,
  },
  {
    title: "status: a run of another computer, and what it runs",
    files: {
      ".dfiji/lock": lock,
      ".dfiji/progress.json": { total: 3, done: 1, failed: 0, running: [HOSTILE], at: "x" },
    },
    args: ["status", ...RESULTS],
    code: 0,
  },
  {
    title: "status: a broken record",
    files: { [`.dfiji/attempts/${HOSTILE}/m-1.json`]: HOSTILE },
    args: ["status", ...RESULTS],
    code: 0,
  },
  { title: "status: a folder", args: ["status", "--output", HOSTILE], code: 2 },
  { title: "status: a deployment's name", args: ["status", "--deployment", HOSTILE], code: 2 },
  {
    title: "status: a deployment's text",
    files: { "d.json": HOSTILE },
    args: ["status", "--deployment", "d.json"],
    code: 2,
    seen: "\\u001b",
  },
  // failures
  {
    title: "failures: every field of a record",
    results: (folder) =>
      leaveFailed(folder, "A", { name: HOSTILE, reason: HOSTILE, advice: HOSTILE, logTail: [HOSTILE], root: HOSTILE }),
    args: ["failures", ...RESULTS],
    code: 0,
  },
  {
    title: "failures: every field of a record, as JSON",
    results: (folder) => leaveFailed(folder, "A", { name: HOSTILE, reason: HOSTILE, group: { [HOSTILE]: HOSTILE } }),
    args: ["failures", ...RESULTS, "--json"],
    code: 0,
    seen: SEEN_IN_JSON,
  },
  {
    title: "failures: a submission that is not one",
    files: { [`.dfiji/submissions/${HOSTILE}.json`]: HOSTILE },
    args: ["failures", ...RESULTS],
    code: 0,
  },
  // submit
  {
    title: "submit: a deployment's name",
    args: ["submit", "job.json", "--deployment", HOSTILE],
    code: 2,
  },
  {
    title: "submit: a prefix",
    args: [
      ...["submit", "job.json", "--bucket", "b", "--queue", "http://127.0.0.1:9/000000000000/q"],
      ...["--output-prefix", `/${HOSTILE}`, "--endpoint", "http://127.0.0.1:9"],
    ],
    code: 2,
  },
  // demo
  {
    title: "demo: a folder of something else",
    files: { [`${HOSTILE}/x`]: "" },
    args: ["demo", "--output", HOSTILE],
    code: 2,
  },
  // doctor
  { title: "doctor: a Fiji", args: ["doctor", "--fiji", HOSTILE], code: 2 },
  { title: "doctor: a parameter", args: ["doctor", "--fiji", ".", "--param", HOSTILE], code: 2 },
  { title: "fiji fetch: an address", args: ["fiji", "fetch", "--url", HOSTILE], code: 2 },
  { title: "fiji fetch: a folder", files: { [`${HOSTILE}/x`]: "" }, args: ["fiji", "fetch", "--to", HOSTILE], code: 2 },
  { title: "fiji fetch: a config file", args: ["fiji", "fetch", "--config", HOSTILE], code: 2 },
  { title: "doctor: a script", args: ["doctor", "--fiji", ".", "--script", HOSTILE], code: 2 },
];

describe("text of others reaches no terminal raw", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-hostile-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const { title, files = {}, results, args, code, seen = SEEN } of rows) {
    it(title, async () => {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
      }
      await results?.(folder);
      const io = new FakeIo(folder);
      const ended = await main(args, io);
      const lines = [...io.out, ...io.err];
      for (const line of lines) assert.doesNotMatch(line, OBEYED);
      assert.ok(lines.join("\n").includes(seen), `not in:\n${lines.join("\n")}`);
      assert.equal(ended, code, lines.join("\n"));
      if (args.includes("--json") && ended === 0) {
        assert.ok(JSON.stringify(io.out.map((line) => JSON.parse(line) as unknown)).includes(JSON.stringify(HOSTILE)));
      }
    });
  }

  it("log lines, streams and jobs of AWS are escaped, as text and as JSON", async () => {
    await writeFile(join(folder, "d.json"), deploymentWith({}));
    const events = [{ eventId: "1", timestamp: 1, message: HOSTILE, logStreamName: HOSTILE }];
    const recorded = recordCalls({ FilterLogEvents: { events } });
    try {
      for (const more of [[], ["--json"]]) {
        const io = new FakeIo(folder);
        const code = await main(
          ["logs", "--service", "--deployment", "d.json", "--endpoint", "http://127.0.0.1:9", ...more],
          io,
        );
        assert.equal(code, 0, io.err.join("\n"));
        assert.doesNotMatch(io.out.join(""), OBEYED);
        assert.equal(io.out.join("").split(more.length === 0 ? SEEN : SEEN_IN_JSON).length, 3, io.out.join());
      }
    } finally {
      recorded.stop();
    }
  });

  it("a table keeps its values for programs, and on a terminal only its tabs and line breaks", async () => {
    await leaveDone(folder, "A", { "t.csv": `"x\ty"\n1\n` }, { group: { Name: HOSTILE } });
    const collect = async (isTty: boolean): Promise<string> => {
      const io = new FakeIo(folder, { isTty });
      assert.equal(await main(["collect", "t.csv", "--output", "."], io), 0);
      return io.out.join("\n");
    };
    assert.equal(await collect(false), `Name,x\ty\n"${HOSTILE}",1`);
    assert.equal(await collect(true), `Name,x\ty\n"a\\u001b[2J\\u202egpj\nforged\\u0085z",1`);
  });
});
