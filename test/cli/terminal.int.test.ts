import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli, runCli } from "../helpers/built-cli";
import { type TerminalOptions, TerminalProgram } from "../helpers/terminal";

const ROOT = join(__dirname, "../..");
const CLI = join(ROOT, "dist/dfiji.js");
const WELLS = ["A01", "A02", "B01", "H12"];
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 160, rows: 50 },
] as const;

/** A job of well W ends when the file `open-W` appears; B01 fails. */
const SCRIPT = `well=$(basename "$1"/*.txt .txt)
until [ -e "$(dirname "$0")/open-$well" ] || [ -e FOLDER/open-$well ]; do sleep 0.05; done
if [ "$well" = B01 ]; then echo "only 12 nuclei in $well.txt: out of focus?" >&2; exit 3; fi
printf 'Area\\n1\\n' > "$2/t.csv"
`;
const LOCAL = [
  ...["local", "--engine", "command", "--script", "count.sh", "--input", "images", "--output", "results"],
  ...["--copies", "2", "--pattern", "{Plate}/{Well}.txt", "--no-check-images"],
  ...["--", "sh", "{script}", "{input}", "{output}"],
];
const EMPTY_ROWS = ["B", "C", "D", "E", "F", "G"].map((row) => `  ${row}`);

/** Seconds, ids and process numbers are other ones in each run. */
const still = (lines: readonly string[]): string[] =>
  lines.map((line) =>
    line
      .replace(/\b\d+ s\b/g, "N s")
      .replace(/-[0-9a-f]{8}\.log/, "-ID.log")
      .replace(/\d+\.\d jobs\/(s|min).*/, "RATE"),
  );
const trimmed = (lines: readonly string[]): string[] => {
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1).filter((line) => !line.includes(" MiB of memory")); // of this computer
};

