import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DISPLAY_ADVICE, type DisplayChoice } from "../../contract/display";
import { type RawEnv } from "../../contract/env";
import { KILL_MS } from "../../host/kill";
import { EngineStartError } from "../engine";

/** The programs that a virtual display consists of. */
export interface DisplayPrograms {
  readonly xvfb: string;
  /** Its window manager: without one a macro's `selectImage` waits a second, and other windows are in front. */
  readonly openbox: string;
}

/** A virtual display of one process group; no other user can use it, and it ends with the worker however that ends. */
export interface Display {
  /** For its programs: DISPLAY, e.g. `:99`, and XAUTHORITY, the file with its cookie. */
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  /** Resolves when Xvfb and openbox have ended, and socket and cookie are removed. */
  end(): Promise<void>;
}

/** Scripts see it: images up to this size are shown at 100 %, and windows find room. */
const SCREEN = "4096x4096x24";
/** For each of the two programs. */
const START_MS = 20_000;
/** For SIGTERM. */
const END_MS = 5_000;

/**
 * The programs for a wanted display; `undefined` when there is none to be.
 * @throws {EngineStartError} for `virtual` where one of them is not on PATH
 */
export function findDisplay(wanted: DisplayChoice, env: RawEnv): DisplayPrograms | undefined {
  if (wanted === "none") return undefined;
  const [xvfb, openbox] = [onPath("Xvfb", env), onPath("openbox", env)];
  if (xvfb !== undefined && openbox !== undefined) return { xvfb, openbox };
  if (wanted === "auto") return undefined;
  const missing = [...(xvfb === undefined ? ["Xvfb"] : []), ...(openbox === undefined ? ["openbox"] : [])].join(
    " and ",
  );
  throw new EngineStartError(`a virtual display needs ${missing}, not found on PATH`, DISPLAY_ADVICE);
}

/**
 * Starts an Xvfb on a free display, and openbox there; resolves when openbox manages windows. Only who has the cookie may
 * connect, and only by the socket in /tmp/.X11-unix: no TCP and no abstract socket, which has no owner. Xvfb does not
 * choose the number: without an abstract socket two that start together take the same one, and the second replaces the
 * first one's socket.
 * @throws {EngineStartError} when one of them ends, or does not answer in 20 s
 */
export async function startDisplay({ xvfb, openbox }: DisplayPrograms): Promise<Display> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-display-")); // 0700
  const authority = join(folder, "Xauthority");
  await writeFile(authority, xauthority(randomBytes(16)), { mode: 0o600 });
  const number = await freeDisplay();
  const env = { DISPLAY: `:${number}`, XAUTHORITY: authority };
  const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
  const options = [env.DISPLAY, "-displayfd", "3", "-screen", "0", SCREEN, "-noreset", "-auth", authority];
  const listen = ["-nolisten", "tcp", "-nolisten", "local", "-listen", "unix"];
  const server = spawn("/bin/sh", ["-c", UNTIL_STDIN_ENDS, "sh", String(number), xvfb, ...options, ...listen], {
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    detached: true, // Ctrl-C is for the worker
    env: { PATH, TMPDIR: folder }, // xkbcomp
  });
  server.stdin?.on("error", () => undefined); // it has ended
  const started = [following(server)];
  const end = async (): Promise<void> => {
    server.stdin?.end();
    const late = setTimeout(() => started.forEach(({ kill }) => kill()), END_MS);
    const closed = Promise.all(started.map((one) => one.closed));
    await Promise.race([closed, sleep(END_MS + KILL_MS, undefined, { ref: false })]);
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
    await rm(lockOf(number), { force: true }); // where the shell was killed
  };
  try {
    await firstOutput("Xvfb", server, server.stdio[3]);
    const config = join(folder, "openbox.xml");
    await writeFile(config, OPENBOX_CONFIG);
    // it ends when its connection to Xvfb does; all that it reads and writes of a user's is in the folder
    const manager = spawn(openbox, ["--sm-disable", "--config-file", config, "--startup", "echo ready"], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: { PATH, HOME: folder, XDG_CONFIG_DIRS: folder, LC_ALL: "C.UTF-8", ...env },
    });
    started.push(following(manager));
    await firstOutput("openbox", manager, manager.stdout);
    // without openbox, macros would continue with other windows in front
    manager.once("close", () => server.stdin?.end());
    return { env, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What Debian's openbox does by default, wherever it runs: the sizes of windows depend on theme and font. */
const OPENBOX_CONFIG = `<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme>
    <name>Clearlooks</name>
    <font place="ActiveWindow"><name>sans</name><size>8</size><weight>bold</weight></font>
    <font place="InactiveWindow"><name>sans</name><size>8</size><weight>bold</weight></font>
  </theme>
</openbox_config>
`;

/**
 * Runs Xvfb for a display number until stdin ends (so also when the worker was killed), then ends it by SIGTERM, upon which
 * it removes its socket.
 */
const UNTIL_STDIN_ENDS =
  'n=$1; shift; "$@" </dev/null & exec 3>&-; while read -r _; do :; done; kill $! 2>/dev/null; wait; rm -rf "/tmp/.X$n-lock" "$TMPDIR"';

function onPath(program: string, env: RawEnv): string | undefined {
  const places = (env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, program));
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The end of a process, and how to bring it about with its group. */
function following(child: ChildProcess): { readonly closed: Promise<void>; readonly kill: () => void } {
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, "SIGKILL");
  };
  return { closed, kill };
}

