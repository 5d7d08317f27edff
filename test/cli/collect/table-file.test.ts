import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeLines } from "../../../cli/collect/table-file";

describe("a file of lines", () => {
  it("leaves nothing when its writing fails before it is open", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-lines-"));
    try {
      for (let n = 0; n < 20; n++) {
        const path = join(folder, `${n}.csv`);
        await assert.rejects(
          writeLines(path, n % 2 === 0, () => Promise.reject(new Error("no rows"))),
          /^Error: no rows$/,
        );
      }
      await sleep(50);
      assert.deepEqual(await readdir(folder), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
