import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { FIDELITY_DOCS, withCoverage, withResults } from "../../scripts/docs-fidelity";
import { coverageOf, knownNames } from "./coverage";
import { parseCase, readCases } from "./harness-cases";

describe("what the cases cover", () => {
  const one = (covers: string, macro: string) =>
    parseCase("group/name", `// covers: ${covers}\n// ends: well\n${macro}`, assert.fail);
  const names = {
    menus: ["Edit > Selection > Scale... ", "Image > Scale...", "Process > Smooth", "Process > Sharpen"],
    functions: ["Table.get", "Table.set", "print"],
    keywords: ["if"],
  };

  it("leaves a list of menu entries and functions that no case covers", () => {
    const { menus, functions, unknown } = coverageOf([one("Smooth, Table.get, if", "")], names);
    assert.deepEqual(menus, ["Edit > Selection > Scale... ", "Image > Scale...", "Process > Sharpen"]);
    assert.deepEqual([functions, unknown], [["Table.set", "print"], []]);
  });

  it("tells two commands apart that differ by a space", () => {
    const { menus } = coverageOf([one("Scale...", 'run("Scale... ", "x=2");')], names);
    assert.deepEqual(menus, ["Image > Scale...", "Process > Smooth", "Process > Sharpen"]);
  });

  it("names what ImageJ does not have", () => {
    const { unknown } = coverageOf([one("smooth, print, Table.gets", "")], names);
    assert.deepEqual(unknown, ["group/name: smooth", "group/name: Table.gets"]);
  });

  it("holds no name that ImageJ does not have, in any case", () => {
    assert.deepEqual(coverageOf(readCases(), knownNames()).unknown, []);
  });
});

describe("docs/fidelity.md", () => {
  const page = readFileSync(FIDELITY_DOCS, "utf8");
  /** Prettier pads the columns. */
  const squeezed = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

  it("lists what no case covers; else run `npm run docs:fidelity`", () => {
    assert.equal(squeezed(page), squeezed(withCoverage(page)));
  });

  it("gets the reason and the cure of what is refused, and the difference of what differs", () => {
    const empty = "<!-- results: here -->\n<!-- /results -->";
    const rows = [
      { name: "commands/a", accepted: 2, verdict: "same", why: "" },
      { name: "commands/b", accepted: 1, verdict: "refused", why: "needs a window" },
      { name: "fails/c", accepted: 1, verdict: "differs", why: "log: line 1 is `x | y`" },
    ] as const;
    const none = [{ name: "commands/a", accepted: 1, verdict: "same", why: "" }] as const;
    const runs = [
      { display: "virtual", rows },
      { display: "none", rows: none },
    ] as const;
    const lines = squeezed(withResults(empty, runs)).split("\n");
    for (const line of [
      "### With a display: `--display virtual`",
      "### Without a display: `--display none`",
      "| all | 1 | 1 | 0 | 0 | 0 |",
      "| `commands` | 2 | 1 | 1 | 0 | 0 |",
      "| all | 3 | 1 | 1 | 1 | 0 |",
      "| `commands/b` | needs a window | Run it with `--display virtual`. |",
      "| `fails/c` | `log: line 1 is 'x \\| y'` |",
    ]) {
      assert.ok(lines.includes(line), `${line} is not in\n${lines.join("\n")}`);
    }
  });
});
