import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildCli } from "../helpers/built-cli";

describe("the start of dfiji", () => {
  it("loads no client of AWS: each takes time and memory from commands that work on folders", async function () {
    this.timeout(120_000);
    await buildCli();
    const cli = join(__dirname, "..", "..", "dist", "dfiji.js");
    const program = `require(${JSON.stringify(cli)}); console.log(Object.keys(require.cache).join("\\n"))`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { maxBuffer: 1 << 26 });
    const loaded = stdout.split("\n");
    assert.ok(loaded.includes(cli), stdout.slice(0, 500));
    assert.deepEqual(
      loaded.filter((file) => /@aws-sdk[\\/]client-/.test(file)),
      [],
    );
  });
});
