import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pLimit from "p-limit";

/** A screen of its own, with a window manager and a cookie. It ends with this process, however that ends. */
export interface Screen {
  /** DISPLAY and XAUTHORITY. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

/** Large enough for 100 % zoom and every window: scripts see the size, so all truths need the same one. */
const SIZE = "4096x4096x24";
/** openbox says when it manages windows; all ends with standard input. */
const SESSION = `openbox --startup 'sh -c "echo screen $DISPLAY $XAUTHORITY"' & cat; kill $!`;

const PROGRAMS = ["Xvfb", "xvfb-run", "xauth", "openbox"];

/** Skips a test, with one line and the cure, where no screen can be made. */
export function skipWithoutScreen(test: Mocha.Context): void {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const missing = PROGRAMS.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  if (missing.length === 0) return;
  console.log(`      ${missing.join(", ")} not on PATH: skipped (apt-get install xvfb xauth openbox)`);
  test.skip();
}

/** @throws {Error} when Xvfb, xauth or openbox is missing */
export async function openScreen(): Promise<Screen> {
  const home = await mkdtemp(join(tmpdir(), "dfiji-screen-"));
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  const options = ["-a", "-s", `-screen 0 ${SIZE} -noreset`, "sh", "-c", SESSION];
  const child = spawn("xvfb-run", options, { env, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const closed = once(child, "close").catch(() => undefined);
  child.stdin.on("error", () => undefined); // it has ended
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
  const end = async (): Promise<void> => {
    child.stdin.end();
    await closed;
    await rm(home, { recursive: true, force: true });
  };
  const said = await new Promise<RegExpExecArray | null>((resolve) => {
    let text = "";
    child.stdout.on("data", (data: Buffer) => {
      text += data.toString(); // openbox has words of its own
      const ready = /^screen (\S+) (\S+)$/m.exec(text);
      if (ready !== null) resolve(ready);
    });
    child.once("error", () => resolve(null));
    child.once("close", () => resolve(null));
  });
  const [, display, authority] = said ?? [];
  if (display !== undefined && authority !== undefined)
    return { env: { DISPLAY: display, XAUTHORITY: authority }, end };
  await end();
  throw new Error(`no screen: ${errors.trim() || "it ended"} (apt-get install xvfb xauth openbox)`);
}

/** Screens that are used again, as many at a time as this computer has processors. */
export class Screens {
  private readonly limit = pLimit(availableParallelism());
  private readonly opened: Promise<Screen>[] = [];
  private readonly free: Promise<Screen>[] = [];

  /** A screen that no other ImageJ uses meanwhile: it would take the focus. */
  use<T>(use: (screen: Screen) => Promise<T>): Promise<T> {
    return this.limit(async () => {
      const screen = this.free.pop() ?? this.open();
      try {
        return await use(await screen);
      } finally {
        this.free.push(screen);
      }
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.opened.map(async (screen) => (await screen).end()));
  }

  private open(): Promise<Screen> {
    const screen = openScreen();
    this.opened.push(screen);
    return screen;
  }
}
