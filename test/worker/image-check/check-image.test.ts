import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import {
  checkImage,
  type ImageReport,
  openerOf,
  type Opener,
  problemText,
} from "../../../worker/image-check/check-image";
import { MemoryFile, zerosFrom } from "../../helpers/byte-source";
import { makeTiff } from "../../helpers/tiff-bytes";

const check = (bytes: Buffer | string, name: string, opener: Opener = "imagej"): Promise<ImageReport> =>
  checkImage(new MemoryFile(typeof bytes === "string" ? Buffer.from(bytes) : bytes), { name, opener });

const join = (...parts: readonly (string | Buffer | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part as Uint8Array))),
  );
const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => 1 + ((i * 89) % 250)));

function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => join(u32(data.length).reverse(), type, data, [1, 2, 3, 4]);
  const end = Buffer.from("0000000049454e44ae426082", "hex");
  const data = deflateSync(noise(5000));
  return join("\x89PNG\r\n\x1a\n", chunk("IHDR", noise(13)), chunk("IDAT", data), chunk("IDAT", data), end);
}

function jpeg(): Buffer {
  const thumbnail = join([0xff, 0xd8, 0xff, 0xd9]);
  const exif = join([0xff, 0xe1, 0, 2 + thumbnail.length], thumbnail);
  return join([0xff, 0xd8], exif, [0xff, 0xda, 0, 4, 9, 9], noise(3000), [0xff, 0xd9]);
}

function gif(): Buffer {
  const piece = join([200], noise(200));
  const image = join([0x2c], Buffer.alloc(9), [8], piece, piece, piece, [0]);
  return join("GIF89a", [10, 0, 10, 0, 0x80, 0, 0], noise(6), [0x21, 0xfe, 2, 1, 1, 0], image, [0x3b]);
}

function bmp(): Buffer {
  const header = join("BM", u32(54 + 64 * 64 * 3), u32(0), u32(54), u32(40), u32(64), u32(64), u16(1), u16(24));
  return join(header, Buffer.alloc(24), noise(64 * 64 * 3));
}

function zip(): Buffer {
  const files = join("PK\x03\x04", noise(3000));
  return join(files, "PK\x01\x02", noise(60), "PK\x05\x06", Buffer.alloc(8), u32(64), u32(files.length), u16(0));
}

function fits(): Buffer {
  const cards = ["SIMPLE  = T", "BITPIX  = 16", "NAXIS   = 2", "NAXIS1  = 100", "NAXIS2  = 100", "END"];
  return join(
    cards
      .map((card) => card.padEnd(80))
      .join("")
      .padEnd(2880),
    noise(20_000),
    Buffer.alloc(160),
  );
}

function dicom(syntax = "1.2.840.10008.1.2.1"): Buffer {
  const element = (tag: number, type: string, value: Buffer): Buffer => {
    const head = join(u16(tag >>> 16), u16(tag & 0xffff));
    if (syntax === "1.2.840.10008.1.2" && tag >= 0x00080000) return join(head, u32(value.length), value);
    return type === "OW"
      ? join(head, type, [0, 0], u32(value.length), value)
      : join(head, type, u16(value.length), value);
  };
  const text = (value: string): Buffer => Buffer.from(value.length % 2 === 0 ? value : `${value}\0`);
  const meta = element(0x00020010, "UI", text(syntax));
  const header = join(element(0x00080060, "CS", text("CT")), element(0x00280010, "US", u16(50)));
  return join(Buffer.alloc(128), "DICM", meta, header, element(0x7fe00010, "OW", noise(5000)));
}

/** With pixels in pieces, as compressed DICOM has them. */
function dicomOfPieces(): Buffer {
  const head = dicom("1.2.840.10008.1.2.4.50").subarray(0, -5012);
  const piece = join([0xfe, 0xff, 0, 0xe0], u32(1000), noise(1000));
  const pixels = join([0xe0, 0x7f, 0x10, 0], "OB", [0, 0], u32(0xffffffff));
  return join(head, pixels, piece, piece, [0xfe, 0xff, 0xdd, 0xe0], u32(0));
}

