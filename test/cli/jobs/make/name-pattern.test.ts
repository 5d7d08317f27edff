import assert from "node:assert/strict";
import fc from "fast-check";
import { groupNames } from "../../../../cli/jobs/make/group-names";
import { TEXT, typeByName } from "../../../../cli/jobs/make/key-types";
import { nameReader, parseNamePattern } from "../../../../cli/jobs/make/name-pattern";
import { jobsOf, problemsOf, warningsOf } from "../planning";

const YOKOGAWA = "AssayPlate_7_A01_T0001F002L01A01Z01C01.tif";
const GEN5 = "B10_01_2_12_FITC_001.tif";
const METAXPRESS = "Scr7_B10_s12_w18FA0C123-4B5A-6978-8796-A5B4C3D2E1F0.tif";

/** Pattern, name, and the values that a person means by it. */
const READ: readonly (readonly [pattern: string, name: string, values: string])[] = [
  ["img_f{Site}*.tif", "img_f28.tif", "28"],
  ["f{Site}*", "f02_DAPI.tif", "02"],
  ["*_{Site}*", "a_10b.tif", "10"],
  ["{Plate}_{Well}_T*", YOKOGAWA, "AssayPlate_7 A01"],
  ["{Plate}_{Well}_T{Time}F{Site}L*Z{Z}C{Channel}.tif", YOKOGAWA, "AssayPlate_7 A01 0001 002 01 01"],
  ["{Well}_*_*_{Site}_*", GEN5, "B10 12"],
  ["{Plate}_{Well}_s{Site}_w{Channel:1}*", METAXPRESS, "Scr7 B10 12 1"],
  ["{Plate}/{Well}_{Site}_*.tif", "P1/A01_1_DAPI_x.tif", "P1 A01 1"],
  ["**/{Well}_{Site}.tif", "a/b/AF48_007.tif", "AF48 007"],
  ["r{Row}c{Col}f{Site}p{Z}-*", "r02c10f12p03-ch2sk1fk1fl1.tiff", "02 10 12 03"],
  ["{Site:2}{Z:2}.tif", "0102.tif", "01 02"],
  ["{Name:letters}{Site}*", "DAPI12_a.tif", "DAPI 12"],
  ["{Plate:[^_]}_{Site}_*", "P_1_2_x.tif", "P 1"],
  ["{Dose:[0-9.]}uM_*.tif", "0.5uM_a.tif", "0.5"],
  ["{A:text}_{Well:well}.tif", "x_C5.tif", "x C5"],
  ["{Plate}/{Plate}_{Well}.tif", "a_b/a_b_A01.tif", "a_b A01"],
  ["{Well}_*_{Channel:letters}_*", GEN5, "B10 FITC"],
  ["*_{Well}_s{Site}_w*", METAXPRESS, "B10 12"],
  ["{Plate}_{Well}_T{Time}F{Site}*", YOKOGAWA, "AssayPlate_7 A01 0001 002"],
  ["*F{Site}L*C{Channel}.tif", YOKOGAWA, "002 01"],
  ["{Row:letters} - {Col}(fld {Site} wv *).tif", "B - 10(fld 12 wv FITC - FITC).tif", "B 10 12"],
  ["{Row:3}{Col:3}{Site:3}.flex", "002010003.flex", "002 010 003"],
  ["{Plate}_{Well}f{Site}d{Channel}.C01", "MFGTMP_260105160001_B10f11d1.C01", "MFGTMP_260105160001 B10 11 1"],
  ["{Well}--W*--P{Site}--Z{Z}--*", "B10--W00022--P00012--Z00002--T00000--DAPI.tif", "B10 00012 00002"],
  ["*xy{Site}*c{Channel}.tif", "exp7_t01xy12z2c1.tif", "12 1"],
  ["img_channel{Channel}_position{Site}_*", "img_channel001_position002_time000000000_z003.tif", "001 002"],
  ["{Series}_z{Z}_ch{Channel}.tif", "Series002_z00_ch00.tif", "Series002 00 00"],
  ["W{Index:digits}F{Site}T*Z{Z}C{Channel}.tif", "W0034F0012T0001Z003C2.tif", "0034 0012 003 2"],
  ["{Date:8}_{Mouse:letters}{N:digits}_*.png", "20260105_m12_left_40x.png", "20260105 m 12"],
  ["{Plate}-{Well}-{Site}*.tif", "P-1-A01-12_b.tif", "P-1 A01 12"],
  ["day{Day:digits}/*/img{Field}*", "day10/s_1/img007_x.tif", "10 007"],
];

