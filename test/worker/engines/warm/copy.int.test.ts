import assert from "node:assert/strict";
import { WarmCopy } from "../../../../worker/engines/warm/copy";
import { type WarmHost } from "../../../../worker/engines/warm/host";
import { displayOrSkip } from "../../../helpers/display";
import { openCopyOf } from "../../../helpers/engine-copy";
import { answering, standInHost } from "../../../helpers/stand-in-host";

/** Prints its variable DISPLAY with each answer. */
const PRINTS_DISPLAY = `
  const say = (message) => console.log(JSON.stringify(message));
  say({ type: "ready", versions: {} });
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, argument } = JSON.parse(line);
    say({ type: "lines", texts: [process.env.DISPLAY ?? "without a display"] });
    say({ type: "end", id, ...JSON.parse(argument) });
  });`;

describe("a warm copy names the way that its runs take", function () {
  this.timeout(60_000);
  /** The way, and what the run saw of it. */
  const wayOf = async (host: WarmHost): Promise<readonly [string, string]> => {
    const copy = await openCopyOf({ open: async (settings) => new WarmCopy(host, settings) });
    try {
      const { lines } = await copy.run("", { argument: answering(), command: ["none"] });
      return [copy.copy.display, lines[0] ?? ""];
    } finally {
      await copy.end();
    }
  };
  const host: WarmHost = {
    ...standInHost(PRINTS_DISPLAY),
    environment: ({ display }) => ({ PATH: process.env["PATH"] ?? "", ...display }),
  };

  it("without a display", async () => {
    assert.deepEqual(await wayOf(host), ["none", "without a display"]);
  });

  it("on a virtual display", async function () {
    const displayPrograms = displayOrSkip(this);
    const [way, seen] = await wayOf({ ...host, displayPrograms });
    assert.equal(way, "virtual");
    assert.match(seen, /^:\d+$/);
  });
});
