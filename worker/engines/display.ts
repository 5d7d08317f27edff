import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type RawEnv } from "../contract/env";
import { EngineStartError } from "./engine";

/** A virtual display of one process group. */
export interface Display {
  /** E.g. `:99`. */
  readonly name: string;
  readonly pid: number;
  end(): void;
}

const XVFB_ADVICE = "install Xvfb (for example `apt-get install xvfb`), or use `display: none`";
const SCREEN = "1280x1024x24";
const START_MS = 20_000;

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

/** Starts an Xvfb on a free display, which it chooses itself. */
export function startDisplay(xvfb: string): Promise<Display> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new EngineStartError(`Xvfb did not start: ${why}`, XVFB_ADVICE));
    const options = ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"];
    const child = spawn(xvfb, options, { stdio: ["ignore", "ignore", "pipe", "pipe"], detached: true });
    const end = (): void => void child.kill("SIGKILL");
    const limit = setTimeout(() => {
      end();
      fail(`nothing heard in ${START_MS / 1000} s`);
    }, START_MS);
    let errors = "";
    child.stderr?.on("data", (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
    child.once("error", (error) => fail(error.message));
    child.once("exit", () => {
      clearTimeout(limit);
      fail(errors.trim().split("\n").at(-1) ?? "it ended");
    });
    child.stdio[3]?.once("data", (data: Buffer) => {
      clearTimeout(limit);
      resolve({ name: `:${data.toString().trim()}`, pid: child.pid ?? 0, end });
    });
  });
}