describe("checkImage", () => {
  const WHOLE: readonly [name: string, bytes: Buffer][] = [
    ["PNG", png()],
    ["JPEG", jpeg()],
    ["GIF", gif()],
    ["BMP", bmp()],
    ["zip", zip()],
    ["FITS", fits()],
    ["DICOM", dicom()],
    ["DICOM without types", dicom("1.2.840.10008.1.2")],
    ["DICOM of pieces", dicomOfPieces()],
  ];
  for (const [name, bytes] of WHOLE) {
    it(`passes a whole ${name}, under its own name and any other`, async () => {
      for (const file of ["a.png", "a.tif", "a", "a.dat"]) assert.deepEqual(await check(bytes, file), { warnings: [] });
    });

    it(`finds a ${name} damaged that is cut at 30, 60 and 90 %`, async () => {
      for (const part of [0.3, 0.6, 0.9]) {
        const { problem } = await check(bytes.subarray(0, bytes.length * part), "a.png", "other");
        assert.equal(problem?.kind, "damaged", `at ${part}`);
        assert.match(problem.reason, /\d+ bytes|not copied to its end/);
      }
    });
  }

  const ZERO_TAILS: readonly [name: string, bytes: Buffer][] = [
    ["PNG", png()],
    ["JPEG", jpeg()],
    ["zip", zip()],
    ["DICOM of pieces", dicomOfPieces()],
    ["deflated TIFF", makeTiff({ compression: 8, strips: 4 }).bytes],
  ];
  for (const [name, bytes] of ZERO_TAILS) {
    it(`finds a ${name} damaged whose second half is zeros`, async () => {
      const { problem } = await check(zerosFrom(bytes, bytes.length >> 1), "a.png", "other");
      assert.equal(problem?.kind, "damaged");
    });
  }

  const FOLLOWED: readonly [name: string, bytes: Buffer][] = [
    ["a JPEG with zeros after it, as cameras write them", join(jpeg(), Buffer.alloc(5000))],
    ["a JPEG with other data after it", join(jpeg(), noise(5000))],
    ["a PNG with other data after it", join(png(), noise(5000))],
    ["a GIF without its last byte, which some writers leave out", gif().subarray(0, -1)],
    ["a zip with a comment", join(zip().subarray(0, -2), u16(7), "comment")],
    ["a FITS without the zeros at its end", fits().subarray(0, -160)],
    ["a DICOM whose first bytes are those of a TIFF", join("II*\0", u32(9999), dicom().subarray(8))],
  ];
  for (const [name, bytes] of FOLLOWED) {
    it(`passes ${name}`, async () => assert.deepEqual(await check(bytes, "a.jpg"), { warnings: [] }));
  }

  const IMPOSTORS: readonly [name: string, file: string, bytes: Buffer | string, reason: RegExp][] = [
    ["an empty file", "a.tif", "", /^it is empty \(0 bytes\)$/],
    [
      "a pointer of Git LFS",
      "a.czi",
      "version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
      /run `git lfs pull`$/,
    ],
    ["a pointer of Git LFS", "a.dat", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n", /Git LFS/],
    ["a web page", "a.tif", "<!DOCTYPE html>\n<html>", /web page, not an image: its download failed$/],
    ["a web page", "a.nd2", "\n\n<HTML><body>404", /web page/],
    ["an error of S3", "a.png", '<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>', /of S3 \(NoSuchKey\)/],
    ["an error of S3", "a.tif", "<Error><Code>AccessDenied</Code>", /of S3 \(AccessDenied\)/],
    ["zeros", "a.tif", Buffer.alloc(131_000), /^its first 512 bytes are zero, not an image$/],
  ];
  for (const [name, file, bytes, reason] of IMPOSTORS) {
    it(`finds ${name} under the name ${file} damaged for every opener`, async () => {
      for (const opener of ["imagej", "fiji", "other"] as const) {
        const { problem } = await check(bytes, file, opener);
        assert.equal(problem?.kind, "damaged");
        assert.match(problem.reason, reason);
      }
    });
  }

  const PERHAPS: readonly [name: string, bytes: Buffer | string, reason: RegExp][] = [
    ["text", "x\ty\n1\t2\n", /^it is text, not an image: "x\\ty/],
    ["one word", "image", /^it is text, not an image: "image"$/],
    ["a file that gzip made", Buffer.from("1f8b080000000000", "hex"), /^it is compressed with gzip: unpack it first$/],
    ["JSON", '{"a": 1}', /^it is text/],
    ["other XML", '<?xml version="1.0"?><OME></OME>', /^it is text/],
  ];
  for (const [name, bytes, reason] of PERHAPS) {
    it(`finds ${name} under the name of an image damaged for ImageJ, and warns for other programs`, async () => {
      assert.match((await check(bytes, "a.tif", "imagej")).problem?.reason ?? "", reason);
      assert.match((await check(bytes, "a.tif", "fiji")).problem?.reason ?? "", reason);
      const other = await check(bytes, "a.tif", "other");
      assert.equal(other.problem, undefined);
      assert.match(other.warnings.join(), reason);
    });
  }

  const NO_CHECK: readonly [name: string, file: string, bytes: Buffer | string][] = [
    ["a table", "a.csv", "x,y\n1,2\n"],
    ["a compressed table", "a.csv.gz", Buffer.from("1f8b080000000000", "hex")],
    ["a web page", "notes.html", "<html></html>"],
    ["a ROI", "a.roi", join("Iout", noise(60))],
    ["a CZI", "a.czi", join("ZISRAWFILE", Buffer.alloc(600))],
    ["an ND2", "a.nd2", join([0xda, 0xce, 0xbe, 0x0a], noise(600))],
    ["text that begins with BM", "a.txt", "BMP is a format of images, and this a text that is long enough"],
    ["bytes of no known format", "a.tif", noise(600)],
  ];
  for (const [name, file, bytes] of NO_CHECK) {
    it(`passes ${name} (${file}), for which it has no check`, async () => {
      assert.deepEqual(await check(bytes, file), { warnings: [] });
    });
  }

  it("warns of an empty file that is no image by its name", async () => {
    assert.deepEqual(await check("", "done.txt"), { warnings: ["it is empty (0 bytes)"] });
  });

  it("passes on the error of a file that cannot be read", async () => {
    const source = { sizeBytes: 10, read: () => Promise.reject(new Error("EIO")) };
    await assert.rejects(checkImage(source, { name: "a.tif", opener: "imagej" }), /^Error: EIO$/);
  });
});

describe("openerOf", () => {
  const OPENERS: readonly [engine: "imagej" | "fiji" | "command", script: string, opener: Opener][] = [
    ["imagej", "open(input);", "imagej"],
    ["imagej", 'run("Bio-Formats Importer");', "imagej"],
    ["fiji", "open(input);", "fiji"],
    ["fiji", 'run("Bio-Formats Importer", "open=[" + input + "]");', "other"],
    ["fiji", "from loci.plugins import BF", "other"],
    ["fiji", "import io.scif.SCIFIO", "other"],
    ["command", "", "other"],
  ];
  for (const [engine, script, opener] of OPENERS) {
    it(`is ${opener} for engine ${engine} and ${JSON.stringify(script)}`, () => {
      assert.equal(openerOf(engine, script), opener);
    });
  }
});

describe("problemText", () => {
  it("names the file, and says damaged only of files that are", () => {
    assert.equal(problemText("a.tif", { kind: "damaged", reason: "it is empty" }), '"a.tif" is damaged: it is empty');
    assert.equal(
      problemText("a.tif", { kind: "only-bio-formats", reason: "x; Bio-Formats opens it" }),
      '"a.tif" is not for open(): x; Bio-Formats opens it',
    );
  });
});
