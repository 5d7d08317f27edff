// mocha's spec report, then the slowest files, the number of assertions, what failed (once more: both runs' failures
// in one place, at the end of a long output), and a last line that programs can read.
// `npm test` runs mocha twice: DFIJI_TEST_TOTALS names the file in which each run leaves its figures for the sum.
const { appendFileSync, mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative } = require("node:path");
const { reporters } = require("mocha");
const { ASSERTIONS } = require("./assertions.cjs");

module.exports = class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.folder = mkdtempSync(join(tmpdir(), "dfiji-assertions-"));
    // kept here, too: a test that restores the environment must not break the report, and with it the exit code
    this.counts = join(this.folder, "counts");
    process.env[ASSERTIONS] = this.counts; // for the processes of a parallel run, too
    this.secondsByFile = {};
    for (const event of ["test end", "hook end"]) {
      runner.on(event, ({ file, duration = 0 }) => {
        const path = file ? relative(process.cwd(), file) : "hooks of all files";
        this.secondsByFile[path] = (this.secondsByFile[path] ?? 0) + duration / 1000;
      });
    }
  }

  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const counts = readFileSync(this.counts, { encoding: "utf8", flag: "a+" }).split("\n");
    rmSync(this.folder, { recursive: true });
    const assertions = counts.reduce((sum, count) => sum + Number(count), 0);
    const failed = this.failures.map((test) => ({
      file: test.file,
      title: test.fullTitle(),
      message: test.err.message,
    }));
    const figures = { passes, failures, pending, assertions, failed, secondsByFile: this.secondsByFile };
    const totals = process.env.DFIJI_TEST_TOTALS;
    if (totals) appendFileSync(totals, `${JSON.stringify(figures)}\n`);
    else print([figures]);
  }
};

/** Prints the sum of some runs. */
function print(runs) {
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  const files = runs.flatMap(({ secondsByFile }) => Object.entries(secondsByFile));
  const slowest = files.sort(([, a], [, b]) => b - a).slice(0, 10);
  if (slowest.length > 1) {
    console.log("  Slowest files (seconds of tests and hooks):");
    for (const [file, seconds] of slowest) console.log(`  ${seconds.toFixed(1).padStart(7)} ${file}`);
  }
  const skipped = sum("pending") > 0 ? `, ${sum("pending")} skipped` : "";
  for (const { file, title, message } of runs.flatMap(({ failed }) => failed)) {
    const lines = String(message).split("\n").slice(0, 12);
    console.log([`  failed: ${title}`, relative(process.cwd(), file ?? ""), ...lines].join("\n    "));
  }
  console.log(`  ${sum("passes") + sum("failures")} tests, ${sum("assertions")} assertions\n`);
  console.log(`${sum("passes")} passed, ${sum("failures")} failed${skipped}`);
}
module.exports.print = print;
