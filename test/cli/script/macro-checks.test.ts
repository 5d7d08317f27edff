import assert from "node:assert/strict";
import { checkMacro } from "../../../cli/script/macro-checks";
import { readMacro } from "../../../cli/script/macro-source";

const problems = (source: string, name = "m.ijm") => checkMacro(source, name, "imagej").problems;
const warnings = (source: string, engine: "imagej" | "fiji" = "imagej") => checkMacro(source, "m.ijm", engine).warnings;

describe("prompts in a macro", () => {
  const asks: readonly [source: string, call: string, cure: RegExp][] = [
    ['getDirectory("Choose a folder");', 'getDirectory("Choose a folder")', /style="directory"/],
    ["getDir();", "getDir()", /style="directory"/],
    ["waitForUser;", "waitForUser(…)", /remove it/],
    ["waitForUser();", "waitForUser(…)", /remove it/],
    ['x = getString("name", "");', "getString(…)", /declare a parameter/],
    ['x = getNumber("n", 1);', "getNumber(…)", /declare a parameter/],
    ['if (getBoolean("go on?")) y = 1;', "getBoolean(…)", /#@ Boolean/],
    ['Dialog.create("x"); ', "Dialog.create(…)", /declare a parameter/],
    ['showMessageWithCancel("x");', "showMessageWithCancel(…)", /exit\(…\)/],
    ['File.openDialog("x");', "File.openDialog(…)", /#@ File image/],
    ["open();", "open() without a path", /a path below input/],
    ['File.openAsString("");', "File.openAsString() without a path", /a path below input/],
  ];
  for (const [source, call, cure] of asks) {
    it(`are found: ${JSON.stringify(source)}`, () => {
      const [problem = "", ...more] = problems(source);
      assert.ok(problem.startsWith(`line 1 of m.ijm: ${call} asks a person`), problem);
      assert.match(problem, cure);
      assert.deepEqual(more, []);
    });
  }
  const fine = [
    'getDirectory("temp");',
    'd = getDirectory("home");',
    '// waitForUser("x");',
    '/* waitForUser("x");\n Dialog.create("y") */ x = 1;',
    'print("waitForUser(1)");',
    'function getNumber(a, b) { return 1; }\nx = getNumber("n", 1);',
    "open(input + '/a.tif');",
    "#@ String waitForUser\n",
    "which = 'temp'; getDirectory(which);",
  ];
  for (const source of fine)
    it(`are not seen in ${JSON.stringify(source)}`, () => assert.deepEqual(problems(source), []));
  it("are told with their line, over comments and texts of several kinds", () => {
    assert.match(
      problems("#@ File input\r\n/* two\nlines */ a = 'x\\'y'; // z\nwaitForUser('x');")[0] ?? "",
      /^line 4 of m\.ijm: waitForUser/,
    );
  });
  it("are looked for in macros alone", () => assert.deepEqual(problems('Dialog.create("x")', "m.groovy"), []));
});

describe("what may not work elsewhere", () => {
  it("an absolute path is warned about", () => {
    for (const path of ["/home/me/x.tif", "C:\\\\data\\\\x.tif", "C:/data", "~/images", "\\\\\\\\server\\\\x"]) {
      assert.match(warnings(`open("${path}");`).join(), /is an absolute path/, path);
    }
  });
  it("other texts with slashes are not", () => {
    for (const text of ["/", "/x", "a/b", "%/c", "km/h", "and/or"])
      assert.deepEqual(warnings(`s = "${text}";`), [], text);
  });
  it("a command of ImageJ is known, with and without dots and blanks", () => {
    for (const command of [
      "Gaussian Blur...",
      "8-bit",
      "Analyze Particles...",
      "Image Sequence... ",
      "Enhance Contrast",
      "Watershed",
      "Convert to Mask",
      "Set Measurements...",
    ]) {
      assert.deepEqual(warnings(`run("${command}", "x");`), [], command);
    }
  });
  it("a command of Fiji is told with the way to have it", () => {
    assert.deepEqual(warnings('run("Bio-Formats Importer", "open=x");'), [
      "line 1 of m.ijm: Bio-Formats Importer is in Fiji: --engine fiji --fiji PATH",
    ]);
  });
  it("a misspelt command is told with the right one", () => {
    assert.match(warnings('run("Gausian Blur...");')[0] ?? "", /did you mean "Gaussian Blur"\?/);
  });
});

describe("calls of a macro", () => {
  it("have texts as arguments, and undefined for what is computed", () => {
    const [call] = readMacro('run("a" , "b=" + x, f(1, 2), "c")').calls;
    assert.deepEqual(call?.args, ["a", undefined, undefined, "c"]);
  });
});
