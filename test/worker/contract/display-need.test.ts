import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { displayNeed, needText, type ProvedWords } from "../../../worker/contract/display-need";
import proved from "../../../worker/contract/proved-words.json";

const WORDS: ProvedWords = {
  imagej: "1.54f",
  words: ["for", "function", "getTitle", "length", "nResults", "print", "run", "Table.set", "updateResults"],
  choices: { run: ["Gaussian Blur...", "Scale..."] },
};

const need = (source: string): string | undefined => {
  const found = displayNeed(source, WORDS);
  return found === undefined ? undefined : needText(found);
};

describe("a macro needs a display under auto", () => {
  for (const [title, source, expected] of [
    [
      "not when all its words are proved",
      'a = getTitle(); run("Gaussian Blur...", "sigma=2"); print(nResults);',
      undefined,
    ],
    ["not for computed options and values", 's = 1 + 2; run("Gaussian Blur...", "sigma=" + s);', undefined],
    ["not for its variables and own functions", "show(title);\nfunction show(x) { print(x + show); }", undefined],
    ["not for methods of a value", 'n = names.length; print(names[0].length); Table.set("a", 0, n);', undefined],
    [
      "not for what stands in comments and texts",
      '// setLocation(1, 2);\nprint("setLocation(1, 2)"); /* setTool */',
      undefined,
    ],
    [
      "not for another case of a command, or a blank at its end",
      'run("gaussian blur..."); run("Scale... ", "x=2");',
      undefined,
    ],
    [
      "for a function",
      "print(1);\nsetLocation(1, 2);",
      "line 2: setLocation is not proved to be the same without a display",
    ],
    [
      "for a word that is called without parentheses",
      "\nresetThreshold;",
      "line 2: resetThreshold is not proved to be the same without a display",
    ],
    [
      "for a constant of the screen",
      "w = screenWidth;",
      "line 1: screenWidth is not proved to be the same without a display",
    ],
    [
      "for a function of a group",
      'Table.get("a", 0);',
      "line 1: Table.get is not proved to be the same without a display",
    ],
    ["for a method of a value", "a = name.bold;", "line 1: bold is not proved to be the same without a display"],
    [
      "for a function that ImageJ does not know",
      "noSuch();",
      "line 1: noSuch is not proved to be the same without a display",
    ],
    [
      "for a command",
      '\n\nrun("Capture Screen");',
      'line 3: run("Capture Screen") is not proved to be the same without a display',
    ],
    [
      "for ImageJ's own function, also where the macro has one of its name",
      "\nsetLocation(1, 2);\nfunction setLocation(x, y) {}",
      "line 2: setLocation is not proved to be the same without a display",
    ],
    [
      "for what stands behind a comment that ends, or a quote of the other kind",
      `/* a */ // b\nprint('"'); setTool("oval"); print('"');`,
      "line 2: setTool is not proved to be the same without a display",
    ],
    [
      "for what stands behind an escaped quote",
      'print("\\\\"); setTool("oval"); print("\\"");',
      "line 1: setTool is not proved to be the same without a display",
    ],
    ["for a command in brackets of its own", 'run(("Invert"));', "line 1: what run is called with is not a text"],
    ["for a command of a list", "run(names[0]);", "line 1: what run is called with is not a text"],
    ["for a command that is computed", 'c = "Invert"; run(c);', "line 1: what run is called with is not a text"],
    [
      "for a command that is put together",
      'run("Gaussian" + " Blur...");',
      "line 1: what run is called with is not a text",
    ],
  ] as const) {
    it(title, () => assert.equal(need(source), expected));
  }
});

describe("the proved words", () => {
  it("are those of the ImageJ that the engine runs", () => {
    const pom = readFileSync(join(__dirname, "../../../worker/engines/imagej/java/pom.xml"), "utf8");
    assert.equal(/<artifactId>ij<\/artifactId>\s*<version>([^<]+)/u.exec(pom)?.[1], proved.imagej);
  });

  it("let every macro of the examples run without a display", () => {
    for (const name of ["nuclei/count-nuclei.ijm", "macros/roi-areas.ijm", "macros/process-folder.ijm"]) {
      const source = readFileSync(join(__dirname, "../../../examples", name), "utf8");
      assert.equal(displayNeed(source, proved), undefined, name);
    }
  });

  for (const code of [
    'eval("x = 1;");',
    'call("ij.IJ.getVersion");',
    'exec("ls");',
    'runMacro("a.ijm");',
    'doCommand("Invert");',
    'run("Install...", "install=a.ijm");',
    'run("Macro...", "code=v=v+1");',
    'Table.applyMacro("x = 1;");',
    'Fit.doFit("y = a + b*x", x, y);',
    'run("Capture Image");',
    "getLocationAndSize(x, y, w, h);",
  ]) {
    it(`do not hold what runs other code or shows the screen: ${code}`, () =>
      assert.equal(displayNeed(`\n${code}`, proved)?.line, 2));
  }
});
