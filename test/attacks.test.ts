import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SECURITY_DOCS, securityPage } from "../scripts/docs-security";
import { ATTACKS_TRIED } from "./attacks";

describe("the table of attacks", () => {
  for (const { attack, file, title } of ATTACKS_TRIED) {
    it(`has a test for: ${attack}`, () => {
      const source = readFileSync(join(__dirname, "..", file), "utf8");
      assert.ok(source.replaceAll("\\`", "`").includes(title), `${file} has no test "${title}"`);
    });
  }

  it("in docs/security.md is that of the tests (npm run docs:security)", () => {
    const page = readFileSync(SECURITY_DOCS, "utf8");
    const cells = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---"); // prettier aligns it
    assert.equal(cells(page), cells(securityPage(page)));
  });
});
