import assert from "node:assert/strict";
import { coldRuns } from "../../../../worker/engines/fiji/cold-runs";

const FOLDERS = { inputFolder: "/in", outputFolder: "/out" };
const runs = (source: string, parameters: Readonly<Record<string, string>>, script = "/s/a.groovy") =>
  coldRuns(script, source, { parameters, argument: "", ...FOLDERS });

/** What follows the job's own script on the command line, or why it is refused. */
function wordOf(source: string, parameters: Readonly<Record<string, string>>): string {
  const found = runs(source, parameters);
  return "failure" in found ? `refused: ${found.failure.reason}` : (found.words[1]?.[1] ?? "");
}

describe("parameters of a cold Fiji", () => {
  // Fiji itself logs a line for these and continues with 0 or false
  for (const [type, value, reason] of [
    ["Integer", "12.5", /whole number/],
    ["Integer", "abc", /whole number/],
    ["Integer", "", /whole number/],
    ["Integer", " 12", /whole number/],
    ["Integer", "0x", /whole number/],
    ["Integer", "99999999999", /2147483647/],
    ["Double", "1,5", /number/],
    ["Boolean", "yes", /write "true"/],
    ["Boolean", "1", /write "true"/],
    ['String (choices={"a","b"})', "c", /"a" or "b"/],
    ["Integer (min=3)", "2", /3/],
  ] as const) {
    it(`${type} ${JSON.stringify(value)} is refused before Fiji starts`, () => {
      const word = wordOf(`#@ ${type} v\n`, { v: value });
      assert.match(word, /^refused: .*"?v"?/);
      assert.match(word, reason);
    });
  }

  for (const [type, value, word] of [
    ["Integer", "12", "v='12'"],
    ["Integer", "-3", "v='-3'"],
    ["Integer", "5.0", "v='5'"],
    ["Integer", "0x1F", "v='31'"],
    ["ColorRGB", "red", "v='255,0,0'"],
    ["File[]", "a.tif, b.tif", "v='/in/a.tif,/in/b.tif'"],
    ["String[]", 'a, "b, c"', `v='{"a", "b, c"}'`],
    ["Double", "1e-3", "v='1e-3'"],
    ["Double", "1.50", "v='1.50'"],
    ["Boolean", "TRUE", "v='TRUE'"],
    ["Boolean", "false", "v='false'"],
    ["String", "007", "v='007'"],
    ["String", "", "v=''"],
    ["File", "a.tif", "v='/in/a.tif'"],
    ["File", "/else/a.tif", "v='/else/a.tif'"],
    ["File", "~/a.tif", "v='/in/~/a.tif'"],
    ['File (style="save")', "a.tif", "v='/out/a.tif'"],
    ["Integer (required=false)", "", ""],
  ] as const) {
    it(`${type} ${JSON.stringify(value)} is passed as ${word || "nothing"}`, () => {
      assert.equal(wordOf(`#@ ${type} v\n`, { v: value }), word);
    });
  }

  it("of Java's simple types are passed when they have a default: Fiji would start with 0", () => {
    assert.equal(
      wordOf("#@ int (value=012) n\n#@ Integer (value=3) m\n#@ double (value=1.50) d\n", {}),
      "n='10', d='1.5'",
    );
  });

  for (const [line, reason] of [
    ["#@output Integer n", /#@output n would be lost with --no-warm/],
    ["#@ Date v", /is a Date, which Fiji's command line cannot take/],
    ['#@ String (value="C:\\data") s', /double the backslash/],
  ] as const) {
    it(`refuse ${line}`, () => {
      const found = runs(line, { v: "2026-01-31" });
      assert.ok("failure" in found);
      assert.match(found.failure.reason, reason);
      assert.equal(found.failure.line, 1);
    });
  }

  it("are only those that the script declares: Fiji would warn of others, and remember them", () => {
    assert.equal(wordOf("#@ String a\n", { a: "1", Well: "A01" }), "a='1'");
  });

  it("that are missing refuse the job, where Fiji would take the last job's, or not start the script and end with 0", () => {
    assert.equal(wordOf("#@ String a\n#@ Integer n\n", { a: "1" }), 'refused: parameter "n" is not given');
  });
});
