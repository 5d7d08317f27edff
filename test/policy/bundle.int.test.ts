import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Analyzer, packAnalyzer } from "../helpers/analyzer";
import { handMade, withProps } from "../helpers/hand-made-stack";

const root = join(__dirname, "..", "..");

describe("policy bundle", () => {
  let folder: string;
  let bundled: Analyzer | undefined;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "policy-pack-"));
    await promisify(execFile)(process.execPath, [join(root, "scripts", "policy-bundle.mjs"), folder]);
    bundled = await Analyzer.start(folder);
  });
  after(async () => {
    await bundled?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("starts in a folder with nothing around it and has the same policies as the source", async () => {
    assert.deepEqual(bundled?.policies, (await packAnalyzer()).policies);
  });

  it("finds what the source finds", async () => {
    const open = withProps(handMade.task, { networkMode: "host" });
    assert.deepEqual(await bundled?.reports([open]), await (await packAnalyzer()).reports([open]));
  });

  it("carries the licences of what is in it, and no path of the computer that made it", async () => {
    assert.ok((await stat(join(folder, "LICENSE"))).size > 0);
    const code = await readFile(join(folder, "index.js"), "utf8");
    assert.ok(!code.includes(root));
  });
});
