import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineStartError } from "../../../../worker/engines/engine";
import {
  type Display,
  type DisplayPrograms,
  findDisplay,
  startDisplay,
} from "../../../../worker/engines/program/display";
import { displayOrSkip } from "../../../helpers/display";
import { socketOf, XClient } from "../../../helpers/x-client";

describe("a virtual display", function () {
  this.timeout(60_000);

  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "dfiji-test-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is refused with the cure where a program of it is missing, and left out when it is optional", async () => {
    const refused = (PATH: string, missing: string): void =>
      assert.throws(
        () => findDisplay("virtual", { PATH }),
        (error) =>
          error instanceof EngineStartError &&
          error.message === `a virtual display needs ${missing}, not found on PATH` &&
          error.advice.includes("`apt-get install xvfb openbox`"),
      );
    refused("/nowhere", "Xvfb and openbox");
    await program("Xvfb");
    refused(folder, "openbox");
    assert.equal(findDisplay("auto", { PATH: folder }), undefined);
    await program("openbox");
    const both = { xvfb: join(folder, "Xvfb"), openbox: join(folder, "openbox") };
    assert.deepEqual(findDisplay("virtual", { PATH: `/nowhere:${folder}` }), both);
    assert.deepEqual(findDisplay("auto", { PATH: folder }), both);
    assert.equal(findDisplay("none", { PATH: folder }), undefined);
    await rm(both.xvfb);
    refused(folder, "Xvfb");
  });

  it("has one screen of 4096 x 4096 and a window manager, as soon as it has started", async function () {
    await withDisplay(this, async ({ env }) => {
      const client = await XClient.open(env.DISPLAY, cookieOf(env.XAUTHORITY));
      assert.ok(client !== undefined);
      const { width, height } = client.screen;
      assert.deepEqual([width, height], [4096, 4096]);
      assert.equal(await client.hasWindowManager(), true);
      client.close();
    });
  });

  it("keeps all that its window manager writes in a folder of its own, and reads nothing of the user's", async function () {
    const programs = displayOrSkip(this);
    // what a user may have; a menu or a theme that does not exist would end openbox or be reported by it
    const openbox = join(folder, "openbox");
    await writeFile(openbox, `#!/bin/sh\nenv >"${folder}/environment"\nexec "${programs.openbox}" "$@"\n`);
    await chmod(openbox, 0o755);
    const display = await startDisplay({ ...programs, openbox });
    try {
      const own = dirname(display.env.XAUTHORITY);
      const environment = readFileSync(join(folder, "environment"), "utf8").trim().split("\n");
      const names = environment.map((line) => line.split("=")[0]);
      assert.deepEqual(
        names.filter((name) => name !== "PWD" && name !== "_" && name !== "OLDPWD" && name !== "SHLVL").sort(),
        ["DISPLAY", "HOME", "LC_ALL", "PATH", "XAUTHORITY", "XDG_CONFIG_DIRS"],
      );
      for (const name of ["HOME", "XDG_CONFIG_DIRS"]) assert.ok(environment.includes(`${name}=${own}`), name);
      assert.deepEqual(readdirSync(own).sort(), [".cache", "Xauthority", "openbox.xml"]);
    } finally {
      await display.end();
    }
  });

  it("names the program that did not start, and leaves nothing", async function () {
    const programs = displayOrSkip(this);
    const broken = await program("broken", "echo no theme >&2; exit 1");
    const temporary = process.env["TMPDIR"];
    process.env["TMPDIR"] = join(folder, "tmp");
    await mkdir(tmpdir());
    const reason = (which: Partial<DisplayPrograms>) =>
      startDisplay({ ...programs, ...which }).then(
        () => "started",
        (error: unknown) => (error instanceof EngineStartError ? error.message : String(error)),
      );
    try {
      assert.equal(await reason({ openbox: broken }), "openbox did not start: no theme");
      assert.equal(await reason({ xvfb: broken }), "Xvfb did not start: no theme");
      assert.equal(await reason({ openbox: "/no/openbox" }), "openbox did not start: spawn /no/openbox ENOENT");
      assert.deepEqual(readdirSync(tmpdir()), []);
    } finally {
      if (temporary === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = temporary;
    }
  });

  it("ends when its window manager does: macros would continue with other windows in front", async function () {
    await withDisplay(this, async ({ env }) => {
      const client = await XClient.open(env.DISPLAY, cookieOf(env.XAUTHORITY));
      const [manager] = processesOn(env.DISPLAY, "openbox");
      assert.ok(client !== undefined && manager !== undefined);
      process.kill(manager, "SIGKILL");
      await client.untilClosed();
      while (existsSync(socketOf(env.DISPLAY))) await sleep(5);
    });
  });

  it("is its own for each of many that start together", async function () {
    const programs = displayOrSkip(this);
    const displays = await Promise.all(Array.from({ length: 8 }, () => startDisplay(programs)));
    try {
      assert.equal(new Set(displays.map(({ env }) => env.DISPLAY)).size, 8);
      for (const { env } of displays) {
        assert.equal(await connects(env.DISPLAY, cookieOf(env.XAUTHORITY)), true);
        await oneWindowManagerOn(env.DISPLAY);
      }
    } finally {
      await Promise.all(displays.map((display) => display.end()));
    }
    for (const { env } of displays) {
      const left = [socketOf(env.DISPLAY), `/tmp/.X${env.DISPLAY.slice(1)}-lock`, dirname(env.XAUTHORITY)];
      assert.deepEqual(
        left.filter((path) => existsSync(path)),
        [],
      );
      assert.deepEqual(processesOn(env.DISPLAY, "openbox"), []);
    }
  });

  it("refuses clients without its cookie, listens only on its socket, and ends with a worker that is killed", async function () {
    const programs = displayOrSkip(this);
    const source = `require("ts-node/register");
      const { startDisplay } = require(${JSON.stringify(join(__dirname, "../../../../worker/engines/program/display"))});
      startDisplay(${JSON.stringify(programs)}).then(({ env }) => console.log(JSON.stringify(env)));
      setInterval(() => undefined, 1000);`;
    const worker = spawn(process.execPath, ["-e", source], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(worker.stdout, "data")) as [Buffer];
    const { DISPLAY, XAUTHORITY } = JSON.parse(String(line)) as Record<string, string>;
    assert.ok(DISPLAY !== undefined && XAUTHORITY !== undefined);
    assert.equal(statSync(XAUTHORITY).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(XAUTHORITY)).mode & 0o777, 0o700);
    assert.equal(await connects(DISPLAY, Buffer.alloc(0)), false);
    assert.equal(await connects(DISPLAY, randomBytes(16)), false);
    assert.equal(await connects(DISPLAY, cookieOf(XAUTHORITY)), true);
    const abstract = readFileSync("/proc/net/unix", "utf8").split("\n");
    assert.deepEqual(
      abstract.filter((entry) => entry.endsWith(`@${socketOf(DISPLAY)}`)),
      [],
    );
    const display = Number(DISPLAY.slice(1));
    const tcp = ["tcp", "tcp6"].map((kind) => readFileSync(`/proc/net/${kind}`, "utf8")).join("\n");
    assert.doesNotMatch(tcp, new RegExp(`:${(6000 + display).toString(16)} 0+:0000 0A`, "i"));
    await oneWindowManagerOn(DISPLAY);

    const left = [socketOf(DISPLAY), `/tmp/.X${display}-lock`, dirname(XAUTHORITY)];
    worker.kill("SIGKILL");
    while (left.some((path) => existsSync(path)) || processesOn(DISPLAY, "openbox").length > 0) await sleep(5);
  });

  /** For a moment there may be two: openbox forks to run its --startup. */
  async function oneWindowManagerOn(display: string): Promise<void> {
    while (processesOn(display, "openbox").length > 1) await sleep(5);
    assert.equal(processesOn(display, "openbox").length, 1);
  }

  /** A program in the test's folder. */
  async function program(name: string, source = "exit 1"): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${source}\n`);
    await chmod(path, 0o755);
    return path;
  }
});

async function withDisplay(test: Mocha.Context, use: (display: Display) => Promise<void>): Promise<void> {
  const display = await startDisplay(displayOrSkip(test));
  await use(display).finally(() => display.end());
}

const cookieOf = (authority: string): Buffer => readFileSync(authority).subarray(-16);

async function connects(display: string, cookie: Buffer): Promise<boolean> {
  const client = await XClient.open(display, cookie);
  client?.close();
  return client !== undefined;
}

/** Pids of the programs of this name that have this DISPLAY in their environment. */
function processesOn(display: string, name: string): readonly number[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return ""; // it has ended
    }
  };
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && read(pid, "comm") === `${name}\n`)
    .filter((pid) => read(pid, "environ").split("\0").includes(`DISPLAY=${display}`))
    .map(Number);
}
