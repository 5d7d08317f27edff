import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";

const ROOT = join(__dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8");
/** Of all other tests, regular expressions without their escapes. */
const TESTS = globSync("test/**/*.test.ts", { cwd: ROOT, ignore: ["test/troubleshooting.test.ts"] })
  .map((file) => readFileSync(join(ROOT, file), "utf8").replaceAll("\\", ""))
  .join("\n");

const rows = [...PAGE.matchAll(/^\| (`.*?)\s*\| (.*?)\s*\| (.*?)\s*\|$/gm)].map(
  ([, symptom = "", cause = "", command = ""]) => ({
    texts: [...symptom.matchAll(/(`+)(.*?)\1(?!`)/g)].map(([, , text = ""]) => text),
    cause,
    command,
  }),
);

describe("docs/troubleshooting.md", () => {
  it("has at least 30 rows, each with a cause and a command", () => {
    assert.ok(rows.length >= 30, String(rows.length));
    for (const { texts, cause, command } of rows) {
      assert.ok(texts.length > 0 && cause !== "" && command !== "", texts.join());
    }
  });

  it("quotes only messages that a test produces", () => {
    const unknown = rows.flatMap(({ texts }) => texts).filter((text) => !TESTS.includes(text));
    assert.deepEqual(unknown, []);
  });
});
