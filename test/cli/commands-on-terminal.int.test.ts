import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { doneKey } from "../../worker/contract/keys";
import { S3Store } from "../../worker/storage/s3-store";
import { clientOptions, environmentFor } from "../helpers/aws-environment";
import { buildCli } from "../helpers/built-cli";
import { deploymentWith } from "../helpers/deployment";
import { type Emulator, startEmulator } from "../helpers/emulator";
import { leaveDone } from "../helpers/fake-results";
import { standInPulumi } from "../helpers/pulumi-stand-in";
import { TerminalProgram } from "../helpers/terminal";

const ROOT = join(__dirname, "../..");
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 160, rows: 50 },
] as const;

const COUNTS = "0 ok, 0 warnings, 1 failed, 18 not checked";

/** A line as the terminal breaks it. */
const inLines = (line: string, columns: number): string[] =>
  Array.from({ length: Math.ceil(line.length / columns) }, (_, row) =>
    line.slice(row * columns, (row + 1) * columns).trimEnd(),
  );

/** Screens of commands that end by themselves; those of runs are in terminal.int.test.ts. */
describe("the screens of", function () {
  this.timeout(900_000); // a busy computer starts programs in ten times the time
  let folder: string;
  let emulator: Emulator;
  let env: Record<string, string>;

  before(async () => {
    await buildCli();
    folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-screens-")));
    emulator = await startEmulator();
    const { url, deadUrl } = emulator.makeQueues("fiji-dev-jobs");
    emulator.makeBucket("my-images");
    const deployment = JSON.parse(
      deploymentWith({ queueUrl: url, deadLetterQueueUrl: deadUrl, storageGiB: 73, publicIp: true }),
    ) as unknown;
    const stacks = [
      { name: "dev", current: true, lastUpdate: "2026-01-02T03:04:05Z" },
      { name: "new" },
      { name: "nuclei-of-march-2026", lastUpdate: "2026-01-01T03:04:05Z", updateInProgress: true },
    ];
    const path = await standInPulumi(folder, [
      { call: "stack ls", stdout: JSON.stringify(stacks) },
      { call: "stack output --json --stack dev", stdout: JSON.stringify({ deployment }) },
      { call: "stack output --json", stdout: "{}" },
    ]);
    env = { ...environmentFor(emulator.endpoint), PATH: path };
    const results = join(folder, "left");
    const client = new S3Client({ ...clientOptions(emulator.endpoint), forcePathStyle: true });
    const store = new S3Store({ client, bucket: "my-images", prefix: "fiji-dev/results/" });
    for (const name of ["P1-A01", "P1-B02"]) {
      const marker = await leaveDone(results, name, { "n.csv": "x\n1\n" });
      const outputs = await Promise.all(marker.outputs.map(({ key }) => store.put(join(results, key), key)));
      await store.putText(doneKey("", marker.jobId), JSON.stringify({ ...marker, outputs }));
    }
    client.destroy();
  });
  after(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true });
  });

  /** All lines that a command leaves on a terminal, and its exit code. */
  async function linesOf(size: (typeof SIZES)[number], ...args: readonly string[]) {
    const argv = [
      process.execPath,
      "--require",
      join(ROOT, "test/helpers/machine-answers.cjs"),
      join(ROOT, "dist/dfiji.js"),
    ];
    const program = new TerminalProgram([...argv, ...args], { ...size, cwd: folder, env });
    const code = await program.ended;
    const lines = program.history;
    return { code, lines: lines.slice(0, lines.findLastIndex((line) => line !== "") + 1) };
  }

  for (const size of SIZES) {
    const { columns, rows } = size;

    it(`dfiji doctor at ${columns} x ${rows}`, async () => {
      await mkdir(join(folder, "Fiji"), { recursive: true });
      const { code, lines } = await linesOf(size, "doctor", "--fiji", "Fiji");
      assert.equal(code, 3);
      const below = " ".repeat("launcher    FAILED   ".length);
      const checked = lines.findIndex((line) => line.includes("checked is: "));
      const found = lines.slice(1, checked).map((line) => line.slice(below.length));
      assert.equal(lines[0], "check       result   found");
      assert.equal(lines[1]?.slice(0, below.length), "launcher    FAILED   ");
      assert.match(found.join(" "), /^\S+\/Fiji holds no launcher of Fiji \(.+\) that may be run$/);
      assert.deepEqual(
        lines.slice(checked),
        columns === 80
          ? [
              `${below}checked is: a launcher for this computer exists and may be`,
              `${below}run`,
              `${below}what to do: unpack a Fiji from https://fiji.sc and give`,
              `${below}its folder (the one with \`jars\` and \`plugins\`)`,
              "not checked, since an earlier check failed: start, java, heap, headless,",
              "options, parameters, remembered, errors, macro, filters, quit, warm, isolation,",
              ...["refusals, stop, languages, plugins, display", "", COUNTS],
            ]
          : [
              `${below}checked is: a launcher for this computer exists and may be run`,
              `${below}what to do: unpack a Fiji from https://fiji.sc and give its folder (the one with \`jars\` and \`plugins\`)`,
              "not checked, since an earlier check failed: start, java, heap, headless, options, parameters, remembered, errors, macro, filters, quit, warm, isolation,",
              ...["refusals, stop, languages, plugins, display", "", COUNTS],
            ],
      );
    });

    it(`dfiji experiments at ${columns} x ${rows}`, async () => {
      const { code, lines } = await linesOf(size, "experiments");
      assert.equal(code, 1);
      const titles = "waiting  running  done  failed  machines  USD/h   ends";
      const waiting = emulator.messagesIn("fiji-dev-jobs").length;
      const dev = `${waiting}        0        2     0       1         0.0530  2000-01-01T00:00:00Z`;
      const first = 'stack "nuclei-of-march-2026" has no output "deployment": run `pulumi up`';
      const wide = (stack: string, text: string): string =>
        stack.padEnd("nuclei-of-march-2026 (updating)  ".length) + text;
      assert.deepEqual(
        lines,
        columns === 80
          ? [
              ...["stack", `  ${titles}`, "dev *", `  ${dev}`, "new", "  not created: pulumi up"],
              ...["nuclei-of-march-2026 (updating)", `  ${first}`, "  first"],
            ]
          : [
              ...[wide("stack", titles), wide("dev *", dev), wide("new", "not created: pulumi up")],
              wide("nuclei-of-march-2026 (updating)", `${first} first`),
            ],
      );
    });

    it(`dfiji upload at ${columns} x ${rows}`, async () => {
      const images = join(folder, `images-${columns}`);
      await mkdir(join(images, String(columns)), { recursive: true });
      for (const well of ["A01", "B02"]) await writeFile(join(images, `${columns}/${well}.tif`), well);
      const upload = async (...args: readonly string[]) => {
        const { code, lines } = await linesOf(size, "upload", basename(images), "--stack", "dev", ...args);
        assert.equal(code, 0);
        return lines;
      };
      const name = `${columns}/`;
      assert.deepEqual((await upload("--dry-run")).sort(), [
        `${name}A01.tif  3 bytes`,
        `${name}B02.tif  3 bytes`,
        "Would be: 2 files uploaded (6 bytes), 0 unchanged in s3://my-images/in/",
      ]);
      assert.deepEqual(await upload(), ["2 files uploaded (6 bytes), 0 unchanged in s3://my-images/in/"]);
      assert.deepEqual(await upload(), ["0 files uploaded (0 bytes), 2 unchanged in s3://my-images/in/"]);
    });

    it(`dfiji jobs and submit at ${columns} x ${rows}`, async () => {
      const name = `run-${columns}`;
      await mkdir(join(folder, "plate"), { recursive: true });
      for (const well of ["A01", "B02"]) await writeFile(join(folder, `plate/${well}.tif`), well);
      assert.equal((await linesOf(size, "upload", "plate", "--stack", "dev")).code, 0);
      const grid = { Well: ["A01", "B02"] };
      const jobFile = { script: "count.ijm", grid, input: "{Well}.tif" };
      await writeFile(join(folder, `${name}.json`), JSON.stringify(jobFile));
      const script = 'File.saveString("1", "output/n.txt");\n';
      await writeFile(join(folder, "count.ijm"), script);
      const jobs = await linesOf(size, "jobs", `${name}.json`, "--input", "s3://my-images/in/");
      const way = "display auto: without a display: every word of count.ijm gives the same with and without one";
      assert.equal(jobs.code, 0);
      assert.deepEqual(jobs.lines, [
        "job  input    output  parameters",
        ...["A01  A01.tif  A01/    Well=A01", "B02  B02.tif  B02/    Well=B02"],
        `2 jobs, engine imagej, count.ijm (${createHash("sha256").update(script).digest("hex").slice(0, 8)})`,
        ...inLines(way, columns),
      ]);
      await mkdir(join(folder, "none"), { recursive: true });
      const absent = await linesOf(size, "jobs", `${name}.json`, "--input", "none");
      assert.equal(absent.code, 2);
      assert.deepEqual(absent.lines, [
        `${name}.json: nothing was sent.`,
        ...inLines(
          "  - 2 of 2 jobs have no input: A01.tif, B02.tif; no files found (or leave these out: --skip-missing)",
          columns,
        ),
      ]);
      const submit = await linesOf(size, "submit", `${name}.json`, "--stack", "dev");
      assert.equal(submit.code, 0);
      assert.match(submit.lines[0] ?? "", /^2 jobs to send \(submission \d{8}-\d{6}-[0-9a-f]{4}\)$/);
      assert.match(submit.lines.at(-1) ?? "", /^Sent 2 jobs in \d\.\d s\.$/);
      const again = await linesOf(size, "submit", `${name}.json`, "--stack", "dev", "--dry-run");
      assert.equal(again.code, 0);
      assert.match(
        again.lines.join(""),
        /warning: the same jobs were sent on \S+; those not done yet may still be in the queue/,
      );
      assert.doesNotMatch(again.lines.join(""), /Sent/);
    });

    it(`dfiji download at ${columns} x ${rows}`, async () => {
      const to = `down-${columns}`;
      const download = async (...args: readonly string[]) => {
        const { code, lines } = await linesOf(size, "download", "--to", to, "--stack", "dev", ...args);
        assert.equal(code, 0);
        return lines;
      };
      assert.deepEqual(await download("--dry-run"), [
        ...["P1-A01/n.csv  4 bytes", "P1-B02/n.csv  4 bytes"],
        `Would be: 2 files downloaded (8 bytes), 0 unchanged: 2 jobs in ${to}`,
      ]);
      assert.deepEqual(await download(), [`2 files downloaded (8 bytes), 0 unchanged: 2 jobs in ${to}`]);
      assert.deepEqual(await download(), [`0 files downloaded (0 bytes), 2 unchanged: 2 jobs in ${to}`]);
      assert.equal(await readFile(join(folder, to, "P1-A01/n.csv"), "utf8"), "x\n1\n");
    });
  }
});
