import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { compareCounts } from "../../../cli/demo/compare";
import { drawPlate, type Site, SITES, WELLS } from "../../../cli/demo/plate";
import { encodeTiff } from "../../../cli/demo/tiff";

describe("the demo's plate", function () {
  this.timeout(60_000);

  let sites: readonly Site[];
  before(() => {
    sites = [...drawPlate()]; // 16 sites of two images: seconds of work
  });
  const nucleiOf = (well: string): number[] => sites.filter((site) => site.well === well).map(({ nuclei }) => nuclei);
  const hash = (pixels: Uint16Array = new Uint16Array()): string =>
    createHash("sha256").update(Buffer.from(pixels.buffer)).digest("hex");

  it("has two sites of each of its eight wells, each with enough nuclei to count", () => {
    assert.deepEqual(
      sites.map(({ well, site }) => `${well}_${site}`),
      WELLS.flatMap((well) => SITES.map((site) => `${well}_${site}`)),
    );
    assert.equal(sites.length, 16);
    assert.ok(sites.every(({ nuclei }) => nuclei > 60));
  });

  it("has fewer nuclei where the treatment is stronger", () => {
    assert.ok(Math.min(...nucleiOf("A01")) > 1.5 * Math.max(...nucleiOf("B04")));
  });

  it("has the same pixels every time, others in each channel", () => {
    const [first] = sites;
    const [again] = drawPlate();
    assert.equal(hash(first?.images.nuclei.pixels), hash(again?.images.nuclei.pixels));
    assert.notEqual(hash(first?.images.nuclei.pixels), hash(first?.images.cytoplasm.pixels));
  });

  it("is written as baseline TIFF", () => {
    const tiff = encodeTiff({ width: 2, height: 1, pixels: Uint16Array.of(1, 0xfffe) });
    assert.equal(tiff.toString("latin1", 0, 2), "II");
    const directory = tiff.readUInt32LE(4);
    const entries = new Map<number, number>();
    for (let i = 0; i < tiff.readUInt16LE(directory); i++) {
      const at = directory + 2 + i * 12;
      entries.set(tiff.readUInt16LE(at), tiff.readUInt32LE(at + 8));
    }
    assert.deepEqual(
      [256, 257, 258, 279].map((tag) => entries.get(tag)),
      [2, 1, 16, 4],
    );
    const strip = entries.get(273) ?? 0;
    assert.deepEqual([tiff.readUInt16LE(strip), tiff.readUInt16LE(strip + 2)], [1, 0xfffe]);
  });
});

describe("the demo's verdict", () => {
  it("is good within 3 % a site and 1 % in total", () => {
    const { isGood, lines } = compareCounts([
      { name: "A", truth: 100, counted: 103 },
      { name: "B", truth: 300, counted: 298 },
    ]);
    assert.equal(isGood, true);
    assert.match(lines.at(-1) ?? "", /total\s+400\s+401/);
  });

  const bad: [title: string, counts: [number, number | undefined][]][] = [
    [
      "one site is 4 % off",
      [
        [100, 104],
        [900, 897],
      ],
    ],
    [
      "all sites are 2 % off",
      [
        [100, 98],
        [100, 98],
      ],
    ],
    [
      "a result is missing",
      [
        [100, undefined],
        [100_000, 100_000],
      ],
    ],
  ];
  for (const [title, counts] of bad) {
    it(`is bad when ${title}`, () => {
      const sites = counts.map(([truth, counted], n) => ({ name: `S${n}`, truth, counted }));
      assert.equal(compareCounts(sites).isGood, false);
    });
  }
});
