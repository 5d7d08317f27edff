import assert from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { ImageError, openImage } from "../../../../cli/page/pictures/image-file";
import { type PlaneIndex } from "../../../../cli/page/pictures/stack-layout";
import { UnsafePathError } from "../../../../worker/host/safe-files";
import { imagejTiff } from "../../../helpers/imagej-tiff";

const FIRST: PlaneIndex = { channel: 0, slice: 0, frame: 0 };

describe("an image file", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "dfiji-pictures-"))));
  after(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, bytes: Buffer | string): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };

  for (const isBigEndian of [true, false]) {
    for (const [type, plane] of [
      ["8 bits", Uint8Array.of(0, 1, 127, 200, 254, 255)],
      ["16 bits", Uint16Array.of(0, 1, 100, 4095, 40_000, 65_535)],
      ["32 bits", Float32Array.of(0, -3, 0.25, NaN, 1e6, Infinity)],
    ] as const) {
      it(`has the exact grey values of ${type}, ${isBigEndian ? "big" : "little"}-endian`, async () => {
        const bytes = imagejTiff({ width: 3, height: 2, planes: [plane], isBigEndian });
        const file = await openImage(await write("one.tif", bytes));
        const { width, height, samples, pixels } = await file.plane(FIRST);
        assert.deepEqual([width, height, samples], [3, 2, 1]);
        assert.deepEqual([...pixels], [...plane]);
        assert.equal(file.facts.isFloat, type === "32 bits");
        assert.equal(file.facts.isColour, false);
        assert.equal(`${file.facts.bits} bits`, type);
      });
    }
  }

  for (const directories of ["one", "all"] as const) {
    for (const type of [Uint8Array, Uint16Array, Float32Array]) {
      it(`is a hyperstack of ${type.name} by channel, slice and frame, ${directories} of its planes with a directory`, async () => {
        const planes = Array.from({ length: 12 }, (_, i) => type.from([i, 10 + i, 20 + i, 30 + i]));
        const sizes = { channels: 2, slices: 3, frames: 2 };
        const path = await write("hyper.tif", imagejTiff({ width: 2, height: 2, planes, ...sizes, directories }));
        const file = await openImage(path);
        const { channels, slices, frames } = file.facts;
        assert.deepEqual({ channels, slices, frames }, sizes);
        const { pixels } = await file.plane({ channel: 1, slice: 2, frame: 1 });
        assert.deepEqual([...pixels], [11, 21, 31, 41]);
        assert.deepEqual([...(await file.plane({ channel: 0, slice: 1, frame: 0 })).pixels], [2, 12, 22, 32]);
      });
    }
  }

  it("is an OME-TIFF in the order that its XML names", async () => {
    const planes = Array.from({ length: 6 }, (_, i) => Uint16Array.of(i * 1000));
    const description = `<OME xmlns="x"><Pixels DimensionOrder="XYZCT" SizeC="2" SizeT="1" SizeZ="3"></Pixels></OME>`;
    const bytes = imagejTiff({ width: 1, height: 1, planes, description, directories: "all" });
    const file = await openImage(await write("ome.tif", bytes));
    assert.deepEqual([...(await file.plane({ channel: 1, slice: 2, frame: 0 })).pixels], [5000]);
    assert.deepEqual([...(await file.plane({ channel: 0, slice: 2, frame: 0 })).pixels], [2000]);
  });

  it("is a PNG of 16 bits, a JPEG, a deflated TIFF or colours", async () => {
    const grey = Uint16Array.of(0, 300, 4095, 65_535);
    const raw = sharp(grey, { raw: { width: 2, height: 2, channels: 1 } }).toColourspace("grey16");
    const png = await openImage(await write("p.png", await raw.png().toBuffer()));
    assert.deepEqual([...(await png.plane(FIRST)).pixels], [...grey]);
    const deflated = await raw.tiff({ compression: "deflate" }).toBuffer();
    assert.deepEqual([...(await (await openImage(await write("d.tif", deflated))).plane(FIRST)).pixels], [...grey]);
    const red = sharp({ create: { width: 8, height: 8, channels: 3, background: "#f00" } });
    const jpeg = await openImage(await write("j.jpg", await red.jpeg({ quality: 100 }).toBuffer()));
    assert.deepEqual([jpeg.facts.format, jpeg.facts.isColour, jpeg.facts.bits], ["JPEG", true, 8]);
    const [r = 0, g = 255] = (await jpeg.plane(FIRST)).pixels;
    assert.ok(r > 250 && g < 5, `${r}, ${g}`);
  });

  it("draws what is transparent in a PNG as black", async () => {
    const clear = sharp({ create: { width: 1, height: 1, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } });
    const file = await openImage(await write("clear.png", await clear.png().toBuffer()));
    assert.deepEqual([...(await file.plane(FIRST)).pixels], [0, 0, 0]);
  });

  for (const directories of ["one", "all"] as const) {
    it(`is sampled with values of its own, ${directories} of its planes with a directory`, async () => {
      const plane = Uint16Array.from({ length: 400 * 200 }, (_, i) => (i % 7 === 0 ? 60_000 : 3));
      const bytes = imagejTiff({ width: 400, height: 200, planes: [plane, plane], directories });
      const { pixels, width, height } = await (await openImage(await write("s.tif", bytes))).sample(FIRST, 100);
      assert.deepEqual([width, height], [100, 50]);
      assert.deepEqual([...new Set(pixels)].sort(), [3, 60_000]);
    });
  }

  const whole = imagejTiff({ width: 20, height: 20, planes: [new Uint16Array(400), new Uint16Array(400)] });
  for (const [what, bytes, message] of [
    ["empty", "", "it is empty"],
    ["text", "Area,Mean\n1,2\n", "no TIFF, PNG or JPEG: other formats are not drawn"],
    ["SVG", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "no TIFF, PNG or JPEG: other formats are not drawn"],
    [
      "a stack that was cut",
      whole.subarray(0, 1200),
      /^damaged: cut short: image 2 of 2 ends at byte \d+, the file has 1200 bytes$/,
    ],
    ["a TIFF without a directory", Buffer.from("49492a0000000000", "hex"), /^damaged: it has no directory/],
    ["a PNG of which only the header is there", Buffer.from("89504e470d0a1a0a0000000d", "hex"), /./],
    ["a JPEG that is none", Buffer.from("ffd8ffe000104a464946", "hex"), /./],
  ] as const) {
    it(`is no picture when it is ${what}`, async () => {
      const path = await write("bad.tif", Buffer.from(bytes));
      await assert.rejects(openImage(path), (error) => {
        assert.ok(error instanceof ImageError, String(error));
        assert.ok(!error.message.includes(folder) && !error.message.includes("\n"), error.message);
        if (typeof message === "string") assert.equal(error.message, message);
        else assert.match(error.message, message);
        return true;
      });
    });
  }

  it("is never opened through a link", async () => {
    await write("real.tif", whole);
    await symlink("real.tif", join(folder, "link.tif"));
    await assert.rejects(openImage(join(folder, "link.tif")), UnsafePathError);
  });
});
