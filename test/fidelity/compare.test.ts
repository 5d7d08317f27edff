import assert from "node:assert/strict";
import { firstDifference, judge, type Outcome } from "./compare";

const desktop: Outcome = {
  end: { kind: "well" },
  log: ["3 cells"],
  shown: [],
  files: {
    "results.csv": { sha256: "c1", text: "Label,Area,Mean\na,10,1.5\nb,20,2.5\nc,30,3.5\n" },
    "blurred.tif": {
      sha256: "t1",
      content: ["size 4 x 4, 1 channels, 1 slices, 1 frames", "type 8-bit", "slice 1 pixels aa"],
    },
    "overlay.png": { sha256: "p1" },
  },
};
const failed: Outcome = {
  end: { kind: "error", text: "Undefined variable", line: 6 },
  log: ["before"],
  shown: ["Macro Error: Undefined variable in line 6\n \ny = x + <unknownName> ;"],
  files: {},
};

const withFile = (name: string, facts: Outcome["files"][string]): Outcome => ({
  ...desktop,
  files: { ...desktop.files, [name]: facts },
});
const withTable = (text: string): Outcome => withFile("results.csv", { sha256: "c2", text });
const { "overlay.png": _overlay, ...withoutOverlay } = desktop.files;

describe("the comparison with desktop ImageJ", () => {
  it("finds nothing where all is the same", () => {
    assert.deepEqual(judge([desktop], structuredClone(desktop)), { verdict: "same" });
    assert.deepEqual(judge([failed], structuredClone(failed)), { verdict: "same" });
  });

  describe("is red for an engine that", () => {
    const spoiled: readonly (readonly [how: string, truth: Outcome, ours: Outcome, why: string])[] = [
      [
        "loses a row",
        desktop,
        withTable("Label,Area,Mean\na,10,1.5\nc,30,3.5\n"),
        'results.csv: line 3 is "c,30,3.5" instead of "b,20,2.5" (4 lines instead of 5)',
      ],
      [
        "takes a default for a value",
        desktop,
        withTable("Label,Area,Mean\na,10,1.5\nb,20,2\nc,30,3.5\n"),
        'results.csv: line 3 is "b,20,2" instead of "b,20,2.5"',
      ],
      [
        "swaps columns",
        desktop,
        withTable("Label,Mean,Area\na,1.5,10\nb,2.5,20\nc,3.5,30\n"),
        'results.csv: line 1 is "Label,Mean,Area" instead of "Label,Area,Mean"',
      ],
      ["leaves a file out", desktop, { ...desktop, files: withoutOverlay }, "missing: overlay.png"],
      [
        "changes one pixel",
        desktop,
        withFile("blurred.tif", {
          sha256: "t2",
          content: ["size 4 x 4, 1 channels, 1 slices, 1 frames", "type 8-bit", "slice 1 pixels ab"],
        }),
        'blurred.tif: line 3 is "slice 1 pixels ab" instead of "slice 1 pixels aa"',
      ],
      ["writes a file too many", desktop, withFile("more.txt", { sha256: "m" }), "too many: more.txt"],
      [
        "says nothing of an error",
        failed,
        { ...failed, end: { kind: "well" } },
        'ended well instead of error in line 6 "Undefined variable"',
      ],
    ];
    for (const [how, truth, ours, why] of spoiled) {
      it(how, () => assert.deepEqual(judge([truth], ours), { verdict: "differs", why }));
    }
  });

  it("is red for an error in another line, or with another text", () => {
    const inLine = (line: number, text: string): Outcome => ({ ...failed, end: { kind: "error", text, line } });
    assert.equal(
      firstDifference(failed, inLine(7, "Undefined variable")),
      'error in line 7 "Undefined variable" instead of error in line 6 "Undefined variable"',
    );
    assert.equal(
      firstDifference(failed, inLine(6, "a command stopped the macro")),
      'error in line 6 "a command stopped the macro" instead of error in line 6 "Undefined variable"',
    );
    assert.equal(firstDifference(failed, inLine(6, "macro error: Undefined\n variable (x)")), undefined);
  });

  it("is red for other bytes of a picture, and for other lines of the log", () => {
    assert.equal(firstDifference(desktop, withFile("overlay.png", { sha256: "p2" })), "overlay.png: other bytes");
    assert.equal(
      firstDifference(desktop, { ...desktop, log: [] }),
      'log: line 1 "3 cells" is missing (0 lines instead of 1)',
    );
    const more = { ...desktop, log: ["3 cells", "4"] };
    assert.equal(firstDifference(desktop, more), 'log: line 2 "4" is too many (2 lines instead of 1)');
  });

  it("does not count when the bytes of an image or archive differ and what it holds does not", () => {
    const content = desktop.files["blurred.tif"]?.content ?? [];
    assert.equal(firstDifference(desktop, withFile("blurred.tif", { sha256: "t2", content })), undefined);
  });

  it("takes a space for the empty line that the Log window shows so, and counts every other space", () => {
    const printed = (...log: readonly string[]): Outcome => ({ ...desktop, log: [...log] });
    assert.equal(firstDifference(printed("a", " ", "b"), printed("a", "", "b")), undefined);
    assert.equal(firstDifference(printed("a "), printed("a")), 'log: line 1 is "a" instead of "a "');
  });

  it("shows long lines around the first character that differs", () => {
    const line = "x".repeat(500);
    const difference = firstDifference({ ...desktop, log: [`${line}a`] }, { ...desktop, log: [`${line}b`] });
    assert.equal(difference, `log: line 1 is "…${"x".repeat(80)}b" instead of "…${"x".repeat(80)}a"`);
  });

  it("lets an engine print what the desktop shows in windows, and nothing else", () => {
    const shown = "Macro Error: Undefined variable in line 6";
    assert.equal(
      firstDifference(failed, { ...failed, log: ["before", shown, "", "y = x + <unknownName> ;"] }),
      undefined,
    );
    assert.equal(
      firstDifference(failed, { ...failed, log: ["before", shown, "after"] }),
      'log: line 2 "after" is too many (2 lines instead of 1)',
    );
  });

  it("accepts each outcome of a race on the desktop, and no mixture of two", () => {
    const other = withTable("Label\n");
    assert.deepEqual(judge([desktop, other], structuredClone(other)), { verdict: "same" });
    assert.equal(judge([desktop, other], { ...other, log: ["none"] }).verdict, "differs");
  });

  it("calls it refused when the engine says why it cannot, by a reason of the closed list", () => {
    const stops = (text: string): Outcome => ({ ...desktop, files: {}, end: { kind: "error", text, line: 3 } });
    const window = judge([desktop], stops("the script needs a window: java.awt.HeadlessException"));
    assert.deepEqual(window, { verdict: "refused", why: "needs a window" });
    const wish = judge([desktop], stops("this is not wanted here"));
    assert.equal(wish.verdict, "differs");
  });

  it("takes a refused dialog only by the title that the desktop shows", () => {
    const asks: Outcome = { ...failed, end: { kind: "dialog", title: "Gaussian Blur..." }, shown: [] };
    const refuses = (title: string): Outcome => ({
      ...asks,
      end: { kind: "error", text: `dialog "${title}" asks for input`, line: 2 },
    });
    assert.deepEqual(judge([asks], refuses("Gaussian Blur...")), { verdict: "refused", why: "needs a person" });
    assert.equal(judge([asks], refuses("Median...")).verdict, "differs");
    assert.equal(judge([asks], { ...asks, end: { kind: "well" } }).verdict, "differs");
  });
});
