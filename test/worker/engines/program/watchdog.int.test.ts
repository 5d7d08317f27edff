import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isAlive } from "../../../helpers/alive";

const MODULE = JSON.stringify(join(__dirname, "../../../../worker/engines/program/watchdog"));

/** A worker with a program of its own, killed without a word; answers with the program's pid. */
async function killedWorker(afterStart: string): Promise<number> {
  const program = `require("ts-node/register");
    const { Watchdog } = require(${MODULE});
    const watchdog = new Watchdog();
    watchdog.announce("token-of-this-program");
    const env = { ...process.env, DFIJI_PROCESS_GROUP: "token-of-this-program" };
    const child = require("node:child_process").spawn("sleep", ["1000"], { detached: true, stdio: "ignore", env });
    ${afterStart}
    console.log(child.pid);
    setInterval(() => undefined, 1000);`;
  const worker = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(worker.stdout), "line")) as [string];
  const pid = Number(line);
  assert.ok(isAlive(pid));
  worker.kill("SIGKILL");
  return pid;
}

const gone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe("the watchdog of a worker that is killed", function () {
  this.timeout(60_000);

  it("kills a program that it watches", async () => gone(await killedWorker("watchdog.watch(child.pid);")));

  it("kills a program that was announced and had just started", async function () {
    if (process.platform !== "linux") return this.skip(); // found in /proc
    await gone(await killedWorker(""));
  });
});
