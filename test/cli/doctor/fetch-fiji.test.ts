import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_FIJI_URL } from "../../../cli/fiji/default-address";
import { main } from "../../../cli/main";
import { imageKeys } from "../../../components/config/keys/image";
import { FakeIo } from "../../helpers/cli-io";

describe("dfiji fiji fetch, before anything is downloaded", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-fetch-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function call(...args: string[]) {
    const io = new FakeIo(folder);
    const code = await main(["fiji", "fetch", ...args], io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  }

  const rows: [title: string, files: Record<string, string>, args: string[], message: RegExp][] = [
    ["http", {}, ["--url", "http://x.org/f.zip"], /--url is http:\/\/x\.org\/f\.zip; allowed is an https:\/\/ address/],
    ["a password", {}, ["--url", "https://a:b@x.org/f.zip"], /without a password/],
    ["no address", {}, ["--url", "f.zip"], /--url is f\.zip; allowed is/],
    [
      "this computer's server for a stack",
      {},
      ["--url", "http://127.0.0.1:9/f", "--config", "c"],
      /not written for a st/,
    ],
    ["a digest that is none", {}, ["--sha256", "12"], /64 hexadecimal digits/],
    ["a folder that holds something", { "Fiji/x": "" }, [], /--to is .*Fiji: it is not empty; give a folder/],
    ["a file for a folder", { x: "" }, ["--to", "x"], /--to is .*x: ENOTDIR/],
    ["a stack and a file", {}, ["--stack", "a", "--config", "b"], /'--stack <name>' cannot be used with .*'--config/],
    ["a stack outside of a project", {}, ["--stack", "a"], /is in no Pulumi project/],
    [
      "a stack without a file",
      { "Pulumi.yaml": "" },
      ["--stack", "o/p/a"],
      /Pulumi\.a\.yaml does not exist\n.*pulumi stack in/,
    ],
    ["a file that is not there", {}, ["--config", "c.yaml"], /cannot read .*c\.yaml: ENOENT/],
    [
      "a stack of another engine",
      { "c.yaml": "config:\n  distributed-fiji:engine: imagej\n" },
      ["--config", "c.yaml"],
      /c\.yaml cannot take engineUrl and engineSha256: its engine is "imagej": set distributed-fiji:engine to fiji/,
    ],
    [
      "a stack with an image",
      { "c.yaml": "config:\n  distributed-fiji:image: x\n" },
      ["--config", "c.yaml"],
      /it has an image, which brings its own Fiji/,
    ],
    [
      "a file that is no config",
      { "c.yaml": "config: 3\n" },
      ["--config", "c.yaml"],
      /it is no config file of a stack/,
    ],
  ];
  for (const [title, files, args, message] of rows) {
    it(`refuses ${title}`, async () => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(join(folder, name, ".."), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      const before = await readdir(folder, { recursive: true });
      const { code, err } = await call(...args);
      assert.match(err, message);
      assert.equal(code, 2);
      assert.deepEqual(await readdir(folder, { recursive: true }), before);
    });
  }

  it("has one default address, that a stack would take, and says that it was not tried", async () => {
    assert.equal(imageKeys.engineUrl.safeParse(DEFAULT_FIJI_URL).success, true);
    const { code, out } = await call("--help");
    assert.equal(code, 0);
    assert.match(out, /The address without --url was not tried by this project: https:/);
    assert.ok(out.includes(DEFAULT_FIJI_URL));
  });
});
