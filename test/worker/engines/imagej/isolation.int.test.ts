import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../helpers/alive";
import { ImagejEngine } from "../../../../worker/engines/imagej/engine";
import { displayOrSkip } from "../../../helpers/display";
import { openCopy, openCopyOf, type TestCopy } from "../../../helpers/engine-copy";
import { LEFT_BEHIND, type LeftBehind } from "./left-behind";

const well = (result: { readonly ended: string }): void => assert.equal(result.ended, "well", JSON.stringify(result));

describe("one job after another in one JVM", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  beforeEach(async () => {
    copy = await openCopy();
  });
  afterEach(() => copy.end());

  it("sees a fresh seed of the random numbers", async () => {
    const seeded = await copy.run('random("seed", 5); print(random()); print(random());');
    const next = await copy.run("print(random());");
    const again = await copy.run('random("seed", 5); print(random());');
    assert.equal(again.lines[0], seeded.lines[0]);
    assert.notEqual(next.lines[0], seeded.lines[0]);
    assert.ok(!seeded.lines.includes(next.lines[0] ?? ""));
    const goesOn = await copy.run('random("seed", 5); random();');
    well(goesOn);
    assert.notEqual((await copy.run("print(random());")).lines[0], seeded.lines[1]);
  });

  it("sees no file that another left in the working, home or temporary folder", async () => {
    const left = `File.saveString("x", "left.txt"); File.saveString("x", getDirectory("temp") + "left.txt");
      File.saveString("x", getDirectory("home") + "left.txt");`;
    well(await copy.run(left));
    const seen = await copy.run(`print(File.exists("left.txt"), File.exists(getDirectory("temp") + "left.txt"),
      File.exists(getDirectory("home") + "left.txt"));`);
    assert.deepEqual(seen.lines, ["0 0 0"]);
  });

  it("has its whole output closed although the macro left the file open", async () => {
    const result = await copy.run('#@ File output\nf = File.open(output + "/a.txt"); print(f, "written"); x = nosuch;');
    assert.equal(result.ended, "failed");
    assert.equal(await readFile(`${result.outputFolder}/a.txt`, "utf8"), "written\n");
  });

  it("gets no line of a child that another left, and the child is dead before the run resolves", async () => {
    const late = 'exec("sh", "-c", "(sleep 1; echo late > output/late.txt; echo late) >/dev/null 2>&1 &");';
    const before = await copy.run(late);
    well(before);
    assert.match(copy.recycled[0] ?? "", /^child processes left over: \d+/);
    const after = await copy.run('wait(1500); print("b");');
    assert.deepEqual(after.lines, ["b"]);
    assert.deepEqual(await readdir(after.outputFolder), []);
    assert.deepEqual(await readdir(before.outputFolder), []);
  });

  it("is rid of a child that made a session of its own", async function () {
    if (process.platform !== "linux") return this.skip();
    // by a named pipe: what a child prints after its parent's end is lost to exec()
    const away = "setsid sh -c 'echo $$ > pid; exec sleep 100' >/dev/null 2>&1 </dev/null";
    const before = await copy.run(`print(exec("sh", "-c", "mkfifo pid; ${away} & cat pid; rm pid"));`);
    well(before);
    const pid = Number(before.lines[0]);
    assert.ok(pid > 1, before.lines.join());
    assert.equal(isAlive(pid), false);
    assert.match(copy.recycled[0] ?? "", /^child processes left over/);
  });

  it("gives a script a short list of variables: no secret of the shell, but what is passed on by name", async () => {
    const secrets = { GITHUB_TOKEN: "a", DB_PASSWORD: "b", SSH_AUTH_SOCK: "/c" };
    const engine = new ImagejEngine({ ...process.env, ...secrets }, ["DB_PASSWORD"]);
    const own = await openCopyOf(engine);
    const result = await own.run('print(exec("env"));').finally(() => own.end());
    well(result);
    const names = result.lines
      .join("\n")
      .split("\n")
      .map((line) => line.split("=")[0]?.trim() ?? ""); // ImageJ shows an empty line as a space
    const allowed = [
      "PATH",
      "HOME",
      "USER",
      "LOGNAME",
      "LANG",
      "LC_ALL",
      "LC_CTYPE",
      "TZ",
      "TMPDIR",
      "JAVA_HOME",
      "DB_PASSWORD",
    ];
    const more = names.filter((name) => name !== "" && !allowed.includes(name));
    assert.deepEqual(
      more.filter((name) => !["PWD", "SHLVL", "_", "DFIJI_PROCESS_GROUP"].includes(name)),
      [],
    );
    assert.ok(names.includes("DB_PASSWORD"));
  });

  it("opens no socket by which others could attach to it", async () => {
    await copy.copy.ready();
    const pid = copy.copy.pid ?? 0;
    const socket = `/tmp/.java_pid${pid}`;
    assert.equal(existsSync(socket), false);
    const listening = (await readFile("/proc/net/unix", "latin1")).split("\n").filter((line) => line.endsWith(socket));
    assert.deepEqual(listening, []);
  });

  it("continues in a new JVM after one that ended it", async () => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    const gone = await copy.run('print("a"); call("java.lang.System.exit", "0");');
    assert.ok(gone.ended === "failed" && gone.class === "script-error");
    assert.deepEqual(gone.lines, ["a"]);
    assert.throws(() => process.kill(pid ?? 0, 0)); // before the run resolved
    well(await copy.run('print("b");'));
    assert.notEqual(copy.copy.pid, pid);
  });

  it("calls a JVM that dies of a signal killed, not failed", async () => {
    const result = await copy.run('exec("sh", "-c", "kill -9 $PPID"); wait(5000);');
    assert.ok(result.ended === "failed" && result.class === "killed", JSON.stringify(result));
    well(await copy.run("print(1);"));
  });

  it("calls a full heap out-of-memory, and continues in a new JVM", async () => {
    const result = await copy.run('for (i = 0; i < 100; i++) newImage("a", "32-bit", 5000, 5000, 1);');
    assert.ok(result.ended === "failed" && result.class === "out-of-memory", JSON.stringify(result));
    well(await copy.run("print(1);"));
  });

  it("starts again when the JVM died between two jobs", async () => {
    await copy.run("print(1);");
    process.kill(copy.copy.pid ?? 0, "SIGKILL");
    await sleep(300);
    well(await copy.run("print(2);"));
  });

  it("is gone with its group after stop, also when stopped twice", async () => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    await copy.copy.stop();
    await copy.copy.stop();
    assert.throws(() => process.kill(pid ?? 0, 0));
  });
});

