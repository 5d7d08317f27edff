import { spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { EngineStartError } from "../engine";

/** A virtual display of one process group; no other user can use it, and it ends with the worker however that ends. */
export interface Display {
  /** For its programs: DISPLAY, e.g. `:99`, and XAUTHORITY, the file with its cookie. */
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  /** Resolves when Xvfb has ended and its socket and cookie are removed. */
  end(): Promise<void>;
}

const XVFB_ADVICE = "install Xvfb (for example `apt-get install xvfb`), or use `display: none`";
const SCREEN = "1280x1024x24";
const START_MS = 20_000;
/** For SIGTERM. */
const END_MS = 5_000;

/**
 * The Xvfb program for a wanted display; `undefined` when there is none to be.
 * @throws {EngineStartError} for `virtual` without Xvfb on PATH
 */
export function findXvfb(wanted: "none" | "virtual" | "auto", env: RawEnv): string | undefined {
  if (wanted === "none") return undefined;
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, "Xvfb");
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  if (wanted === "auto") return undefined;
  throw new EngineStartError("display is virtual, but there is no Xvfb on PATH", XVFB_ADVICE);
}

/**
 * Starts an Xvfb on a free display. Only who has the cookie may connect, and only by the socket in /tmp/.X11-unix: no TCP
 * and no abstract socket, which has no owner. Xvfb does not choose the number: without an abstract socket two that start
 * together take the same one, and the second replaces the first one's socket.
 */
export async function startDisplay(xvfb: string): Promise<Display> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-display-")); // 0700
  const authority = join(folder, "Xauthority");
  await writeFile(authority, xauthority(randomBytes(16)), { mode: 0o600 });
  const number = await freeDisplay();
  const options = [`:${number}`, "-displayfd", "3", "-screen", "0", SCREEN, "-noreset", "-auth", authority];
  const listen = ["-nolisten", "tcp", "-nolisten", "local", "-listen", "unix"];
  const child = spawn("/bin/sh", ["-c", UNTIL_STDIN_ENDS, "sh", String(number), xvfb, ...options, ...listen], {
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    detached: true, // Ctrl-C is for the worker
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", TMPDIR: folder }, // xkbcomp
  });
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  const end = async (): Promise<void> => {
    child.stdin?.end();
    const late = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), END_MS);
    await closed;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
    await rm(lockOf(number), { force: true }); // where the shell was killed
  };
  child.stdin?.on("error", () => undefined); // it has ended
  let errors = "";
  child.stderr?.on("data", (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
  let limit: NodeJS.Timeout | undefined;
  const why = await new Promise<string | undefined>((resolve) => {
    limit = setTimeout(resolve, START_MS, `no answer in ${START_MS / 1000} s`);
    child.once("error", (error) => resolve(error.message));
    child.stdio[3]?.once("data", () => resolve(undefined));
    child.stdio[3]?.once("end", () => resolve(""));
  }).finally(() => clearTimeout(limit));
  if (why === undefined) return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, end };
  await end();
  const reason = why || (errors.trim().split("\n").at(-1) ?? "");
  throw new EngineStartError(`Xvfb did not start: ${reason || "it ended"}`, XVFB_ADVICE);
}

/**
 * Runs Xvfb for a display number until stdin ends (so also when the worker was killed), then ends it by SIGTERM, upon which
 * it removes its socket.
 */
const UNTIL_STDIN_ENDS =
  'n=$1; shift; "$@" </dev/null & exec 3>&-; while read -r _; do :; done; kill $!; wait; rm -rf "/tmp/.X$n-lock" "$TMPDIR"';

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
