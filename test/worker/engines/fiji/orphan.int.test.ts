import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../helpers/alive";
import { fijiStandIn } from "../../../helpers/fiji-stand-in";

/** Writes on and on, and would swallow an interruption. */
const WRITES = `#@ String file
println(new File("/proc/self").canonicalFile.name)
while (true) { new File(file) << "x"; try { Thread.sleep(20) } catch (InterruptedException e) {} }
`;

describe("Fiji (stand-in) of a worker that is killed with -9", function () {
  this.timeout(240_000);
  let folder: string;
  before(async () => {
    await fijiStandIn();
    folder = await mkdtemp(join(tmpdir(), "dfiji-orphan-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const isWarm of [true, false]) {
    it(`ends with it and writes nothing more, ${isWarm ? "warm" : "started for each job"}`, async () => {
      const file = join(folder, `${isWarm}.txt`);
      const module = (path: string): string => JSON.stringify(join(__dirname, "../../../..", path));
      const program = `
        const { openCopyOf } = require(${module("test/helpers/engine-copy")});
        const { FijiEngine } = require(${module("worker/engines/fiji/engine")});
        const engine = new FijiEngine(${JSON.stringify(await fijiStandIn())}, ${isWarm}, process.env);
        openCopyOf(engine).then((copy) => copy.run(${JSON.stringify(WRITES)}, {
          scriptName: "writes.groovy", parameters: { file: ${JSON.stringify(file)} }, onLine: (line) => console.log(line) }));`;
      const worker = spawn(process.execPath, ["-r", "ts-node/register", "-e", program], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const pid = await firstNumber(worker.stdout);
      while ((await sizeOf(file)) === 0) await sleep(20);
      assert.ok(isAlive(pid));
      worker.kill("SIGKILL");
      for (let i = 0; i < 200 && isAlive(pid); i++) await sleep(50);
      assert.equal(isAlive(pid), false);
      const written = await sizeOf(file);
      await sleep(300);
      assert.equal(await sizeOf(file), written);
    });
  }
});

async function firstNumber(stream: NodeJS.ReadableStream): Promise<number> {
  let text = "";
  for await (const data of stream) {
    text += String(data);
    const number = /^(\d+)\n/m.exec(text)?.[1];
    if (number !== undefined) return Number(number);
  }
  throw new Error(`the worker ended: ${text}`);
}

const sizeOf = (file: string): Promise<number> =>
  readFile(file, "utf8").then(
    (text) => text.length,
    () => 0,
  );