const ENDS = { "a good end": "", "an error": "undefinedFunction();", "a dialog": 'getNumber("a", 1);' } as const;

for (const display of ["none", "virtual"] as const) {
  describe(`what a macro leaves in an ImageJ with display ${display}`, function () {
    this.timeout(600_000);
    const standing = LEFT_BEHIND.filter((row) => row.act === undefined);
    let copy: TestCopy;
    /** By the macro that looks. */
    const fresh = new Map<string, readonly string[]>();
    before(async function () {
      if (display === "virtual") displayOrSkip(this);
      assert.ok(LEFT_BEHIND.length >= 90, `${LEFT_BEHIND.length} rows`);
      copy = await openCopy({ display });
      for (const row of LEFT_BEHIND) {
        const look = lookFor(row, standing);
        if (!fresh.has(look)) fresh.set(look, await see(row));
      }
      assert.deepEqual(copy.recycled, []);
    });
    after(() => copy?.end());

    /** What is seen of all that needs no change to be seen, and of this row. */
    async function see(row: LeftBehind, leave = ""): Promise<readonly string[]> {
      const result = await copy.run(`${leave} ${lookFor(row, standing)}`);
      well(result);
      return (await readFile(join(result.outputFolder, "seen.txt"), "utf8")).split(MARK).slice(1);
    }

    /** What is seen otherwise than in a fresh ImageJ. */
    async function leaks(
      row: LeftBehind,
      leave = "",
    ): Promise<readonly { readonly name: string; readonly seen: string }[]> {
      const seen = await see(row, leave);
      const before = fresh.get(lookFor(row, standing)) ?? [];
      assert.equal(seen.length, before.length);
      const names = [...standing, row].map(({ name }) => name);
      return seen.flatMap((now, i) => (now === before[i] ? [] : [{ name: names[i] ?? "", seen: now }]));
    }

    it("is seen by the same macro, in every row", async () => {
      const unseen: string[] = [];
      for (const row of LEFT_BEHIND) {
        const seen = await leaks(row, row.leave);
        if (!seen.some(({ name }) => name === row.name)) unseen.push(row.name);
      }
      assert.deepEqual(unseen, []);
    });

    for (const end of Object.keys(ENDS) as (keyof typeof ENDS)[]) {
      it(`is not seen by the next one after ${end}`, async () => {
        const wrong: string[] = [];
        for (const row of LEFT_BEHIND) {
          const { name, leave, replaced } = row;
          copy.recycled.length = 0;
          const result = await copy.run(`${leave} ${ENDS[end]}`);
          const ended = result.ended === "well" ? "well" : result.class;
          if (ended !== (end === "a good end" ? "well" : "script-error")) wrong.push(JSON.stringify({ name, result }));
          const expected = replaced === undefined ? "" : end === "a good end" ? replaced : "after a failure";
          if (copy.recycled.join() !== expected) wrong.push(`${name} replaced the JVM: ${copy.recycled.join()}`);
          for (const leak of await leaks(row)) wrong.push(`after ${name}: ${leak.name} is ${leak.seen}`);
        }
        assert.deepEqual(wrong, []);
      });
    }

    it("is not seen by the next one after a time limit", async () => {
      const some = LEFT_BEHIND.filter((_, i) => i % Math.floor(LEFT_BEHIND.length / 8) === 0);
      copy.recycled.length = 0;
      const leave = some.map((row) => row.leave).join(" ");
      const result = await copy.run(`${leave} while (true) wait(10);`, { timeoutSeconds: 3 });
      assert.ok(result.ended === "failed" && result.class === "timeout", JSON.stringify(result));
      assert.deepEqual(copy.recycled, ["after a failure"]);
      for (const row of some) assert.deepEqual(await leaks(row), []);
    });
  });
}

const MARK = "\n#";
/** Not printed: a Log window would be opened for each look, and may be what was left. */
const SAVE = 'File.saveString(seen, "output/seen.txt");';

/** One macro that looks for all that can be seen without a change, then for one row that cannot. */
function lookFor({ act, look }: LeftBehind, standing: readonly LeftBehind[]): string {
  const seen = (expression: string): string => `seen += "\\n#" + ${expression};`;
  const own = act === undefined ? [] : ["setBatchMode(true);", act, seen(look)];
  return ['seen = "";', ...standing.map((row) => seen(row.look)), ...own, SAVE].join("\n");
}
