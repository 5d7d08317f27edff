import assert from "node:assert/strict";
import { browserProgram, sshLine } from "../../../../cli/page/view/open-browser";

describe("the browser", () => {
  for (const [what, environment, platform, program] of [
    ["with a screen", { DISPLAY: ":0" }, "linux", ["xdg-open"]],
    ["on Wayland", { WAYLAND_DISPLAY: "wayland-0" }, "linux", ["xdg-open"]],
    ["without a screen", {}, "linux", undefined],
    ["on macOS", {}, "darwin", ["open"]],
    [
      "by ssh, whose display is far away",
      { DISPLAY: ":10", SSH_CONNECTION: "10.0.0.1 5 10.0.0.2 22" },
      "linux",
      undefined,
    ],
  ] as const) {
    it(`${program === undefined ? "is not opened" : "is opened"} ${what}`, () => {
      assert.deepEqual(browserProgram(environment, platform), program);
    });
  }

  it("is reached from another computer by the line that is printed", () => {
    const line = sshLine({ SSH_CONNECTION: "10.0.0.1 50000 10.0.0.2 22" }, 8123, "ada");
    assert.equal(line, "ssh -L 8123:127.0.0.1:8123 ada@10.0.0.2");
    assert.equal(sshLine({}, 8123, "ada"), undefined);
  });
});
