import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunResult } from "../../../../worker/engines/engine";
import { FijiEngine } from "../../../../worker/engines/fiji/engine";
import { openCopyOf, type TestCopy } from "../../../helpers/engine-copy";
import { fijiStandIn } from "../../../helpers/fiji-stand-in";

const failed = (result: RunResult) => {
  assert.ok(result.ended === "failed", JSON.stringify(result));
  return result;
};

describe("a fresh Fiji (stand-in) for each job", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async () => {
    copy = await openCopyOf(new FijiEngine(await fijiStandIn(), false, process.env));
  });
  after(() => copy.end());

  it("gives parameters by the command line, and ends although a filter's threads live on", async () => {
    const script = `#@ String v\n#@ File (style="directory") output
newImage("a", "8-bit ramp", 99, 99, 1); run("Gaussian Blur...", "sigma=2"); File.saveString(v, output + "/v");\n`;
    const v = `it's "so" \\ é`;
    const result = await copy.run(script, { scriptName: "a.ijm", parameters: { v } });
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.equal(await readFile(join(result.outputFolder, "v"), "utf8"), v);
  });

  it("fails by an exception, with its line, although Fiji's status is 0", async () => {
    const result = failed(
      await copy.run('def a = 1\nthrow new IllegalStateException("no cells")\n', { scriptName: "a.groovy" }),
    );
    assert.equal(result.class, "script-error");
    assert.match(result.reason, /no cells/);
    assert.equal(result.line, 2);
  });

  it("fails by a macro's error, with its line", async () => {
    const result = failed(await copy.run("a = 1;\nb = c + 1;\n", { scriptName: "a.ijm" }));
    assert.equal(result.reason, "Undefined variable");
    assert.equal(result.line, 2);
  });

  it("fails by System.exit, whatever its status", async () => {
    const result = failed(await copy.run("System.exit(0)\n", { scriptName: "a.groovy" }));
    assert.match(result.reason, /System\.exit, status 0/);
  });

  it("fails by a language that it has not", async () => {
    assert.match(failed(await copy.run("print(1)\n", { scriptName: "a.py" })).reason, /no language for a\.py/);
  });

  it("refuses what Fiji would take for something else, before it starts one", async () => {
    const missing = failed(await copy.run("#@ Integer n\n", { scriptName: "a.groovy" }));
    assert.equal(missing.reason, 'parameter "n" is not given');
    const wrong = failed(await copy.run("#@ Integer n\n", { scriptName: "a.groovy", parameters: { n: "12.5" } }));
    assert.match(wrong.reason, /"12\.5"; write a whole number/);
  });
});