describe("the screens of a terminal", function () {
  this.timeout(900_000); // each screen waits for several programs, which a busy computer starts in ten times the time
  let folder: string;
  const programs: TerminalProgram[] = [];

  before(() => buildCli());
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-terminal-")));
    await mkdir(join(folder, "images/P1"), { recursive: true });
    for (const well of WELLS) await writeFile(join(folder, `images/P1/${well}.txt`), "x");
    await writeFile(join(folder, "count.sh"), SCRIPT.replace("FOLDER", folder));
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) {
      program.end();
      await program.ended;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const run = (argv: readonly string[], size: Pick<TerminalOptions, "columns" | "rows">, env = {}) => {
    const program = new TerminalProgram(argv, { ...size, cwd: folder, env });
    programs.push(program);
    return program;
  };
  const dfiji = (args: readonly string[], size: Parameters<typeof run>[1], env = {}) =>
    run([process.execPath, CLI, ...args], size, env);
  const open = (...wells: string[]) => Promise.all(wells.map((well) => writeFile(join(folder, `open-${well}`), "")));

  for (const size of SIZES) {
    const { columns, rows } = size;
    const bar = (share: number): string => {
      const width = columns - 1 - 2 - " 100 %".length;
      const filled = Math.floor(share * width);
      return `[${"#".repeat(filled)}${"-".repeat(width - filled)}] ${share * 100} %`;
    };
    const plate = (a: string, b: string, h: string): string[] => {
      if (columns < 100) return [];
      const rowsOf = ["A", "B", ...EMPTY_ROWS.slice(1).map((line) => line.trim())];
      const picture = rowsOf.map((row) => (row === "A" ? a : row === "B" ? b : `  ${row}`));
      return [...picture, h, "  P1  · waiting  o running  # done  x failed"];
    };
    const H12 = (mark: string): string => `  H  ${" ".repeat(22)}${mark}`;

    it(`of dfiji monitor at ${columns} x ${rows}, and why nothing moves`, async () => {
      const register = join(ROOT, "node_modules/ts-node/register/transpile-only");
      const program = run(
        [process.execPath, "-r", register, join(ROOT, "test/helpers/monitor-on-terminal.ts"), folder],
        size,
        {
          TS_NODE_PROJECT: join(ROOT, "tsconfig.json"),
        },
      );
      const block = [
        'fiji-dev (stack "dev") at 2026-03-01T12:00:00.000Z',
        "no job has ended yet",
        "0 done, 0 failed, 4 running, 12 waiting",
        "processes 4 of 4 at work",
        "machines  1 requested, 1 running, 0 interrupted",
        "  1 m5.xlarge in us-east-1a, 0.0600 USD an hour each",
        "cost      0.0000 USD since the newest submission, 0.0000 USD an hour",
      ];
      await program.until(() => trimmed(program.screen).length === block.length);
      assert.deepEqual(trimmed(program.screen), block);
      await writeFile(join(folder, "look-1"), "");
      await program.until(/^ {2}\$ dfiji failures --stack dev$/m);
      await writeFile(join(folder, "look-2"), "");
      await program.ended;
      assert.deepEqual(trimmed(program.history), [
        'fiji-dev (stack "dev") at 2026-03-01T12:20:00.000Z',
        bar(0.25),
        "0 done, 4 failed, 0 running, 12 waiting",
        ...["processes 0 of 4 at work", ...block.slice(4, 6)],
        "cost      0.0243 USD since the newest submission, 0.0730 USD an hour",
        ...["why jobs failed:", "  $ dfiji failures --stack dev"],
        "nothing moves: 1 worker runs for 10 min 0 s and takes no job",
        "  $ dfiji logs --service --stack dev --since 15m",
      ]);
    });

    it(`of dfiji local, status, failures and collect at ${columns} x ${rows}`, async () => {
      const local = dfiji(LOCAL, size);
      // a fast computer has nothing to show of the start
      await local.until(/^(?:starting 2 processes, \d+ s\n0 of 2 ready\n0 of 4 done|running, \d+ s)$/m);
      await local.until(/process 1 of 2 {2}P1-A0[12] .*\n.*process 2 of 2 {2}P1-A0[12] /);
      // the block is drawn again when a process begins, not as a whole in one piece of output
      await local.until(() => trimmed(local.screen).includes("the first 2 jobs run"));
      const first = still(trimmed(local.screen)).map((line) => line.replace(/P1-A0[12]/, "P1-A0N"));
      assert.deepEqual(first, [
        "4 jobs to run on 2 engine processes",
        ...["running, N s", "the first 2 jobs run", "0 of 4 done", ""],
        ...["  process 1 of 2  P1-A0N  N s", "  process 2 of 2  P1-A0N  N s"],
        ...plate("  A  o o", "  B  ·", H12("·")),
      ]);

      await open("A01", "A02", "B01");
      await local.until(/^2 of 4 done, 1 failed/m);
      await local.until(/P1-H12/);
      const later = still(trimmed(local.screen));
      assert.deepEqual(later.slice(1, 5), [
        ...["running, N s", bar(0.75), "2 of 4 done, 1 failed, RATE"],
        "script-error: sh ended with status 3: only 12 nuclei in B01.txt: out of focus?",
      ]);
      assert.deepEqual(later.slice(7), plate("  A  # #", "  B  x", H12("o")));
      assert.equal(later.length, first.length);

      const watch = dfiji(["status", "--output", "results", "--watch"], size);
      await watch.until(/^running {2}P1-H12$/m);
      assert.deepEqual(still(trimmed(watch.screen)).slice(0, 5), [
        ...[join(folder, "results"), "done     2", "failed   1", "waiting  0", "running  P1-H12"],
      ]);

      await open("H12");
      assert.equal(await local.ended, 1);
      const cause = [
        "script-error: sh ended with status 3: only 12 nuclei in B01.txt: out of focus?",
        "  P1-B01  log: results/.dfiji/logs/P1-B01-ID.log",
      ];
      assert.deepEqual(still(trimmed(local.history)), [
        "4 jobs to run on 2 engine processes",
        ...cause,
        "Results: results",
        "The plate as a page: npx dfiji report --output results",
        "One table of all jobs: npx dfiji collect NAME.csv --output results",
        "dfiji: 3 done, 1 failed, 0 not run, N s",
        "Next: npx dfiji failures --output results  (why; with --retry: run them again)",
      ]);
      assert.equal(await watch.ended, 0);
      const next = "Next: npx dfiji failures --output results";
      const watched = still(trimmed(watch.history));
      assert.deepEqual(watched.slice(0, 3), [join(folder, "results"), "done     3", "failed   1"]);
      assert.deepEqual(watched.slice(-3), [...cause, next]);

      const status = dfiji(["status", "--output", "results"], size);
      assert.equal(await status.ended, 0);
      assert.deepEqual(still(trimmed(status.history)), watched);
      const failures = dfiji(["failures", "--output", "results"], size);
      assert.equal(await failures.ended, 0);
      const listed = still(trimmed(failures.history));
      assert.deepEqual(listed.slice(0, 2), ["P1-B01  script-error", `  ${cause[0]?.replace("script-error: ", "")}`]);
      assert.ok(listed.includes("  log: results/.dfiji/logs/P1-B01-ID.log"), listed.join("\n"));
      assert.deepEqual(listed.slice(-2), ["1 job failed: 1 script-error", `${next} --retry`]);

      const ending = "3 rows of 3 jobs; 1 job failed: P1-B01";
      const table = dfiji(["collect", "t.csv", "--output", "results"], size);
      assert.equal(await table.ended, 0);
      assert.deepEqual(trimmed(table.history), ["Plate,Well,Area", "P1,A01,1", "P1,A02,1", "P1,H12,1", ending]);
      const shape = dfiji(["collect", "t.csv", "--output", "results", "--shape", "plate"], size);
      assert.equal(await shape.ended, 0);
      const blocks = trimmed(shape.history);
      assert.deepEqual([blocks[1], blocks[8], blocks.at(-1)], ["A,1,1,,,,,,,,,,", "H,,,,,,,,,,,,1", ending]);
      const file = dfiji(["collect", "t.csv", "--output", "results", "--out", "all.csv"], size);
      assert.equal(await file.ended, 0);
      assert.deepEqual(trimmed(file.history), [`all.csv: ${ending}`]);
    });
  }

  it("have no ghosts after a change of size, nor after Ctrl-Z and fg", async () => {
    const shell = run(["bash", "--norc", "--noprofile", "-i"], { columns: 100, rows: 30 });
    await shell.until(/^bash.*[$#]$/m);
    shell.type(`${[process.execPath, CLI, ...LOCAL].map((word) => `'${word}'`).join(" ")}\n`);
    await open("A01");
    await shell.until(/^\[#+-+\] 25 %$/m);
    for (const columns of [50, 120, 70, 100]) {
      shell.resize(columns, 30);
      const filled = Math.floor((columns - 9) / 4);
      await shell.until(new RegExp(`^\\[#{${filled}}-{${columns - 9 - filled}}\\] 25 %$`, "m"));
    }
    const blocks = (): number => shell.history.filter((line) => line.includes("process 1 of 2")).length;
    assert.equal(blocks(), 1, shell.history.join("\n"));
    assert.equal(shell.history.filter((line) => line.startsWith("[#")).length, 1);
    shell.type("\u001a");
    await shell.until(/Stopped/);
    assert.equal(blocks(), 0, shell.history.join("\n"));
    shell.type("fg\n");
    await shell.until(/process 2 of 2 {2}P1/);
    assert.equal(blocks(), 1, shell.history.join("\n"));
    await open(...WELLS);
    await shell.until(/^Next: /m);
    assert.equal(blocks(), 0);
    assert.ok(!shell.output.includes("\u001b[?25l"), "the cursor was hidden");
  });

  it("have colours and links where the terminal has them, and none with NO_COLOR", async () => {
    await open(...WELLS);
    const size = { columns: 80, rows: 24 };
    const coloured = dfiji(LOCAL, size, { FORCE_HYPERLINK: "1" });
    assert.equal(await coloured.ended, 1);
    const row = coloured.screen.findIndex((line) => line.startsWith("dfiji: 3 done"));
    assert.deepEqual(
      [coloured.colourAt(row, 0), coloured.colourAt(row, 7), coloured.colourAt(row, 15)],
      [undefined, 2, 1],
    );
    assert.ok(coloured.output.includes(`\u001b]8;;file://${folder}/results\u001b\\results\u001b]8;;\u001b\\`));
    const plain = dfiji(["status", "--output", "results"], size, { NO_COLOR: "1" });
    assert.equal(await plain.ended, 0);
    assert.ok(!plain.output.includes("\u001b["), JSON.stringify(plain.output));
  });

  it("is no terminal: lines with the times, and one line of counts that grep finds", async () => {
    await open(...WELLS);
    const { code, stdout, stderr } = await runCli(LOCAL, { cwd: folder });
    assert.equal(code, 1);
    assert.match(stderr, /^\d\d:\d\d:\d\d {2}\d+ s {2}(?:starting 2 processes|0 of 4 done; running), \d+ s$/m);
    assert.match(stderr, /^\d\d:\d\d:\d\d {2}\d+ s {2}failed P1-B01: script-error: /m);
    assert.match(stderr, /^\d\d:\d\d:\d\d {2}\d+ s {2}3 of 4 done, 1 failed; closing 2 processes, 0 s$/m);
    assert.match(stdout, /^dfiji: 3 done, 1 failed, 0 not run, \d+ s$/m);
    assert.equal(stdout.match(/only 12 nuclei/g)?.length, 1);
    assert.ok(!`${stdout}${stderr}`.includes("\u001b"));
  });
});
