import assert from "node:assert/strict";
import { createServer } from "node:net";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";
import { buildCli, type RunningCli, startCli } from "../../helpers/built-cli";
import { openPorts, processTree, socketsOf } from "../../helpers/sockets";

/** Processes of a run that is at work: command line, worker, engine. */
const WITH_ENGINE = 3;

/** No other user of the computer, and no web page, reaches a run: there is nothing to connect to. */
describe("a run on one computer", function () {
  this.timeout(240_000);
  let folder: string;
  before(async function () {
    if (process.platform !== "linux") {
      console.log("      sockets are looked up in /proc: only on Linux");
      return this.skip();
    }
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-unreachable-"));
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "images", "a.tif"), "no image");
  });
  after(() => folder && rm(folder, { recursive: true, force: true }));

  /** Starts a run whose one job waits for `finish`. */
  const startRun = async (engine: "imagej" | "command", env = process.env) => {
    const output = await mkdtemp(join(folder, "results-"));
    const go = join(output, "go");
    const macro = `#@ File (style="directory") output\nwhile (!File.exists("${go}")) wait(20);\nFile.saveString("x", output + "/r.txt");\n`;
    await writeFile(join(folder, "wait.ijm"), macro);
    const shell = `until [ -e "$1" ]; do sleep 0.05; done; echo x > "$2/r.txt"`;
    const what = {
      imagej: ["--script", join(folder, "wait.ijm"), "--display", "none"],
      command: ["--engine", "command"],
    }[engine];
    const argv = engine === "command" ? ["--", "sh", "-c", shell, "sh", go, "{output}"] : [];
    const place = ["--input", join(folder, "images"), "--output", output];
    const cli = startCli(
      ["local", ...what, ...place, "--copies", "1", "--no-check", "--no-check-images", "--json", ...argv],
      { env },
    );
    await cli.seen(/"event":"started"/);
    let tree = await processTree(pidOf(cli));
    while (tree.length < WITH_ENGINE) tree = await processTree(pidOf(cli));
    const finish = async (): Promise<void> => {
      await writeFile(go, "");
      const { code, stderr } = await cli.result;
      assert.equal(code, 0, stderr);
    };
    return { cli: pidOf(cli), tree, finish };
  };
  const pidOf = ({ child }: RunningCli): number => {
    assert.ok(child.pid);
    return child.pid;
  };

  it("would be seen by these tests if it listened", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const rows = await openPorts(await processTree(process.pid));
    server.close();
    assert.equal(rows.length, 1, rows.join("\n"));
  });

  for (const engine of ["imagej", "command"] as const) {
    it(`of \`dfiji local --engine ${engine}\` has no open port`, async () => {
      const { tree, finish } = await startRun(engine);
      const found = await openPorts(tree);
      await finish();
      assert.deepEqual(found, []);
    });
  }

  for (const engine of ["imagej", "command"] as const) {
    it(`of \`dfiji local --engine ${engine}\` keeps the shell's secrets from the worker and all that it starts`, async () => {
      const secrets = {
        GITHUB_TOKEN: "token-of-the-shell",
        AWS_SECRET_ACCESS_KEY: "key-of-the-shell",
        DB_PASSWORD: "db",
      };
      const { cli, tree, finish } = await startRun(engine, { ...process.env, ...secrets });
      const names = async (pid: number): Promise<readonly string[]> =>
        (await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "")) // it has ended meanwhile
          .split("\0")
          .map((entry) => entry.split("=")[0] ?? "");
      const found = new Map<number, readonly string[]>();
      for (const pid of tree) found.set(pid, await names(pid));
      await finish();
      assert.ok(found.get(cli)?.includes("GITHUB_TOKEN"), "the command line itself has what its shell gave it");
      for (const [pid, all] of found) {
        if (pid !== cli)
          assert.deepEqual(
            all.filter((name) => name in secrets),
            [],
            `process ${pid}`,
          );
      }
    });
  }

  it("of `dfiji demo` has none from its start to its end", async () => {
    const cli = startCli(["demo", "--output", join(folder, "demo")]);
    let isOver = false;
    void cli.result.then(() => (isOver = true));
    const found: string[] = [];
    let most = 0;
    for await (const _ of setInterval(50)) {
      if (isOver) break;
      const tree = await processTree(pidOf(cli));
      most = Math.max(most, tree.length);
      found.push(...(await openPorts(tree)));
    }
    const { code, stdout, stderr } = await cli.result;
    assert.equal(code, 0, stdout + stderr);
    assert.ok(most >= WITH_ENGINE, `${most} processes were seen`);
    assert.deepEqual(found, []);
  });

  it("has its queue on a pair of sockets without a name, which engines and their programs do not inherit", async () => {
    const { cli, tree, finish } = await startRun("command");
    const [worker, ...more] = await childrenOf(cli);
    assert.ok(worker !== undefined && more.length === 0);
    const channel = (await socketsOf(worker)).get(3); // where Node has it: after stdin, stdout and stderr
    const unix = (await readFile("/proc/net/unix", "latin1")).split("\n").map((row) => row.trim().split(/\s+/));
    const others = tree.filter((pid) => pid !== cli && pid !== worker);
    const look = async (): Promise<readonly string[]> => {
      const ours = new Set([...(await socketsOf(cli)).values(), ...(await socketsOf(worker)).values()]);
      const found: string[] = [];
      for (const pid of others) {
        for (const [fd, inode] of await socketsOf(pid)) if (ours.has(inode)) found.push(`${pid} ${fd} ${inode}`);
      }
      return found;
    };
    // between fork and exec a process still has all that its parent has, and its parent the ends that are for it
    let inherited = await look();
    for (let tries = 0; tries < 100 && inherited.length > 0; tries++) inherited = await look();
    await finish();
    const row = unix.find((columns) => columns[6] === channel);
    assert.ok(channel !== undefined && row !== undefined);
    assert.equal(row.length, 7, row.join(" ")); // the eighth column would be its name
    assert.ok(others.length > 0);
    assert.deepEqual(inherited, []);
  });

  const childrenOf = async (pid: number): Promise<readonly number[]> =>
    (await readFile(`/proc/${pid}/task/${pid}/children`, "latin1")).trim().split(" ").map(Number);
});
