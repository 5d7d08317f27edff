import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fateOf, ownIdentity, type ProcessIdentity } from "../../../worker/host/alive";

describe("fateOf", () => {
  it("is alive for this process, and gone for one that has ended", async () => {
    const own = await ownIdentity();
    assert.equal(await fateOf(own), "alive");
    const child = spawn("true");
    await once(child, "exit");
    assert.equal(await fateOf({ ...own, pid: child.pid ?? 0 }), "gone");
  });

  const CASES: readonly [what: string, change: Partial<ProcessIdentity>, fate: string][] = [
    ["an id that was used again", { started: "1" }, "gone"],
    ["another container of this computer", { namespace: "pid:[1]" }, "unknown"],
    ["this computer before its last start", { boot: "another" }, "unknown"],
    ["this computer under another name", { host: "renamed" }, "alive"],
    ["another computer", { host: "other", boot: "another" }, "unknown"],
    ["a record of before these were kept", { boot: undefined, namespace: undefined, started: undefined }, "alive"],
    ["one of another computer of before these were kept", { host: "other", boot: undefined }, "unknown"],
  ];
  for (const [what, change, fate] of CASES) {
    it(`is ${fate} for ${what}`, async () => assert.equal(await fateOf({ ...(await ownIdentity()), ...change }), fate));
  }
});
