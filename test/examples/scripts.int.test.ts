import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { drawPlate } from "../../cli/demo/plate";
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
    const ran = await runCli(["local", resolve(EXAMPLES, example), ...places, ...args], {
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return (path: string) => readFile(join(folder, output, path), "utf8");
  };
  const inFiji = (...more: string[]) => ["--engine", "fiji", "--fiji", fiji, ...more];

  it("count the nuclei of a drawn plate, in plain ImageJ and in warm Fiji", async () => {
    const plate = join(folder, "plate");
    await mkdir(join(plate, "P1"), { recursive: true });
    const truth = new Map<string, number>();
    for (const { well, site, nuclei, images: drawn } of drawPlate()) {
      await writeFile(join(plate, "P1", `${well}_s${site}.tif`), encodeTiff(drawn.nuclei));
      truth.set(`${well}_s${site}`, nuclei);
      if (truth.size === 2) break;
    }
    const tables: string[][] = [];
    for (const [name, engine] of [
      ["nuclei", ["--engine", "imagej"]],
      ["nuclei-fiji", inFiji()],
    ] as const) {
      const read = await local(name, "nuclei/job.json", "--input", plate, ...engine);
      tables.push([]);
      for (const [site, drawn] of truth) {
        const table = await read(`P1/${site}/nuclei.csv`);
        tables.at(-1)?.push(table);
        const counted = table.trimEnd().split("\n").length - 1;
        assert.ok(Math.abs(counted - drawn) <= 0.1 * drawn, `${site}: ${counted} of ${drawn}`);
        await read(`P1/${site}/overlay.png`);
      }
    }
    assert.deepEqual(tables[1], tables[0]);
  });

  it("measure images with Groovy in warm Fiji", async () => {
    const read = await local("groovy", "groovy/job.json", ...inFiji());
    assert.equal(await read("it's b/measure.csv"), "Image,Mean,Min,Max\nit's b.tif,31.500,0,63\n");
  });

  it("measure images with Groovy after a blur, where a job file asks for it", async () => {
    const given = JSON.parse(await readFile(join(EXAMPLES, "groovy", "job.json"), "utf8")) as Record<string, unknown>;
    const jobFile = join(folder, "blurred.json");
    const script = join(EXAMPLES, "groovy", "measure.groovy");
    await writeFile(jobFile, JSON.stringify({ ...given, script, shared_metadata: { sigma: 2 } }));
    const read = await local("blurred", jobFile, ...inFiji());
    const [, , least = "", most = ""] = (await read("a/measure.csv")).trim().split("\n")[1]?.split(",") ?? [];
    assert.ok(Number(least) > 0 && Number(most) < 63, `${least} ${most}`);
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

  it("of docs/scripts.md run as they stand there: a macro and Groovy", async () => {
    const page = await readFile(join(EXAMPLES, "..", "docs", "scripts.md"), "utf8");
    for (const name of ["count.ijm", "count.groovy"]) {
      const [, text = ""] = new RegExp(`\`\`\`\\w+\\n(// ${name}\\n[^]*?)\`\`\``).exec(page) ?? [];
      assert.match(text, /#@ Double/, name);
      await writeFile(join(folder, name), text);
      const places = ["--input", images, "--output", join(folder, `docs-${name}`), "--copies", "1"];
      const ran = await runCli(["local", "--script", join(folder, name), ...places, ...inFiji()], {
        env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
      });
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
      const table = await readFile(join(folder, `docs-${name}`, "a.tif", "measure.csv"), "utf8");
      assert.match(table, /Mean.*\n.*\d/);
    }
  });

  it("run Fiji's folder template as it is", async () => {
    await local("folder", "macros/process-folder.json", "--engine", "imagej", "--expected-files", "0");
  });
});
