import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_ENVIRONMENT, NODE_FLAGS } from "../../worker/contract/node-flags";

describe("the image's entry point", () => {
  it("starts Node as dfiji local does", () => {
    const dockerfile = readFileSync(join(__dirname, "../../docker/Dockerfile"), "utf8");
    const entryPoint = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]") as string[];
    assert.deepEqual(entryPoint.slice(-3 - NODE_FLAGS.length), [
      "node",
      "--enable-source-maps",
      ...NODE_FLAGS,
      "/opt/dfiji/worker.js",
    ]);
    for (const [name, value] of Object.entries(NODE_ENVIRONMENT))
      assert.ok(dockerfile.includes(`    ${name}=${value} `));
  });
});
