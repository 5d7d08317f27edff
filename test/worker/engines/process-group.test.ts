import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { membersOfPs } from "../../../worker/engines/process-group";

/** In the form of macOS: minutes without a limit, hundredths, flags behind the state. */
const MACOS = `    1     1 Ss     1:23.45  12345
  501   501 S    123:04.50 524288
  502   501 R+     0:00.01   1024
  503   501 Z      0:00.00      0
  504   504 S      0:01.00   2048
 5011  5011 S      0:01.00   2048
`;

describe("the processes of a group by ps", () => {
  it("are those of the leader's group that live, with CPU seconds and MiB", () => {
    assert.deepEqual(membersOfPs(MACOS, 501), [
      { pid: 501, cpuSeconds: 123 * 60 + 4.5, memoryMiB: 512 },
      { pid: 502, cpuSeconds: 0.01, memoryMiB: 1 },
    ]);
    assert.deepEqual(membersOfPs(MACOS, 999), []);
    assert.deepEqual(membersOfPs("", 1), []);
  });

  it("have hours and days in their time", () => {
    assert.equal(membersOfPs("7 7 S 2-03:04:05 1", 7)[0]?.cpuSeconds, ((2 * 24 + 3) * 60 + 4) * 60 + 5);
    assert.equal(membersOfPs("7 7 S 03:04:05 1", 7)[0]?.cpuSeconds, (3 * 60 + 4) * 60 + 5);
  });

  it("are found in what this computer's ps prints", async function () {
    let text: string;
    const child = spawn("sleep", ["30"], { detached: true, stdio: "ignore" });
    try {
      text = execFileSync("ps", ["-axo", "pid=,pgid=,stat=,time=,rss="], { encoding: "utf8" });
    } catch {
      return this.skip(); // slim images have no ps
    } finally {
      child.kill("SIGKILL");
    }
    assert.deepEqual(
      membersOfPs(text, child.pid ?? 0).map(({ pid }) => pid),
      [child.pid],
    );
  });
});
