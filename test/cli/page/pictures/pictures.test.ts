import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { NotShownError } from "../../../../cli/page/pictures/folder-file";
import { ImageError } from "../../../../cli/page/pictures/image-file";
import {
  type PictureJob,
  type PictureJobs,
  type PictureRequest,
  Pictures,
} from "../../../../cli/page/pictures/pictures";
import { imagejTiff } from "../../../helpers/imagej-tiff";

sharp.unblock({ operation: ["VipsForeignLoadWebp"] }); // to read what was drawn

const FIRST = { channel: 0, slice: 0, frame: 0 };

/** A plate of a well each with nuclei of 3000 on 200, and D07, an empty one with the noise of the camera. */
describe("pictures of a plate", () => {
  let folder: string;
  let pictures: Pictures;
  const jobs = new Map<string, PictureJob>();
  const port: PictureJobs = {
    job: async (jobId) => jobs.get(jobId),
    sample: async (plate, count) => [...jobs.values()].filter((job) => job.plate === plate).slice(0, count),
    count: async (plate) => [...jobs.values()].filter((job) => job.plate === plate).length,
  };

  const write = async (side: "in" | "out", key: string, bytes: Buffer): Promise<void> => {
    await mkdir(dirname(join(folder, side, key)), { recursive: true });
    await writeFile(join(folder, side, key), bytes);
  };
  const etagged = (side: "in" | "out", keys: readonly string[]) =>
    Promise.all(
      keys.map(async (key) => {
        const { size, mtimeMs } = await stat(join(folder, side, key)).catch(() => ({ size: 0, mtimeMs: 0 }));
        return { key, etag: `${size}-${Math.trunc(mtimeMs)}` };
      }),
    );
  const request = (jobId: string, key: string, more: Partial<PictureRequest> = {}): PictureRequest => ({
    ...{ jobId, side: "input", key, ...FIRST, contrast: "own", size: 64 },
    ...more,
  });
  const pixelsOf = async (picture: PictureRequest): Promise<Buffer> =>
    sharp((await pictures.draw(picture)).bytes)
      .toColourspace("b-w")
      .raw()
      .toBuffer();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-plate-"));
    await mkdir(join(folder, "out"));
    for (const well of ["A01", "A02", "D07"]) {
      const key = `P1/${well}_dapi.tif`;
      const bright = well === "D07" ? 0 : 3000;
      const site = Uint16Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 16 ? bright : 0) + 200 + (i % 5));
      const second = site.map((value) => value * 3);
      await write("in", key, imagejTiff({ width: 64, height: 64, planes: [site, second], channels: 2, slices: 1 }));
      const overlay = sharp({ create: { width: 32, height: 32, channels: 3, background: "#0a64c8" } });
      await write("out", `${well}/overlay.png`, await overlay.png().toBuffer());
      const mask = Buffer.from(new Uint8Array(32 * 32).fill(well === "A01" ? 7 : 255));
      await write("out", `${well}/mask.tif`, imagejTiff({ width: 32, height: 32, planes: [mask] }));
      jobs.set(well, {
        ...{ jobId: well, plate: "P1", group: { Plate: "P1", Well: well }, inputDir: join(folder, "in") },
        inputs: await etagged("in", [key, "P1/notes.txt"]),
        outputs: await etagged("out", [`${well}/overlay.png`, `${well}/mask.tif`, `${well}/nuclei.csv`]),
      });
    }
    await write("in", "P1/E09_dapi.tif", Buffer.from("no image"));
    await symlink("/etc", join(folder, "in", "elsewhere"));
    const keys = ["P1/E09_dapi.tif", "elsewhere/hosts.tif", "../out/A01/mask.tif", "P1/gone.png"];
    const inputs = keys.map((key) => ({ key, etag: "e" }));
    const group = { Plate: "P1", Well: "E09" };
    jobs.set("E09", { jobId: "E09", plate: "P1", group, inputs, outputs: [], inputDir: join(folder, "in") });
    pictures = new Pictures(port, join(folder, "out"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("have one contrast for a channel of the plate, so that the empty well is black", async () => {
    const contrast = await pictures.contrast({ jobId: "D07", side: "input", key: "P1/D07_dapi.tif" }, 0);
    assert.deepEqual(contrast, { id: '["P1","input","dapi",0]', low: 200, high: 3204, images: 3, of: 4 });
    const full = { contrast, size: "full" } as const;
    const empty = await pixelsOf(request("D07", "P1/D07_dapi.tif", full));
    assert.ok(Math.max(...empty) <= 1, `${Math.max(...empty)}`);
    const cells = await pixelsOf(request("A01", "P1/A01_dapi.tif", full));
    assert.ok(Math.max(...cells) >= 254 && Math.min(...cells) === 0);
    const own = await pixelsOf(request("D07", "P1/D07_dapi.tif", { size: "full" }));
    assert.ok(Math.max(...own) === 255, "its own contrast stretches the noise");
  });

  it("have another contrast for another channel", async () => {
    const contrast = await pictures.contrast({ jobId: "A02", side: "input", key: "P1/A02_dapi.tif" }, 1);
    assert.deepEqual([contrast.low, contrast.high], [600, 9612]);
  });

  it("list the images of a job, with why one is not drawn", async () => {
    const [input, overlay, mask, ...more] = (await pictures.list("A01")) ?? [];
    assert.deepEqual(more, []);
    assert.equal(input?.label, "dapi");
    assert.deepEqual([input?.facts?.channels, input?.facts?.bits, input?.isAsItIs], [2, 16, false]);
    assert.deepEqual([input?.isChanged, overlay?.isChanged], [false, false]);
    assert.deepEqual([overlay?.label, overlay?.isAsItIs, overlay?.side], ["overlay", true, "output"]);
    assert.deepEqual([mask?.label, mask?.isAsItIs], ["mask", true]);
    const broken = (await pictures.list("E09")) ?? [];
    assert.deepEqual(
      broken.map(({ key, problem }) => [key, problem]),
      [
        ["P1/E09_dapi.tif", "no TIFF, PNG or JPEG: other formats are not drawn"],
        ["elsewhere/hosts.tif", "it is no longer in its folder"],
        ["../out/A01/mask.tif", "its name is no path inside the folder"],
        ["P1/gone.png", "it is no longer in its folder"],
      ],
    );
    assert.equal(await pictures.list("F01"), undefined);
  });

  it("say which file is another one than that of the run", async () => {
    const job = jobs.get("A02")!;
    jobs.set("A02", { ...job, inputs: job.inputs.map(({ key }) => ({ key, etag: "1-1" })) });
    const changed = ((await pictures.list("A02")) ?? []).map(({ isChanged }) => isChanged);
    jobs.set("A02", job);
    assert.deepEqual(changed, [true, false, false]);
  });

  it("draw overlays and 8 bits of results as they are", async () => {
    const asIs = { side: "output", contrast: "as-is", size: "full" } as const;
    const { bytes, type } = await pictures.draw(request("A01", "A01/overlay.png", asIs));
    assert.equal(type, "image/png");
    assert.deepEqual([...(await sharp(bytes).raw().toBuffer()).subarray(0, 3)], [0x0a, 0x64, 0xc8]);
    assert.deepEqual([...new Set(await pixelsOf(request("A01", "A01/mask.tif", asIs)))], [7]);
  });

  it("never draw 16 bits as they are: they would be black", async () => {
    const wanted = request("A01", "P1/A01_dapi.tif", { contrast: "as-is" });
    await assert.rejects(pictures.draw(wanted), (error) => error instanceof ImageError);
  });

  it("are small as WebP, whole as PNG, and never enlarged", async () => {
    for (const [size, format, side] of [
      [16, "webp", 16],
      [500, "webp", 64],
      ["full", "png", 64],
    ] as const) {
      const found = await sharp((await pictures.draw(request("A01", "P1/A01_dapi.tif", { size }))).bytes).metadata();
      assert.deepEqual([found.format, found.width, found.height], [format, side, side]);
    }
  });

  for (const [what, wanted] of [
    ["an image of another job", request("A01", "P1/A02_dapi.tif")],
    ["a file that is no job's", request("A01", "../secret.tif")],
    ["a table", request("A01", "A01/nuclei.csv", { side: "output" })],
    ["an input as an output", request("A01", "P1/A01_dapi.tif", { side: "output" })],
    ["a link out of the folder", request("E09", "elsewhere/hosts.tif")],
    ["a path out of the folder that a marker names", request("E09", "../out/A01/mask.tif")],
    ["a job that is none", request("../x", "P1/A01_dapi.tif")],
  ] as const) {
    it(`refuse ${what}`, async () => {
      await assert.rejects(pictures.draw(wanted), (error) => error instanceof NotShownError);
    });
  }

  it("refuse a channel, slice or frame that the image does not have", async () => {
    for (const axis of ["channel", "slice", "frame"] as const) {
      await assert.rejects(
        pictures.draw(request("A01", "P1/A01_dapi.tif", { [axis]: 5 })),
        /it has [12] (channel|slice|frame)s/,
      );
    }
  });

  it("say what to do where the folder is unknown", async () => {
    const away = { ...port, job: async (id: string) => ({ ...jobs.get(id)!, inputDir: undefined }) };
    const problems = new Set((await new Pictures(away, undefined).list("A01"))?.map(({ problem }) => problem));
    assert.deepEqual(
      [...problems],
      ["its folder is not known: give --input DIR", "it is not on this computer: `dfiji download` gets it"],
    );
  });

  it("are not drawn once the page has gone on", async () => {
    const wanted = request("A01", "P1/A01_dapi.tif", { size: 33 });
    await assert.rejects(
      pictures.draw(wanted, () => false),
      /no longer requested/,
    );
  });

  it("write nothing", async () => {
    assert.deepEqual(
      (await readdir(folder, { recursive: true })).filter((name) => name.includes(".dfiji")),
      [],
    );
    assert.equal((await readdir(join(folder, "in", "P1"))).length, 4);
  });
});
