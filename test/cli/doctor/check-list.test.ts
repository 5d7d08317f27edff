import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CheckList, FIJI_CHECKS } from "../../../cli/doctor/check-list";

describe("the points that only a real Fiji can show", () => {
  const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "scripts.md"), "utf8");
  const section = page.split("## What only a real Fiji can show")[1]?.split("\n## ")[0] ?? "";

  it("are the same in the docs as in dfiji doctor, in the same order", () => {
    const inDocs = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    assert.deepEqual(inDocs, Object.keys(FIJI_CHECKS));
  });

  it("are shown by a command that the docs name", () => {
    assert.match(section, /npx dfiji doctor --fiji /);
  });
});

describe("a list of checks", () => {
  it("holds the first word on a check, and names what was not reached", () => {
    const list = new CheckList();
    list.fail("heap", "too much", "less");
    list.ok("heap", "fine");
    const results = list.results();
    assert.equal(results.length, Object.keys(FIJI_CHECKS).length);
    assert.deepEqual(
      results.filter(({ status }) => status !== "not checked"),
      [{ check: "heap", status: "failed", found: "too much", advice: "less" }],
    );
  });
});
