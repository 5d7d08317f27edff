import assert from "node:assert/strict";
import { checkImage, type Opener } from "../../../worker/image-check/check-image";
import { MemoryFile, zerosFrom } from "../../helpers/byte-source";
import { makeTiff, type MadeTiff, type TiffRequest } from "../../helpers/tiff-bytes";

const PIXELS = 64 * 64 * 2;
const check = (bytes: Buffer, opener: Opener = "imagej") =>
  checkImage(new MemoryFile(bytes), { name: "a.tif", opener });
const cut = ({ bytes }: MadeTiff, at: number): Buffer => bytes.subarray(0, Math.floor(at));
const with32 = ({ bytes }: MadeTiff, at: number, value: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, at);
  return copy;
};
/** The strip's positions are in the directory itself: entry 6 (from 0: 256, 257, 258, 259, 262, 273). */
const stripEntry = ({ directoryAt }: MadeTiff): number => directoryAt[0]! + 2 + 5 * 12 + 8;

describe("a TIFF", () => {
  const one = makeTiff();
  const last = makeTiff({ directory: "last" });
  const strips = makeTiff({ strips: 16 });
  const pages = makeTiff({ pages: 5 });
  const stack = makeTiff({ stack: 10, description: "ImageJ=1.54f\nimages=10\nslices=10\n" });
  const deflate = makeTiff({ compression: 8, strips: 4 });
  const lzw = makeTiff({ compression: 5, strips: 2 });
  const tiles = makeTiff({ tile: 16 });
  const big = makeTiff({ isBigTiff: true, pages: 2 });

  const DAMAGED: readonly [name: string, bytes: Buffer, reason: RegExp][] = [
    [
      "cut at half",
      cut(one, one.bytes.length / 2),
      /^cut short: the last strip of page 1 ends at byte 8314, the file has 4157 bytes$/,
    ],
    ["one byte short", cut(one, one.bytes.length - 1), /ends at byte 8314, the file has 8313 bytes$/],
    ["of 16 strips cut at 60 %", cut(strips, strips.bytes.length * 0.6), /the last strip of page 1/],
    [
      "cut before its directory at the end",
      cut(last, 4000),
      /the directory of page 1 ends at byte 8202, .* 4000 bytes/,
    ],
    ["cut within its directory at the end", cut(last, last.bytes.length - 6), /the directory of page 1/],
    ["with zeros for a directory", zerosFrom(last.bytes, 4000), /the directory of page 1, at byte 8200, has 0 entries/],
    ["without a directory", with32(one, 4, 0), /no directory: it was not written to its end/],
    ["of 5 pages cut in page 3", cut(pages, pages.pieceAt[2]![0]! + 100), /the last strip of page 3/],
    ["of 5 pages cut before page 3", cut(pages, pages.directoryAt[2]!), /the directory of page 3/],
    ["of 5 pages cut before the link of page 3", cut(pages, pages.directoryAt[2]! + 20), /the directory of page 3/],
    ["that is a stack of 10 cut at 45 %", cut(stack, stack.bytes.length * 0.45), /image 10 of 10 ends at byte/],
    ["that is a stack without its last plane", cut(stack, stack.bytes.length - PIXELS), /image 10 of 10/],
    ["whose directory follows itself", with32(one, one.nextAt[0]!, one.directoryAt[0]!), /earlier page: a loop$/],
    [
      "whose 5th page leads to the 2nd",
      with32(pages, pages.nextAt[4]!, pages.directoryAt[1]!),
      /after page 5 .* a loop/,
    ],
    ["with Deflate cut at 60 %", cut(deflate, deflate.bytes.length * 0.6), /the last strip/],
    ["with Deflate and zeros at its end", zerosFrom(deflate.bytes, deflate.pieceAt[0]![2]!), /zeros in place of/],
    ["with LZW cut", cut(lzw, lzw.bytes.length - 40), /the last strip/],
    ["with LZW and zeros at its end", zerosFrom(lzw.bytes, lzw.pieceAt[0]![1]! + 500), /zeros in place of/],
    ["with a strip that was never written", with32(one, stripEntry(one), 0), /strip 1 of page 1 was never written/],
    ["of tiles cut", cut(tiles, tiles.bytes.length - 1), /the last tile of page 1/],
    ["of 2^32 bytes cut", cut(big, big.bytes.length - 1), /the last strip of page 2/],
    ["cut in its header", Buffer.from("49492a0008000000", "hex"), /the directory of page 1 ends at byte 10/],
    ["of another byte order cut", cut(makeTiff({ isBigEndian: true }), 4000), /the last strip of page 1/],
  ];
  for (const [name, bytes, reason] of DAMAGED) {
    it(`${name} is damaged for every opener`, async () => {
      for (const opener of ["imagej", "fiji", "other"] as const) {
        const { problem } = await check(bytes, opener);
        assert.equal(problem?.kind, "damaged");
        assert.match(problem.reason, reason);
      }
    });
  }

  const WHOLE: readonly [name: string, request: TiffRequest][] = [
    ["of one strip", {}],
    ["of 16 strips, the last one lower", { strips: 16, height: 61 }],
    ["with its directory at the end", { directory: "last" }],
    ["of 5 pages", { pages: 5 }],
    ["of another byte order", { isBigEndian: true }],
    ["of 12 bits a pixel", { bits: 12, width: 63 }],
    ["of 1 bit a pixel", { bits: 1, width: 61 }],
    ["with counts of 0, as old writers leave them", { stripBytes: 0 }],
    ["with counts that are too large", { stripBytes: 99_999_999 }],
    ["with Deflate", { compression: 8, strips: 4 }],
    ["with LZW", { compression: 5 }],
    ["with PackBits", { compression: 32773 }],
    ["with one strip of JPEG", { compression: 7 }],
    ["that is a stack", { stack: 10, description: "ImageJ=1.54f\nimages=10\n" }],
    ["whose pages are as many as its images", { pages: 3, description: "ImageJ=1.54f\nimages=3\n" }],
  ];
  for (const [name, request] of WHOLE) {
    it(`${name} is whole, also with bytes after its end`, async () => {
      const { bytes } = makeTiff(request);
      assert.deepEqual(await check(bytes), { warnings: [] });
      assert.deepEqual(await check(Buffer.concat([bytes, Buffer.alloc(1000)])), { warnings: [] });
    });
  }

  const NOT_FOR_IMAGEJ: readonly [name: string, request: TiffRequest, reason: string, fiji: "refused" | "passed"][] = [
    ["of 3 strips of JPEG", { compression: 7, strips: 3 }, "only the first of its 3 strips", "refused"],
    ["of tiles", { tile: 16 }, "ImageJ does not read tiles", "passed"],
    ["of the Big kind", { isBigTiff: true }, "ImageJ does not read BigTIFF", "passed"],
    ["of numbers of 16 bits with a point", { format: 3 }, "floating-point numbers of 16 bits", "passed"],
    ["with zstd", { compression: 50000 }, "this compression (zstd)", "passed"],
    ["with JPEG 2000", { compression: 34712 }, "this compression (JPEG 2000)", "passed"],
    ["with an unknown compression", { compression: 4711 }, "this compression (4711)", "passed"],
  ];
  for (const [name, request, reason, fiji] of NOT_FOR_IMAGEJ) {
    it(`${name} is refused for ImageJ, ${fiji} for Fiji's open(), and passes for Bio-Formats`, async () => {
      const { bytes } = makeTiff(request);
      const { problem } = await check(bytes, "imagej");
      assert.equal(problem?.kind, "only-bio-formats");
      assert.ok(problem.reason.includes(reason), problem.reason);
      assert.match(problem.reason, /; Bio-Formats opens it$/);
      assert.equal((await check(bytes, "fiji")).problem?.kind, fiji === "refused" ? "only-bio-formats" : undefined);
      assert.equal((await check(bytes, "other")).problem, undefined);
    });
  }

  const ZEROS: readonly [name: string, request: TiffRequest, from: (made: MadeTiff) => number, warned: boolean][] = [
    ["from byte 16384 on", { width: 256, height: 256 }, () => 16_384, true],
    ["from a sector on", { width: 256, height: 256, strips: 16 }, () => 81 * 512, true],
    ["everywhere", { width: 256, height: 256, fill: 0 }, ({ bytes }) => bytes.length, true],
    ["from a byte where no block begins", { width: 256, height: 256 }, () => 16_500, false],
    ["in the last 100 bytes", { width: 256, height: 256 }, ({ bytes }) => bytes.length - 100, false],
  ];
  for (const [name, request, from, warned] of ZEROS) {
    it(`without compression and with zeros ${name} is passed ${warned ? "with" : "without"} a warning`, async () => {
      const made = makeTiff(request);
      const { problem, warnings } = await check(zerosFrom(made.bytes, from(made)));
      assert.equal(problem, undefined);
      assert.equal(warnings.length, warned ? 1 : 0);
      if (warned)
        assert.match(warnings[0]!, /bytes of pixels or more are zero: a mask, or a copy that was interrupted/);
    });
  }

  it("of 20,000 pages is read in few blocks", async () => {
    const made = makeTiff({ pages: 20_000, width: 2, height: 2 });
    const file = new MemoryFile(made.bytes);
    assert.deepEqual(await checkImage(file, { name: "a.tif", opener: "imagej" }), { warnings: [] });
    assert.ok(file.reads < 30, `${file.reads} reads`);
  });

  it("of one page is read twice: its header, and its end", async () => {
    const file = new MemoryFile(makeTiff({ width: 2048, height: 2048 }).bytes);
    assert.deepEqual(await checkImage(file, { name: "a.tif", opener: "imagej" }), { warnings: [] });
    assert.equal(file.reads, 2);
  });

  const OME = (files: readonly string[]): string =>
    `<?xml version="1.0"?><OME>${files.map((file) => `<UUID FileName="${file}">urn:uuid:1</UUID>`).join("")}</OME>`;
  const SIBLINGS: readonly [name: string, files: readonly string[], inputs: readonly string[], missing?: RegExp][] = [
    ["has all", ["c1.tif", "c2.tif"], ["c1.tif", "c2.tif"]],
    ["has one of two", ["c1.tif", "c2.tif"], ["c1.tif"], /data set of 2 files, of which the job has no c2\.tif$/],
    ["has one of five", ["a", "b", "c", "d", "e"], ["a"], /of 5 files, of which the job has no b, c, d, …$/],
    ["has none, renamed", ["a", "b"], ["x"], /no a, b$/],
    ["is one file that was renamed", ["old.tif"], ["new.tif"]],
  ];
  for (const [name, files, inputs, missing] of SIBLINGS) {
    it(`of an OME data set of which the job ${name} is passed, ${missing === undefined ? "without" : "with"} a warning`, async () => {
      const context = { name: "a.tif", opener: "imagej", inputNames: new Set(inputs) } as const;
      const { problem, warnings } = await checkImage(
        new MemoryFile(makeTiff({ description: OME(files) }).bytes),
        context,
      );
      assert.equal(problem, undefined);
      assert.equal(warnings.length, missing === undefined ? 0 : 1);
      if (missing !== undefined) assert.match(warnings[0]!, missing);
    });
  }
});
