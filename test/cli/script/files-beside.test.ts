import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { besideText, filesBeside } from "../../../cli/script/files-beside";

describe("the files beside a script", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-beside-"));
    for (const [path, text] of Object.entries({
      "macros/count.ijm": "print(1);",
      "macros/helper.ijm": 'runMacro("lib/deep.ijm");',
      "macros/old.txt": "",
      "macros/lib/deep.ijm": 'open("lib/table.csv");',
      "macros/lib/table.csv": "1",
      "macros/lut/fire.lut": "2",
      "macros/lut/.hidden": "",
      "macros/same.csv": "macros",
      "other/same.csv": "other",
      "other/model.zip": "3",
      "secret.txt": "secret",
    })) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await symlink(join(folder, "secret.txt"), join(folder, "macros/linked.txt"));
    await mkdir(join(folder, "with-link"));
    await symlink(join(folder, "secret.txt"), join(folder, "with-link/linked.txt"));
    await writeFile(join(folder, "large.tif"), "");
    await truncate(join(folder, "large.tif"), 100 * 2 ** 20 + 1);
  });
  after(() => rm(folder, { recursive: true }));

  const beside = (macro: string | undefined, given: readonly string[] = [], isHere = true) =>
    filesBeside(
      { name: "count.ijm", folder: isHere ? join(folder, "macros") : undefined, macro },
      given.map((path) => join(folder, path)),
    );

  const found: readonly [
    title: string,
    macro: string | undefined,
    given: readonly string[],
    paths: readonly string[],
  ][] = [
    ["none that are not named", "print(1);", [], []],
    [
      "a macro that is run, with what this one names",
      'runMacro("helper.ijm");',
      [],
      ["helper.ijm", "lib/deep.ijm", "lib/table.csv"],
    ],
    ["a macro that is run without its ending", 'runMacro("old");', [], ["old.txt"]],
    ["a text that is read", 't = File.openAsString("./same.csv");', [], ["same.csv"]],
    ["a file that is opened below its own folder", 'open(dir + "/lut/fire.lut");', [], ["lut/fire.lut"]],
    [
      "what is named anywhere by a macro that asks where it is",
      'd = getDirectory("macros");\np = d + "same.csv";',
      [],
      ["same.csv"],
    ],
    [
      "what is named anywhere by a macro that asks for its path",
      'd = getInfo("macro.filepath");\np = "same.csv";',
      [],
      ["same.csv"],
    ],
    ["no file that is named for something else", 'print("same.csv");', [], []],
    ["no file in a comment", '// open("same.csv");', [], []],
    ["no file that is not there", 'open("none.csv");', [], []],
    ["no file outside of the folder", 'open("../secret.txt"); open("linked.txt");', [], []],
    ["not the script itself", 'runMacro("count.ijm");', [], []],
    ["no file that another language names", undefined, [], []],
    ["a given file", undefined, ["other/model.zip"], ["model.zip"]],
    ["a given folder without hidden files", undefined, ["macros/lut"], ["lut/fire.lut"]],
    ["a given folder of another place", undefined, ["other"], ["other/model.zip", "other/same.csv"]],
    ["a given file in the script's folder, where it is", undefined, ["macros/lib/table.csv"], ["lib/table.csv"]],
    ["a file that is named and given once", 'open("same.csv");', ["macros/same.csv"], ["same.csv"]],
  ];
  for (const [title, macro, given, paths] of found) {
    it(`are ${title}`, async () => {
      const { files, problems } = await beside(macro, given);
      assert.deepEqual([problems, files.map(({ path }) => path)], [[], paths]);
    });
  }

  it("are none for a script from elsewhere, but for given ones", async () => {
    const { files } = await beside('open("same.csv");', ["macros/lib"], false);
    assert.deepEqual(
      files.map(({ path }) => path),
      ["lib/deep.ijm", "lib/table.csv"],
    );
  });

  it("come with their bytes and digests, and are named with their size", async () => {
    const { files } = await beside('open("same.csv");');
    const sha256 = "59c62df130d2da3fd7a278ef96d422282552e2a6c781fad1fa36aaebfc33accb";
    assert.deepEqual([files[0]?.bytes.toString(), files[0]?.sha256], ["macros", sha256]);
    assert.equal(besideText("count.ijm", files), 'beside count.ijm go "same.csv" (1 KiB)');
  });

  const refused: readonly [title: string, macro: string | undefined, given: readonly string[], problem: RegExp][] = [
    ["one that is not there", undefined, ["none"], /^no such file to go along with the script: .*none/],
    [
      "two of one path",
      'open("same.csv");',
      ["other/same.csv"],
      /other\/same\.csv and .*macros\/same\.csv would both be same\.csv/,
    ],
    ["one in place of the script", undefined, ["macros/count.ijm"], /would take the place of the script count\.ijm/],
    ["a link in a folder", undefined, ["with-link"], /linked\.txt is no regular file/],
    ["more than 100 MiB", undefined, ["large.tif", "other/model.zip"], /have 100\.0 MiB; at most 100 MiB go along/],
  ];
  for (const [title, macro, given, problem] of refused) {
    it(`cannot be ${title}`, async () => {
      const { files, problems } = await beside(macro, given);
      assert.deepEqual(files, []);
      assert.match(problems.join("\n"), problem);
    });
  }
});
