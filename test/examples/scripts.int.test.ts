import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeTiff } from "../../cli/demo/tiff";
import { buildCli, runCli } from "../helpers/built-cli";
import { fijiStandIn } from "../helpers/fiji-stand-in";

const EXAMPLES = join(__dirname, "..", "..", "examples");

describe("the examples of scripts", function () {
  this.timeout(240_000);
  let folder: string;
  let images: string;
  let fiji: string;

  before(async () => {
    await buildCli();
    fiji = await fijiStandIn();
    folder = await mkdtemp(join(tmpdir(), "dfiji-examples-"));
    images = join(folder, "images");
    await mkdir(images);
    const pixels = Uint16Array.from({ length: 64 }, (_, index) => index);
    for (const name of ["a", "it's b"]) {
      await writeFile(join(images, `${name}.tif`), encodeTiff({ width: 8, height: 8, pixels }));
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const local = async (output: string, example: string, ...args: string[]) => {
    const places = ["--input", images, "--output", join(folder, output), "--copies", "1"];
    const ran = await runCli(["local", join(EXAMPLES, example), ...places, ...args], {
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return (path: string) => readFile(join(folder, output, path), "utf8");
  };
  const inFiji = (...more: string[]) => ["--engine", "fiji", "--fiji", fiji, ...more];

  it("measure images with Groovy in warm Fiji", async () => {
    const read = await local("groovy", "groovy/job.json", ...inFiji());
    assert.equal(await read("it's b/measure.csv"), "Image,Mean,Min,Max\nit's b.tif,31.500,0,63\n");
  });

  it("measure the same in a Fiji that is started for each job", async () => {
    const read = await local("cold", "groovy/job.json", ...inFiji("--no-warm"));
    assert.equal(await read("it's b/measure.csv"), "Image,Mean,Min,Max\nit's b.tif,31.500,0,63\n");
  });

  it("read getArgument() in plain ImageJ, in warm and in cold Fiji", async () => {
    for (const [name, engine] of [
      ["imagej", ["--engine", "imagej"]],
      ["warm", inFiji()],
      ["anew", inFiji("--no-warm")],
    ] as const) {
      const read = await local(`argument-${name}`, "macros/argument.json", ...engine);
      assert.equal((await read("a/note.txt")).trim(), "a blurred", name);
    }
  });

  it("run Fiji's folder template as it is", async () => {
    await local("folder", "macros/process-folder.json", "--engine", "imagej", "--expected-files", "0");
  });
});
