import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";

describe("the demo's output folder", () => {
  it("is refused and left alone when it holds something else", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-demo-"));
    try {
      await writeFile(join(folder, "thesis.txt"), "years of work");
      const io = new FakeIo(folder);
      assert.equal(await main(["demo", "--output", folder], io), 2);
      assert.match(io.err.join("\n"), /is not empty and not of an earlier demo: give --output another folder/);
      assert.equal(await readFile(join(folder, "thesis.txt"), "utf8"), "years of work");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
