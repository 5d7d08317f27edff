import assert from "node:assert/strict";
import { checkMacro } from "../../../cli/script/macro-checks";
import { readMacro } from "../../../worker/contract/macro-source";

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
    ['open("");', "open() without a path", /a path below input/],
    ['f = File.open("");', "File.open() without a path", /a path below output/],
    ['saveAs("Tiff");', 'saveAs("Tiff") without a path', /saveAs\("Tiff", output \+ "\/a"\)/],
    ['roiManager("Save");', 'roiManager("Save") without a path', /roiManager\("Save", output \+ "\/rois\.zip"\)/],
    ['run("Gaussian Blur...");', 'run("Gaussian Blur...") without options', /run\("Gaussian Blur\.\.\.", "…"\)/],
    ['run("Raw...", "");', 'run("Raw...") without options', /the recorder \(Plugins > Macros > Record\)/],
    ['run("Point Tool...");', 'run("Point Tool...") without options', /the recorder/],
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
    'run("Threshold..."); run("ROI Manager..."); run("Measure Stack...");',
    'run("Gaussian Blur...", options); run("Invert"); run("Some Plugin...");',
    'saveAs("Tiff", path); saveAs(format); roiManager("reset"); roiManager("Save", path);',
    'showMessage("done"); exit("no image"); exit();',
  ];
  for (const source of fine)
    it(`are not seen in ${JSON.stringify(source)}`, () => assert.deepEqual(problems(source), []));
  it("are reported with their line, over comments and texts of several kinds", () => {
    assert.match(
      problems("#@ File input\r\n/* two\nlines */ a = 'x\\'y'; // z\nwaitForUser('x');")[0] ?? "",
      /^line 4 of m\.ijm: waitForUser/,
    );
  });
  it("are looked for in macros alone", () => assert.deepEqual(problems('Dialog.create("x")', "m.groovy"), []));
});

describe("what ends plain ImageJ, or would be downloaded", () => {
  const fails: readonly [source: string, problem: RegExp][] = [
    ['\nrun("Quit");', /^line 2 of m\.ijm: run\("Quit"\) ends ImageJ, and its job fails: leave it out/],
    ['call("java.lang.System.exit", "0");', /^line 1 of m\.ijm: call\(…\) of System\.exit ends ImageJ/],
    ['eval("script", "java.lang.System.exit(0);");', /^line 1 of m\.ijm: eval\(…\) of System\.exit ends ImageJ/],
    ['x = eval("bsh", code);', /^line 1 of m\.ijm: eval\("bsh", …\) needs BeanShell, which .* --engine fiji$/],
    ['x = eval("python", code);', /needs Jython/],
  ];
  for (const [source, problem] of fails) {
    it(`is found: ${JSON.stringify(source)}`, () => {
      assert.match(problems(source).join("|"), problem);
      assert.deepEqual(checkMacro(source, "m.ijm", "fiji").problems, []);
    });
  }
  it("is not seen in other calls", () => {
    assert.deepEqual(problems('eval("print(1);"); call("ij.IJ.log", "System.exit"); print("Quit");'), []);
  });
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
  it("a command of Fiji is reported with the way to have it", () => {
    assert.deepEqual(warnings('run("Bio-Formats Importer", "open=x");'), [
      "line 1 of m.ijm: Bio-Formats Importer is in Fiji: --engine fiji --fiji PATH",
    ]);
  });
  it("a misspelled command is reported with the right one", () => {
    assert.match(warnings('run("Gausian Blur...");')[0] ?? "", /did you mean "Gaussian Blur"\?/);
  });
});

describe("calls of a macro", () => {
  it("have texts as arguments, and undefined for what is computed", () => {
    const [call] = readMacro('run("a" , "b=" + x, f(1, 2), "c")').calls;
    assert.deepEqual(call?.args, ["a", undefined, undefined, "c"]);
  });
});
