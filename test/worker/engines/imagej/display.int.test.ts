import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineStartError } from "../../../../worker/engines/engine";
import { findXvfb, startDisplay } from "../../../../worker/engines/program/display";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

const example = join(__dirname, "../../../../examples/macros/roi-areas.ijm");

describe("a virtual display", function () {
  this.timeout(240_000);
  let copy: TestCopy | undefined;
  afterEach(() => copy?.end());

  it("is refused with the cure where Xvfb is missing, and left out when it is optional", () => {
    assert.equal(findXvfb("auto", { PATH: "/nowhere" }), undefined);
    assert.equal(findXvfb("none", process.env), undefined);
    assert.throws(
      () => findXvfb("virtual", { PATH: "/nowhere" }),
      (error) => error instanceof EngineStartError && error.advice.includes("apt-get install xvfb"),
    );
  });

  it("lets macros use the ROI manager, job after job, and is gone with the copy", async function () {
    if (findXvfb("auto", process.env) === undefined) {
      console.log("      Xvfb is not on PATH: skipped");
      return this.skip();
    }
    copy = await openCopy({ display: "virtual" });
    const discs = `#@ File output
      newImage("a", "8-bit black", 200, 200, 1); setColor(200);
      for (i = 0; i < 4; i++) fillOval(20 + 45 * i, 20, 20, 20);
      saveAs("Tiff", output + "/a.tif");`;
    const made = await copy.run(discs);
    const script = await readFile(example, "utf8");
    for (let job = 0; job < 2; job++) {
      const result = await copy.run(script, { inputFolder: made.outputFolder });
      assert.equal(result.ended, "well", JSON.stringify(result));
      assert.equal(result.lines.at(-1), "4 objects");
      assert.deepEqual((await readdir(result.outputFolder)).sort(), ["areas.csv", "rois.zip"]);
    }
    assert.deepEqual(copy.recycled, []);
    const empty = await copy.run('\nroiManager("save", "a.zip");');
    assert.ok(empty.ended === "failed" && empty.class === "script-error", JSON.stringify(empty));
    assert.ok(empty.reason.includes("is empty"), empty.reason);
    assert.equal(empty.line, 2);
    const named = await copy.run('print(exec("sh", "-c", "echo $DISPLAY; echo $XAUTHORITY"));');
    const [name = "", authority = ""] = named.lines;
    assert.equal(existsSync(socketOf(name)), true);
    await copy.copy.stop();
    assert.deepEqual([existsSync(socketOf(name)), existsSync(dirname(authority))], [false, false]);
  });

  it("is its own for each of many that start together", async function () {
    const xvfb = findXvfb("auto", process.env);
    if (xvfb === undefined) {
      console.log("      Xvfb is not on PATH: skipped (apt-get install xvfb)");
      return this.skip();
    }
    const displays = await Promise.all(Array.from({ length: 8 }, () => startDisplay(xvfb)));
    try {
      assert.equal(new Set(displays.map(({ env }) => env.DISPLAY)).size, 8);
      for (const { env } of displays) {
        assert.equal(await connects(env.DISPLAY, readFileSync(env.XAUTHORITY).subarray(-16)), true);
      }
    } finally {
      await Promise.all(displays.map((display) => display.end()));
    }
    for (const { env } of displays) {
      assert.deepEqual(
        [existsSync(socketOf(env.DISPLAY)), existsSync(`/tmp/.X${env.DISPLAY.slice(1)}-lock`)],
        [false, false],
      );
    }
  });

  it("refuses clients without its cookie, listens only on its socket, and ends with a worker that is killed", async function () {
    const xvfb = findXvfb("auto", process.env);
    if (xvfb === undefined) {
      console.log("      Xvfb is not on PATH: skipped (apt-get install xvfb)");
      return this.skip();
    }
    const program = `require("ts-node/register");
      const { startDisplay } = require(${JSON.stringify(join(__dirname, "../../../../worker/engines/program/display"))});
      startDisplay(${JSON.stringify(xvfb)}).then(({ env }) => console.log(JSON.stringify(env)));
      setInterval(() => undefined, 1000);`;
    const worker = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(worker.stdout, "data")) as [Buffer];
    const { DISPLAY, XAUTHORITY } = JSON.parse(String(line)) as Record<string, string>;
    assert.ok(DISPLAY !== undefined && XAUTHORITY !== undefined);
    assert.equal(statSync(XAUTHORITY).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(XAUTHORITY)).mode & 0o777, 0o700);
    const cookie = readFileSync(XAUTHORITY).subarray(-16);
    assert.equal(await connects(DISPLAY, Buffer.alloc(0)), false);
    assert.equal(await connects(DISPLAY, randomBytes(16)), false);
    assert.equal(await connects(DISPLAY, cookie), true);
    const abstract = readFileSync("/proc/net/unix", "utf8").split("\n");
    assert.deepEqual(
      abstract.filter((entry) => entry.endsWith(`@${socketOf(DISPLAY)}`)),
      [],
    );
    const display = Number(DISPLAY.slice(1));
    const tcp = ["tcp", "tcp6"].map((kind) => readFileSync(`/proc/net/${kind}`, "utf8")).join("\n");
    assert.doesNotMatch(tcp, new RegExp(`:${(6000 + display).toString(16)} 0+:0000 0A`, "i"));

    const left = [socketOf(DISPLAY), `/tmp/.X${display}-lock`, dirname(XAUTHORITY)];
    worker.kill("SIGKILL");
    while (left.some((path) => existsSync(path))) await sleep(5);
  });
});

const socketOf = (display: string): string => `/tmp/.X11-unix/X${display.slice(1)}`;

/** Whether the X server takes a client with this cookie (X11 protocol, connection set-up: the answer's first byte). */
async function connects(display: string, cookie: Buffer): Promise<boolean> {
  const name = Buffer.from(cookie.length === 0 ? "" : "MIT-MAGIC-COOKIE-1");
  const head = Buffer.alloc(12);
  head.write("l", 0);
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(name.length, 6);
  head.writeUInt16LE(cookie.length, 8);
  const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
  const socket = connect(socketOf(display));
  socket.write(Buffer.concat([head, padded(name), padded(cookie)]));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer[0] === 1;
}
