import assert from "node:assert/strict";
import { appendFile, chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FijiCatalogue, parseCatalogue } from "../../../cli/fiji/catalogue";
import { knownFiji } from "../../../cli/fiji/known-fiji";

const CATALOGUE: FijiCatalogue = { languages: [{ name: "Groovy", extensions: ["groovy"] }], commands: ["Count Cells"] };
const KNOWN = { extensions: ["groovy"], commands: ["Count Cells"] };

describe("what an installation of Fiji has", () => {
  let root: string;
  let fiji: string;
  let cache: string;
  let asked: number;
  const notes: string[] = [];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-known-"));
    fiji = join(root, "Fiji");
    cache = join(root, "cache");
    asked = 0;
    notes.length = 0;
    for (const part of ["jars", "plugins", "macros"]) await mkdir(join(fiji, part), { recursive: true });
    await writeFile(join(fiji, "jars", "a.jar"), "a");
    for (const name of ["fiji-linux-x64", "ImageJ-linux64", "fiji"]) {
      await writeFile(join(fiji, name), "#!/bin/sh\n");
      await chmod(join(fiji, name), 0o755);
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const look = (answer: () => FijiCatalogue = () => CATALOGUE, path = fiji) =>
    knownFiji(path, {
      env: { XDG_CACHE_HOME: cache },
      note: (text) => notes.push(text),
      ask: async () => {
        asked++;
        return answer();
      },
    });

  it("is asked once, and said before", async () => {
    assert.deepEqual(await look(), KNOWN);
    assert.deepEqual(await look(), KNOWN);
    assert.equal(asked, 1);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? "", /^looking which languages and commands .*Fiji has; that is done once$/);
  });

  const changes: [title: string, change: () => Promise<unknown>][] = [
    ["a new plugin", () => writeFile(join(fiji, "plugins", "New_.jar"), "x")],
    [
      "a new macro in a subfolder",
      async () => {
        await mkdir(join(fiji, "plugins", "Macros"));
        await writeFile(join(fiji, "plugins", "Macros", "Count_Cells.ijm"), "x");
      },
    ],
    ["a jar that is gone", () => rm(join(fiji, "jars", "a.jar"))],
    ["a jar of another size", () => appendFile(join(fiji, "jars", "a.jar"), "b")],
    ["a jar of another date", () => utimes(join(fiji, "jars", "a.jar"), 1000, 1000)],
    ["a new file in macros", () => writeFile(join(fiji, "macros", "StartupMacros.txt"), "x")],
  ];
  for (const [title, change] of changes) {
    it(`is asked again after ${title}, and then known again`, async () => {
      await look();
      await change();
      assert.deepEqual(await look(() => ({ ...CATALOGUE, commands: ["Other"] })), { ...KNOWN, commands: ["Other"] });
      await look();
      assert.equal(asked, 2);
      assert.equal((await readdir(join(cache, "dfiji"))).length, 1);
    });
  }

  for (const [title, text] of [
    ["empty", ""],
    ["cut off", '{"key": "'],
    ["of another form", '{"key": 1}'],
  ] as const) {
    it(`is asked again when what was kept is ${title}`, async () => {
      await look();
      const [name = ""] = await readdir(join(cache, "dfiji"));
      await writeFile(join(cache, "dfiji", name), text);
      assert.deepEqual(await look(), KNOWN);
      await look();
      assert.equal(asked, 2);
    });
  }

  it("is kept nowhere, and known all the same, where the cache cannot be written", async () => {
    await writeFile(cache, "a file in its place");
    assert.deepEqual(await look(), KNOWN);
    assert.deepEqual(await look(), KNOWN);
    assert.equal(asked, 2);
  });

  it("is reported as unknown when Fiji does not say, and asked again", async () => {
    const fails = (): FijiCatalogue => {
      throw new Error("it took longer than 180 s");
    };
    assert.match((await look(fails)) as string, /were not checked: it took longer than 180 s$/);
    assert.deepEqual(await look(), KNOWN);
  });

  it("is reported as unknown where there is no Fiji, with where to get one", async () => {
    assert.match((await look(undefined, join(root, "none"))) as string, /no Fiji found at .*none \(unpack a Fiji from/);
    assert.equal(asked, 0);
  });
});

describe("the catalogue that Fiji writes", () => {
  it("keeps names with blanks, signs and letters of all kinds", () => {
    assert.deepEqual(
      parseCatalogue("language IJ1%20Macro ijm\nlanguage Python py jy\ncommand a%20%C3%A9%25...\ncommand 8-bit\n"),
      {
        languages: [
          { name: "IJ1 Macro", extensions: ["ijm"] },
          { name: "Python", extensions: ["py", "jy"] },
        ],
        commands: ["a é%...", "8-bit"],
      },
    );
  });
});