/** Patterns that stay open, and what the message proposes. */
const OPEN: readonly (readonly [pattern: string, names: readonly string[], clear: string])[] = [
  ["{Plate}_*.tif", ["a_b_c.tif", "a_b_d.tif"], "{Plate:[^_]}_*.tif"],
  ["{Plate}_{Site}_*", ["P_1_2_x.tif", "P_1_3_x.tif"], "{Plate:[^_]}_{Site}_*"],
  ["{A}{B}.tif", ["abc1.tif", "de23.tif"], "{A:letters}{B}.tif"],
  ["{Image}*.tif", ["ab_c.tif", "cd_e.tif"], "{Image:[^_]}*.tif"],
  ["{Site}{Z}.tif", ["0102.tif", "0103.tif"], "{Site:2}{Z:text}.tif"],
  ["{A}-{B}.tif", ["a-b-c_1.tif", "a-b-d_2.tif"], "{A:[^-]}-{B}.tif"],
];

/** Patterns that fit nothing, and the nearest that does. */
const NEAR: readonly (readonly [pattern: string, names: readonly string[], near: string])[] = [
  ["{Well}_{Site}.tif", ["A01_1.TIF", "A02_1.TIF"], "{Well}_{Site}.TIF"],
  ["{Well}_{Site}.tif", ["P1/A01_1.tif", "P1/A02_1.tif"], "**/{Well}_{Site}.tif"],
  ["{Well}_{Site}.tif", ["A01-1.tif", "A02-1.tif"], "{Well}-{Site}.tif"],
  ["{Plate}/{Well}_{Site}.tif", ["A01_1.tif", "A02_1.tif"], "{Well}_{Site}.tif"],
  ["{Well}_S{Site}.tif", ["A01_s1.tif", "A02_s1.tif"], "{Well}_s{Site}.tif"],
  ["{Well}_{Site:digits}.tif", ["A01_1_DAPI.tif", "A02_1_GFP.tif"], "{Well}_{Site:digits}*.tif"],
];

const readerOf = (text: string) => {
  const pattern = parseNamePattern(text);
  if (typeof pattern === "string") throw new Error(pattern);
  return nameReader(
    pattern,
    pattern.keys.map((key, at) => pattern.written[at] ?? typeByName(key)),
  );
};

