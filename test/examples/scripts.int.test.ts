import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { drawPlate } from "../../cli/demo/plate";
import { encodeTiff } from "../../cli/demo/tiff";
import { buildCli, runCli } from "../helpers/built-cli";
import { displayOrSkip } from "../helpers/display";
import { fijiStandIn } from "../helpers/fiji-stand-in";

const EXAMPLES = join(__dirname, "..", "..", "examples");
const FLIES = process.env["DFIJI_FLY_DIR"] ?? join(EXAMPLES, "../../shared/data/fly");

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

  const run = async (output: string, ...args: string[]) => {
    const ran = await runCli(["local", "--output", join(folder, output), "--copies", "1", ...args], {
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  };
  const local = async (output: string, example: string, ...args: string[]) => {
    await run(output, resolve(EXAMPLES, example), "--input", images, ...args);
    return (path: string) => readFile(join(folder, output, path), "utf8");
  };
  const inFiji = (...more: string[]) => ["--engine", "fiji", "--fiji", fiji, ...more];

  it("count the nuclei of a drawn plate, in plain ImageJ and in warm Fiji", async () => {
    const plate = join(folder, "plate");
    await mkdir(join(plate, "P1"), { recursive: true });
    const truth = new Map<string, number>();
    const sizes = new Map<string, readonly number[]>();
    for (const { well, site, nuclei, images: drawn } of drawPlate()) {
      await writeFile(join(plate, "P1", `${well}_s${site}.tif`), encodeTiff(drawn.nuclei));
      truth.set(`${well}_s${site}`, nuclei);
      sizes.set(`${well}_s${site}`, [drawn.nuclei.width, drawn.nuclei.height]);
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
        assert.deepEqual(table.split("\n")[0]?.split(",").slice(0, 5), [" ", "Label", "Area", "X", "Y"]);
        const overlay = await readFile(join(folder, name, "P1", site, "overlay.png"));
        const size = [overlay.readUInt32BE(16), overlay.readUInt32BE(20)]; // of PNG's first chunk
        assert.deepEqual(size, sizes.get(site), site);
      }
    }
    assert.deepEqual(tables[1], tables[0]);
  });

  it("list each object of an image by the ROI manager, in plain ImageJ on a display", async function () {
    displayOrSkip(this);
    const squares = join(folder, "squares");
    await mkdir(squares);
    const sides = [8, 5, 4, 6]; // the third is smaller than 20 pixels
    const pixels = new Uint16Array(64 * 16);
    for (const [index, side] of sides.entries()) {
      for (let y = 2; y < 2 + side; y++) pixels.fill(1000, y * 64 + 16 * index + 2, y * 64 + 16 * index + 2 + side);
    }
    await writeFile(join(squares, "squares.tif"), encodeTiff({ width: 64, height: 16, pixels }));
    const script = ["--script", join(EXAMPLES, "macros/roi-areas.ijm")];
    const areasOf = async (name: string, input: string, image: string) => {
      await run(name, ...script, "--input", input);
      const [head, ...rows] = (await readFile(join(folder, name, image, "areas.csv"), "utf8")).trimEnd().split("\n");
      assert.equal(head, " ,Area");
      return rows.map((row) => Number(row.split(",")[1]));
    };
    assert.deepEqual(await areasOf("squares-areas", squares, "squares.tif"), [64, 25, 36]);

    if (!existsSync(join(FLIES, "01_POS002_D.TIF"))) {
      return console.log(`      the fly images are not at ${FLIES}: not counted (set DFIJI_FLY_DIR)`);
    }
    const flies = join(folder, "flies");
    await mkdir(flies);
    await copyFile(join(FLIES, "01_POS002_D.TIF"), join(flies, "01_POS002_D.TIF"));
    const areas = await areasOf("flies-areas", flies, "01_POS002_D.TIF");
    assert.deepEqual([areas.length, areas[0], areas.reduce((sum, area) => sum + area, 0)], [279, 228, 72_722]);
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
      ["cold", inFiji("--no-warm")],
    ] as const) {
      const read = await local(`argument-${name}`, "macros/argument.json", ...engine);
      assert.equal((await read("a/note.txt")).trim(), "a blurred", name);
    }
  });

  it("get an empty argument in each engine when the job has none, so that defaults of the desktop hold", async () => {
    const script = join(folder, "default.ijm");
    const source = 'a = getArgument(); if (a == "") a = "default";\nFile.saveString(a, "output/argument.txt");\n';
    await writeFile(script, source);
    for (const [name, options, expected] of [
      ["imagej", ["--engine", "imagej"], "default"],
      ["given", ["--engine", "imagej", "--argument", "w='{Image}'"], "w='a.tif'"],
      ["warm", inFiji(), "default"],
      ["cold", inFiji("--no-warm"), "default"],
    ] as const) {
      const output = join(folder, `default-${name}`);
      const places = ["--input", images, "--output", output, "--copies", "1"];
      const ran = await runCli(["local", "--script", script, ...places, ...options], {
        env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
      });
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
      assert.equal(ran.stderr.includes("warning: the script calls getArgument()"), expected === "default");
      assert.equal(await readFile(join(output, "a.tif", "argument.txt"), "utf8"), expected, name);
    }
  });

  it("of docs/scripts.md run as they stand there: a macro and Groovy", async () => {
    const page = await readFile(join(EXAMPLES, "..", "docs", "scripts.md"), "utf8");
    for (const name of ["count.ijm", "count.groovy"]) {
      const [, text = ""] = new RegExp(`\`\`\`\\w+\\n(// ${name}\\n[^]*?)\`\`\``).exec(page) ?? [];
      assert.match(text, /#@ Double/, name);
      await writeFile(join(folder, name), text);
      await run(`docs-${name}`, "--script", join(folder, name), "--input", images, ...inFiji());
      const table = await readFile(join(folder, `docs-${name}`, "a.tif", "measure.csv"), "utf8");
      const [head = "", row = "", ...more] = table.trimEnd().split("\n");
      const mean = Number(row.split(",")[head.split(",").indexOf("Mean")]);
      assert.ok(Math.abs(mean - 31.5) < 0.1 && more.length === 0, table); // a blur keeps the mean of 0 to 63
    }
  });

  it("run Fiji's folder template as it is", async () => {
    await local("folder", "macros/process-folder.json", "--engine", "imagej", "--expected-files", "0");
    const logs = join(folder, "folder", ".dfiji", "logs");
    const lines = await Promise.all((await readdir(logs)).map((log) => readFile(join(logs, log), "utf8")));
    const processed = lines.flatMap((text) =>
      [...text.matchAll(/Processing: .*[/]([^/]+)$/gm)].map(([, name]) => name),
    );
    assert.deepEqual(processed.sort(), ["a.tif", "it's b.tif"]);
  });
});
