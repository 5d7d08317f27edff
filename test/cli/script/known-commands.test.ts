import assert from "node:assert/strict";
import { readScriptText } from "../../../cli/script/check";
import { type KnownFiji } from "../../../cli/script/known-commands";

const FIJI: KnownFiji = {
  extensions: ["groovy", "ijm", "py"],
  commands: ["Auto Threshold", "Count Cells", "Gaussian Blur..."],
};
const read = (name: string, source: string, fiji?: KnownFiji, check = true) =>
  readScriptText(Buffer.from(source), name, "fiji", check, fiji);
const warnings = (name: string, source: string, fiji?: KnownFiji) => read(name, source, fiji).warnings;

describe("commands of a macro for a Fiji that is at hand", () => {
  it("are good when this Fiji has them, or ImageJ", () => {
    const source =
      'run("Count Cells");\nrun("Auto Threshold", "x");\nrun("Analyze Particles...");\nrun("ij.plugin.X");\n';
    assert.deepEqual(warnings("m.ijm", source, FIJI), []);
  });

  it("are reported with their line and the nearest that this Fiji has", () => {
    assert.deepEqual(warnings("m.ijm", 'a = 1;\nrun("Cuont Cells");\n', FIJI), [
      'line 2 of m.ijm: run("Cuont Cells") is no command of this Fiji; did you mean "Count Cells"?',
    ]);
    assert.deepEqual(warnings("m.ijm", 'run("Xyzzy");', FIJI), [
      'line 1 of m.ijm: run("Xyzzy") is no command of this Fiji',
    ]);
  });

  it("are reported with the update site, where Fiji can have them and this one has not", () => {
    assert.deepEqual(warnings("m.ijm", 'run("TrackMate");', FIJI), [
      "line 1 of m.ijm: TrackMate is not in this Fiji: add its update site (Help > Update… > Manage Update Sites)",
    ]);
  });

  it("are found in other languages too, where they stand as a text, and not in comments", () => {
    const source =
      'IJ.run(imp, "Gausian Blur...", "sigma=2")\n// IJ.run("Nothing")\nIJ.run(name)\nij.IJ.run(\'Cout Cells\')\n';
    assert.deepEqual(warnings("m.groovy", source, FIJI), [
      'line 1 of m.groovy: run("Gausian Blur...") is no command of this Fiji; did you mean "Gaussian Blur..."?',
      'line 4 of m.groovy: run("Cout Cells") is no command of this Fiji; did you mean "Count Cells"?',
    ]);
    assert.deepEqual(warnings("m.py", '# IJ.run("Nothing")\nIJ.run("Count Cells")\n', FIJI), []);
  });

  it("are not looked at without a check", () => {
    assert.deepEqual(read("m.ijm", 'run("Xyz");', FIJI, false).warnings, []);
  });

  it("are the macro's own business where it has a function run", () => {
    assert.deepEqual(warnings("m.ijm", 'function run(a) { return a; }\nrun("Xyz");', FIJI), []);
  });
});

describe("commands of a macro where no Fiji is at hand", () => {
  it("are reported when they are nearly ImageJ's own", () => {
    assert.match(
      warnings("m.ijm", 'run("Gausian Blur...");').join(),
      /^line 1 of m\.ijm: .*did you mean "Gaussian Blur/,
    );
  });

  it("are else named once as not looked up, with the way to look", () => {
    const source = 'run("TrackMate");\nrun("Xyzzy");\nrun("Xyzzy");\nrun("Quux quux");\nrun("Bio-Formats Importer");\n';
    assert.deepEqual(warnings("m.ijm", source), [
      'm.ijm: whether Fiji has run("TrackMate"), run("Xyzzy"), run("Quux quux") and 1 more was not looked up; --fiji PATH looks into a Fiji of this computer',
    ]);
  });
});

describe("the language of a script for Fiji", () => {
  const problems = (name: string, fiji?: KnownFiji) => read(name, "x", fiji).problems;

  it("is known by an extension that this Fiji has, in any case", () => {
    for (const name of ["a.groovy", "a.ijm", "a.PY"]) assert.deepEqual(problems(name, FIJI), [], name);
  });

  it("is refused when this Fiji has none, with those that it has or the nearest", () => {
    assert.deepEqual(problems("a.rb", FIJI), ["this Fiji has no language for a.rb; it runs .groovy, .ijm, .py"]);
    assert.deepEqual(problems("a.grovy", FIJI), ["this Fiji has no language for a.grovy; did you mean .groovy?"]);
    assert.deepEqual(problems("a.txt", FIJI), ["this Fiji has no language for a.txt; did you mean .ijm?"]);
  });

  it("is refused without an extension, by which alone Fiji knows it", () => {
    for (const fiji of [FIJI, undefined]) assert.match(problems("count", fiji).join(), /^count has no extension/);
  });

  it("is only warned about where no Fiji is at hand: the workers' may have more", () => {
    assert.deepEqual(problems("a.lua"), []);
    assert.match(warnings("a.lua", "x").join(), /as it is distributed, has no language for a\.lua; it runs \.ijm, /);
    assert.deepEqual(warnings("a.py", "x"), []);
  });
});