describe("a pattern of names", () => {
  for (const [text, name, values] of READ) {
    it(`${text} reads ${name} in one way`, () => {
      const reading = readerOf(text)(name);
      assert.deepEqual(reading, { values: values.split(" ") });
    });
  }
  it("of 31 that people write, reads 31 in one way, of which text alone would leave many open", () => {
    const readings = (isTyped: boolean) =>
      READ.map(([text, name]) => {
        const pattern = parseNamePattern(text);
        if (typeof pattern === "string") throw new Error(pattern);
        const types = pattern.keys.map((key, at) => (isTyped ? (pattern.written[at] ?? typeByName(key)) : TEXT));
        const reading = nameReader(pattern, types)(name);
        return reading === undefined ? "none" : "values" in reading ? "one" : "several";
      });
    const count = (list: readonly string[], what: string): number => list.filter((one) => one === what).length;
    assert.deepEqual([READ.length, count(readings(true), "one")], [31, 31]);
    assert.ok(count(readings(false), "several") >= 9, String(count(readings(false), "several")));
  });
  it("that fits none of 41 files names the nearest that does", async () => {
    const images = Array.from({ length: 41 }, (_, at) => `P1/A01-${at + 1}.tif`);
    const [problem = ""] = await problemsOf(undefined, { images, request: { pattern: "{Well}_{Site}.tif" } });
    assert.match(
      problem,
      /^none of 41 files in .* fits "\{Well\}_\{Site\}\.tif"; "\*\*\/\{Well\}-\{Site\}\.tif" fits all of them; found/,
    );
  });
  for (const [text, names, clear] of OPEN) {
    it(`${text} is refused for ${names.join(", ")}, with a clear pattern`, async () => {
      const [problem = ""] = await problemsOf(undefined, { images: names, request: { pattern: text } });
      assert.ok(problem.includes("in more than one way"), problem);
      for (const name of names) assert.ok(problem.includes(JSON.stringify(name)), problem);
      assert.ok(problem.endsWith(`; ${JSON.stringify(clear)} is clear`), problem);
      assert.equal((await jobsOf(undefined, { images: names, request: { pattern: clear } })).length > 0, true);
    });
  }
  for (const [text, names, near] of NEAR) {
    it(`${text} over ${names[0]} names the nearest pattern that fits`, async () => {
      const [problem = ""] = await problemsOf(undefined, { images: names, request: { pattern: text } });
      assert.ok(problem.startsWith(`none of 2 files in `), problem);
      assert.ok(problem.includes(`; ${JSON.stringify(near)} fits all of them; found`), problem);
    });
  }
  const refused: readonly (readonly [pattern: string, text: string])[] = [
    ["{Site:number}.tif", '"number" is no type of the key Site'],
    ["{Site:0}.tif", '"0" is no type'],
    ["{Site:[]}.tif", '"[]" is no type'],
    ["{Site:[z-a]}.tif", '"[z-a]" is no type'],
    ["{A:1}_{A:2}.tif", "the key A has the types 1 and 2"],
    ["{:digits}.tif", "the key {} is empty"],
  ];
  for (const [text, wrong] of refused) {
    it(`${text} is refused`, () => {
      const problem = parseNamePattern(text);
      assert.ok(typeof problem === "string", text);
      assert.ok(problem.includes(wrong), problem);
    });
  }
  it("reads a key as text where nothing fits its type, with a warning", async () => {
    const images = ["A01_DAPI.tif", "A01_GFP.tif"];
    const request = { pattern: "{Well}_{Channel}.tif" };
    assert.deepEqual(
      (await jobsOf(undefined, { images, request })).map(({ name }) => name),
      ["A01-DAPI", "A01-GFP"],
    );
    assert.match(
      (await warningsOf(undefined, { images, request })).join(),
      /a number for \{Channel\}: it is read as text/,
    );
  });
  it("warns of files that only text would fit", async () => {
    const images = ["A01_1.tif", "A01_1_small2.tif", "A01_2.tif"];
    const warnings = await warningsOf(undefined, { images, request: { pattern: "{Well}_{Site}.tif" } });
    assert.match(warnings.join(), /1 file is left out, .*"A01_1_small2.tif"/);
  });
  it("takes the files themselves as inputs where the values put in would fit other files, too", async () => {
    const images = ["f2.tif", "f2_b.tif", "f28.tif", "x.tif"];
    const jobs = await jobsOf(undefined, { images, request: { pattern: "f{Site}*" } });
    assert.deepEqual(
      jobs.map(({ name, input }) => [name, ...input]),
      [
        ["2", "f2.tif", "f2_b.tif"],
        ["28", "f28.tif"],
      ],
    );
  });
  it("keeps types out of inputs and outputs", async () => {
    const images = ["a1.tif", "b2.tif"];
    const jobs = await jobsOf(
      { groupsFrom: { pattern: "{Name:letters}{Site:1}.tif" }, output: "{Site}/{Name}/" },
      { images },
    );
    assert.deepEqual(
      jobs.map(({ input, output }) => [...input, output]),
      [
        ["a1.tif", "1/a/"],
        ["b2.tif", "2/b/"],
      ],
    );
  });
  it("reads what was put together, or says that it is open (property)", () => {
    const part = fc.constantFrom("a", "b", "_", "1", "2", "*", "{A}", "{Site}", "{Well}", "{N:2}", "{L:letters}");
    const pattern = fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""));
    const name = fc.stringMatching(/^[abA_12]{1,10}$/);
    fc.assert(
      fc.property(pattern, name, (text, file) => {
        const parsed = parseNamePattern(text);
        fc.pre(typeof parsed !== "string" && new Set(text.match(/\{\w+/g)).size === text.match(/\{/g)?.length);
        const reading = readerOf(text)(file);
        if (reading === undefined || "either" in reading) return;
        // the values put in again, the name fits
        const again = text.replace(
          /\{(\w+)[^}]*\}/g,
          (_, key: string) => reading.values[parsed.keys.indexOf(key)] ?? "",
        );
        assert.match(file, new RegExp(`^${again.replaceAll("*", "[^/]*")}$`));
      }),
      { numRuns: 3000 },
    );
  });
  it("takes steps in proportion to the name, whatever its stars and keys", () => {
    const read = readerOf(`{A}${"*a".repeat(30)}{Site}b`);
    for (let times = 0; times < 50; times++) assert.equal(read("a".repeat(900)), undefined);
  });
  it("groups names without looking at the order of the listing", () => {
    const pattern = parseNamePattern("{Well}_{Site}*");
    assert.ok(typeof pattern !== "string");
    const names = ["A01_10.tif", "A01_1.tif", "B02_1x.tif"];
    const sorted = (list: readonly string[]) =>
      groupNames(pattern, list)
        .groups.map(({ values }) => values.join("-"))
        .sort();
    assert.deepEqual(sorted(names), sorted([...names].reverse()));
    assert.deepEqual(sorted(names), ["A01-1", "A01-10", "B02-1"]);
  });
});
