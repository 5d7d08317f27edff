import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNotReadOnly } from "../../worker/host/read-only";
import { encodeTiff } from "../../cli/demo/tiff";
import { isAlive } from "../helpers/alive";
import { buildCli, runCli, startCli } from "../helpers/built-cli";

/** A script for tests that need no analysis: writes the name of each image it got. */
const NAMES_SCRIPT = `#@ File (style="directory") input
#@ File (style="directory") output
#@ Integer (value=0) waitSeconds
print("working");
list = getFileList(input);
wait(1000 * waitSeconds);
File.saveString("Row,Image\\n1," + list[0] + "\\n", output + File.separator + "names.csv");
`;

describe("dfiji local with real ImageJ", function () {
  this.timeout(240_000);
  let folder: string;
  let images: string;
  const umask = process.umask(0o022); // a folder that a group may write to is not retried without --yes
  after(() => process.umask(umask));

  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-local-"));
    images = join(folder, "images");
    await mkdir(images);
    const image = encodeTiff({ width: 8, height: 8, pixels: new Uint16Array(64) });
    for (const name of ["a", "b", "c", "d"]) await writeFile(join(images, `${name}.tif`), image);
    await writeFile(join(folder, "names.ijm"), NAMES_SCRIPT);
    const broken = `#@ File (style="directory") output\nx = 1;\ny = undefinedFunction(x);\n`;
    await writeFile(join(folder, "broken.ijm"), broken);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const jobFile = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, `${name}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const local = (output: string, ...args: string[]): string[] => [
    "local",
    ...args,
    "--input",
    images,
    "--output",
    join(folder, output),
    "--copies",
    "1",
  ];

  it("runs one job per image, leaves done jobs out the next time, and collects their tables", async () => {
    const args = local("plain", "--script", join(folder, "names.ijm"));
    const first = await runCli(args);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^dfiji: 4 done, 0 failed, 0 not run, /m);
    const again = await runCli(args);
    assert.equal(again.code, 0);
    assert.match(again.stderr, /0 jobs to run .*4 are done already/);
    const table = await runCli(["collect", "names.csv", "--output", join(folder, "plain")]);
    assert.deepEqual(table.stdout.trim().split("\n"), [
      "group:Image,Row,Image",
      "a.tif,1,a.tif",
      "b.tif,1,b.tif",
      "c.tif,1,c.tif",
      "d.tif,1,d.tif",
    ]);
    assert.match(table.stderr, /4 rows of 4 jobs/);
    const status = await runCli(["status", "--output", join(folder, "plain"), "--json"]);
    const { done, failed } = JSON.parse(status.stdout) as { done: number; failed: number };
    assert.deepEqual({ done, failed }, { done: 4, failed: 0 });
    assert.equal(existsSync(join(folder, "plain", ".dfiji", "work")), false, "work folders are gone");
  });

  it("gives scripts the names of the images' folders, up to that of --input, and flat files when asked", async () => {
    const plates = join(folder, "study 7");
    const image = encodeTiff({ width: 8, height: 8, pixels: new Uint16Array(64) });
    for (const well of ["A01", "A02"]) {
      await mkdir(join(plates, "P1", well), { recursive: true });
      await writeFile(join(plates, "P1", well, `${well}.tif`), image);
    }
    const script = join(folder, "folders.ijm");
    await writeFile(
      script,
      `#@ File (style="directory") input
#@ File (style="directory") output
list = getFileList(input);
parent = File.getParent(input);
text = File.getName(parent) + "/" + File.getName(input) + ":";
for (i = 0; i < list.length; i++) text = text + " " + list[i];
File.saveString(text, output + File.separator + "seen.txt");
File.saveString("relative", "output/relative.txt");
`,
    );
    const seen = async (output: string, job: object, ...args: string[]): Promise<readonly string[]> => {
      const file = await jobFile(output, { script: "folders.ijm", output: "{name}", ...job });
      const target = join(folder, output);
      const run = await runCli(["local", file, "--input", plates, "--output", target, "--copies", "1", ...args]);
      assert.equal(run.code, 0, run.stderr);
      const notes = run.stderr.split("\n").filter((line) => /^note: |several folders/.test(line));
      const names = (await readdir(target)).filter((name) => !name.startsWith(".")).sort();
      for (const name of names) assert.equal(await readFile(join(target, name, "relative.txt"), "utf8"), "relative");
      return [...notes, ...(await Promise.all(names.map((name) => readFile(join(target, name, "seen.txt"), "utf8"))))];
    };
    const wells = { groupsFrom: { pattern: "{Plate}/{Well}/*.tif" } };
    assert.deepEqual(await seen("deep", wells), ["P1/A01: A01.tif", "P1/A02: A02.tif"]);
    const plate = { groups: [{ Plate: "P1" }], input: "{Plate}/*/*.tif" };
    const [note, ...folders] = await seen("several", plate);
    assert.match(note ?? "", /^note: the files of "P1" are in several folders, .*--flat/);
    assert.deepEqual(folders, ["study 7/P1: A01/ A02/"]);
    assert.deepEqual(await seen("flat", plate, "--flat"), ["study 7/P1: A01.tif A02.tif"]);
  });

  it("runs a program with the files beside its script", async () => {
    await mkdir(join(folder, "tool/lib"), { recursive: true });
    await writeFile(join(folder, "tool/lib/greet.sh"), 'greet() { echo "hello $1"; }\n');
    await writeFile(join(folder, "tool/tool.sh"), '. "$(dirname "$0")/lib/greet.sh"\ngreet "$2" > "$1/r.txt"\n');
    const script = [
      "--engine",
      "command",
      "--script",
      join(folder, "tool/tool.sh"),
      "--with",
      join(folder, "tool/lib"),
    ];
    const run = await runCli([...local("greetings", ...script), "--", "sh", "{script}", "{output}", "{Image}"]);
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stderr, /note: beside tool\.sh go "lib\/greet\.sh" \(1 KiB\)/);
    assert.equal(await readFile(join(folder, "greetings", "a.tif", "r.txt"), "utf8"), "hello a.tif\n");
  });

  describe("whose jobs get the user's own images", () => {
    const SAVES_OVER = `#@ File (style="directory") input
#@ File (style="directory") output
File.saveString("1", output + File.separator + "r.csv");
open(input + File.separator + "own.tif");
run("Add...", "value=1");
saveAs("Tiff", input + File.separator + "own.tif");
`;
    const setUp = async (name: string) => {
      const own = join(folder, name);
      await mkdir(own);
      const image = encodeTiff({ width: 8, height: 8, pixels: new Uint16Array(64) });
      await writeFile(join(own, "own.tif"), image);
      await writeFile(join(folder, "saves-over.ijm"), SAVES_OVER);
      const job = await jobFile(name, { script: "saves-over.ijm", groups: [{ N: "1" }, { N: "2" }], output: "{N}" });
      const args = ["local", job, "--input", own, "--output", join(own, "results"), "--copies", "1"];
      return { args, image, original: () => readFile(join(own, "own.tif")) };
    };

    it("lets no script save over one, where mount namespaces can be made", async function () {
      if ((await whyNotReadOnly(folder, "")) !== undefined) this.skip();
      const { args, image, original } = await setUp("own");
      const run = await runCli(args);
      assert.equal(run.code, 1, run.stderr);
      assert.match(run.stderr, /scripts read .*own itself; they cannot write there: it is mounted read-only for them/);
      assert.match(run.stdout, /2 failed/);
      assert.match(run.stdout, /script-error, line 6: .*Read-only file system/);
      assert.deepEqual(await original(), image);
    });

    it("stops at the first that was saved over, elsewhere, and says so before it starts", async () => {
      const { args } = await setUp("compared");
      const programs = join(folder, "programs");
      await mkdir(programs);
      await writeFile(join(programs, "unshare"), "#!/bin/sh\necho unshare: Operation not permitted >&2\nexit 1\n");
      await chmod(join(programs, "unshare"), 0o755);
      const run = await runCli(args, { env: { ...process.env, PATH: `${programs}:${process.env["PATH"]}` } });
      assert.equal(run.code, 3, run.stderr);
      assert.match(
        run.stderr,
        /could write there \(no mount namespace can be made: unshare: Operation not permitted\)/,
      );
      assert.match(
        run.stderr,
        /1: while this job ran, its script or another program changed .*own\.tif: .* so the run stops/,
      );
      const attempts = await readdir(join(folder, "compared", "results", ".dfiji", "attempts"));
      assert.equal(attempts.length, 1);
    });
  });

  it("never takes results for images when they are below the input folder", async () => {
    const output = join(images, "results");
    const args = ["local", "--script", join(folder, "names.ijm"), "--input", images, "--output", output];
    assert.match((await runCli([...args, "--expect", "*.csv"])).stdout, /^dfiji: 4 done, 0 failed, 0 not run, /m);
    await writeFile(join(output, "looks-like-an-input.tif"), "");
    assert.match((await runCli([...args, "--expect", "*.csv"])).stderr, /0 jobs to run .*4 are done already/);
    await rm(output, { recursive: true });
  });

  it("runs a job again whose input changed, and refuses to mix two versions without --replace", async () => {
    const output = join(folder, "versions");
    const script = join(folder, "version.ijm");
    await writeFile(script, NAMES_SCRIPT);
    assert.equal((await runCli(local("versions", "--script", script))).code, 0);
    await writeFile(join(images, "a.tif"), encodeTiff({ width: 9, height: 9, pixels: new Uint16Array(81) }));
    const changed = await runCli(local("versions", "--script", script));
    assert.equal(changed.code, 0, changed.stderr);
    assert.match(changed.stderr, /1 job to run .*3 are done already, 1 again because their inputs changed/);
    await writeFile(script, `${NAMES_SCRIPT}// another version\n`);
    const refused = await runCli(local("versions", "--script", script));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /4 outputs were made by another version of the job/);
    const replaced = await runCli(local("versions", "--script", script, "--replace"));
    assert.equal(replaced.code, 0, replaced.stderr);
    assert.equal((await readdir(join(output, ".dfiji", "done"))).length, 4);
  });

  it("tells of failed jobs with class, line and log, and runs them again with the corrected script", async () => {
    const output = join(folder, "failing");
    const script = join(folder, "later-right.ijm");
    await writeFile(script, await readFile(join(folder, "broken.ijm")));
    const run = await runCli(local("failing", "--script", script, "--no-check"));
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stdout, /4 failed/);
    assert.match(run.stdout, /^4 x script-error, line 3: .*\n {2}a\.tif b\.tif c\.tif d\.tif {2}log: /m);
    const failures = await runCli(["failures", "--output", output]);
    assert.equal(failures.code, 0);
    assert.match(failures.stdout, /script-error, line 3/);
    assert.match(failures.stdout, /what to do: /);
    assert.match(failures.stdout, /4 jobs failed: 4 script-error/);
    const listed = (await runCli(["failures", "--output", output, "--json"])).stdout.trim().split("\n");
    assert.equal(listed.length, 4);
    await writeFile(script, NAMES_SCRIPT);
    const retried = await runCli(["failures", "--output", output, "--retry"]);
    assert.equal(retried.code, 0, retried.stderr);
    assert.match((await runCli(["failures", "--output", output])).stdout, /No job has failed/);
  });

  it("stops after ten failures of one class, and continues with --keep-going", async () => {
    const file = await jobFile("twelve", {
      script: "broken.ijm",
      grid: { N: "1..12" },
      input: "a.tif",
    });
    const stopped = await runCli(local("hopeless", file, "--no-check"));
    assert.equal(stopped.code, 1);
    assert.match(stopped.stdout, /the first 10 failures were all "script-error"/);
    assert.match(stopped.stdout, /^dfiji: 0 done, 1\d failed, [0-2] not run, /m);
    assert.equal(stopped.stdout.match(/script-error, line 3: /g)?.length, 1, stopped.stdout);
    const all = await runCli(local("hopeless2", file, "--no-check", "--keep-going"));
    assert.match(all.stdout, /12 failed/, all.stderr);
  });

  it("Ctrl-C lets the running job finish and starts no other; the next call does the rest", async () => {
    const file = await jobFile("slow", {
      script: "names.ijm",
      grid: { N: "1..3" },
      input: "a.tif",
      shared_metadata: { waitSeconds: 2 },
    });
    const running = startCli([...local("stopped", file), "--json"]);
    await running.seen(/"event":"started"/);
    running.child.kill("SIGINT");
    const { code, stdout } = await running.result;
    assert.equal(code, 1);
    const summary = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
    assert.equal(summary["failed"], 0);
    assert.equal(summary["stopped"], "stopped by Ctrl-C");
    assert.ok(Number(summary["done"]) >= 1, "the job in progress was finished");
    assert.ok(Number(summary["done"]) < 3, "not every job was run");
    const rest = await runCli(local("stopped", file));
    assert.equal(rest.code, 0, rest.stderr);
    assert.equal((await readdir(join(folder, "stopped", ".dfiji", "done"))).length, 3);
  });

  it("a second Ctrl-C ends the running job now", async () => {
    const file = await jobFile("endless", {
      script: "names.ijm",
      grid: { N: "1..2" },
      input: "a.tif",
      shared_metadata: { waitSeconds: 200 },
    });
    const running = startCli([...local("now", file), "--json"]);
    await running.seen(/"event":"started"/);
    running.child.kill("SIGINT");
    await running.seen(/Ctrl-C again/);
    running.child.kill("SIGINT");
    const { code, stdout } = await running.result;
    assert.equal(code, 1);
    assert.match(stdout, /"done":0/);
    assert.equal(existsSync(join(folder, "now", ".dfiji", "lock")), false);
  });

  it("refuses a second run on the same output folder while one is at work", async () => {
    const file = await jobFile("held", {
      script: "names.ijm",
      groups: [{ N: "1" }],
      input: "a.tif",
      shared_metadata: { waitSeconds: 200 },
    });
    const running = startCli([...local("held", file), "--json"]);
    await running.seen(/"event":"started"/);
    const second = await runCli(local("held", file));
    assert.equal(second.code, 3);
    assert.match(second.stderr, /another run is writing to this output folder \(process \d+/);
    running.child.kill("SIGINT");
    await running.seen(/Ctrl-C again/);
    running.child.kill("SIGINT");
    await running.result;
  });

  it("a CLI that is killed takes its worker along, and the next call takes the lock over", async () => {
    const file = await jobFile("orphan", {
      script: "names.ijm",
      groups: [{ N: "1" }],
      input: "a.tif",
      shared_metadata: { waitSeconds: 3 },
    });
    const running = startCli([...local("orphan", file), "--json"]);
    await running.seen(/"event":"started"/);
    const worker = await childOf(running.child.pid);
    running.child.kill("SIGKILL");
    await running.result;
    await until(() => !isAlive(worker), 60_000);
    const again = await runCli(local("orphan", file));
    assert.equal(again.code, 0, again.stderr);
  });

  it("a worker that is killed is started again and no job is lost", async () => {
    const file = await jobFile("restart", {
      script: "names.ijm",
      grid: { N: "1..2" },
      input: "a.tif",
      shared_metadata: { waitSeconds: 2 },
    });
    const running = startCli([...local("restart", file), "--json"]);
    await running.seen(/"event":"started"/);
    process.kill(await childOf(running.child.pid), "SIGKILL");
    const { code, stdout } = await running.result;
    assert.equal(code, 0, stdout);
    assert.match(stdout, /it is started again and its jobs are queued again/);
  });
});

/** Process id of the one child of a process; Linux and macOS. */
async function childOf(pid: number | undefined): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const child = rows.find(([, parent]) => parent === pid)?.[0];
  if (child === undefined) throw new Error(`process ${pid} has no child`);
  return child;
}

async function until(isTrue: () => boolean, withinMs: number): Promise<void> {
  for (let waited = 0; !isTrue(); waited += 100) {
    if (waited > withinMs) throw new Error("waited in vain");
    await sleep(100);
  }
}
