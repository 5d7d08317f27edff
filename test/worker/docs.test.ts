import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { WORKER_DOCS, withTables } from "../../scripts/docs-worker";
import { WORKER_ENV_NAMES } from "../../worker/contract/env";

describe("docs/worker.md", () => {
  const page = readFileSync(WORKER_DOCS, "utf8");
  /** Prettier pads the columns. */
  const squeezed = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

  it("has the tables of the contracts; else run `npm run docs:worker`", () => {
    assert.equal(squeezed(page), squeezed(withTables(page)));
  });

  it("tells what every variable means", () => {
    for (const name of WORKER_ENV_NAMES) assert.match(page, new RegExp(`\\| \`${name}\` +\\| [^|]+ \\| [^| ]`), name);
  });
});