/** Resolves when a program says that it is ready. @throws {EngineStartError} with its last words */
async function firstOutput(name: string, child: ChildProcess, output: Stream): Promise<void> {
  let errors = "";
  child.stderr?.on("data", (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
  let limit: NodeJS.Timeout | undefined;
  const why = await new Promise<string | undefined>((resolve) => {
    limit = setTimeout(resolve, START_MS, `no answer in ${START_MS / 1000} s`);
    child.once("error", (error) => resolve(error.message));
    const atEnd = (): void => {
      child.stdin?.end(); // of the shell around Xvfb
      child.once("close", () => resolve("")); // all its words have come
    };
    output?.once("end", atEnd);
    output?.once("data", () => {
      output.off("end", atEnd);
      resolve(undefined);
    });
  }).finally(() => clearTimeout(limit));
  if (why === undefined) return;
  const reason = why || (errors.trim().split("\n").at(-1) ?? "");
  throw new EngineStartError(`${name} did not start: ${reason || "it ended"}`, DISPLAY_ADVICE);
}

type Stream = ChildProcess["stdio"][number];

/** Far from those that people and X servers choose, from the lowest up. TCP ports would end at 59,535. */
const [FIRST_DISPLAY, LAST_DISPLAY] = [1_000, 50_000];

/** Reserves a display number by its lock, as X servers do (their man page: /tmp/.Xn-lock, the pid in ten columns). */
async function freeDisplay(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const number = randomInt(FIRST_DISPLAY, LAST_DISPLAY);
    try {
      await writeFile(lockOf(number), `${String(process.pid).padStart(10)}\n`, { flag: "wx", mode: 0o444 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw error;
    }
    if (!existsSync(`/tmp/.X11-unix/X${number}`)) return number;
    await rm(lockOf(number));
  }
  throw new EngineStartError("no free X display was found in 100 tries", "remove old locks: rm /tmp/.X*-lock");
}

const lockOf = (number: number): string => `/tmp/.X${number}-lock`;

/** The content of an Xauthority file with one MIT-MAGIC-COOKIE-1 for every display (family FamilyWild: libXau's Xauth.h). */
function xauthority(cookie: Buffer): Buffer {
  const counted = (data: Buffer): Buffer[] => [Buffer.from([data.length >> 8, data.length & 0xff]), data];
  const [address, number, name] = ["", "", "MIT-MAGIC-COOKIE-1"].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return Buffer.concat([Buffer.from([0xff, 0xff]), ...[address, number, name, cookie].flatMap(counted)]);
}
