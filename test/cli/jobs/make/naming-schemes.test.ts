import assert from "node:assert/strict";
import { NAMING_SCHEMES } from "../../../../cli/jobs/make/naming-schemes";
import { labelsOf } from "../../../../cli/jobs/make/scheme-groups";
import { jobsOf, problemsOf, warningsOf } from "../planning";

const GUID = "836B1E2D-4B5A-6978-8796-A5B4C3D2E1F0";

/** Names made by each scheme's rules, and what they say: plate, well, site, channel, z, time, other; "" where nothing. */
const NAMES: Readonly<Record<string, readonly (readonly [name: string, ...labels: string[]])[]>> = {
  harmony: [
    ["P1__2026-01-05-Measurement 1/Images/r02c10f12p03-ch2sk1fk1fl1.tiff", "P1", "B10", "12", "2", "03", "1"],
    ["P1__2026-01-05-Measurement1/Images/r01c01f001p01-ch1sk12fk1fl1.tiff", "P1", "A01", "001", "1", "01", "12"],
    ["r16c24f01p01rc1-ch4sk1fk1fl1.tiff", "", "P24", "01", "4", "01", "1"],
    ["r27c48f01p01-ch1sk1fk1fl1.tif", "", "AA48", "01", "1", "01", "1"],
    ["r01c02f01p01-ch1t01.tiff", "", "A02", "01", "1", "01", "01"],
  ],
  columbus: [
    ["002010-12-001003002.tif", "", "B10", "12", "", "", "", "001003002"],
    ["001001-1-001001001.tif", "", "A01", "1", "", "", "", "001001001"],
    ["016024-9-001001004.tiff", "", "P24", "9", "", "", "", "001001004"],
    ["P1/008012-2-001001001.TIF", "P1", "H12", "2", "", "", "", "001001001"],
    ["032048-3-010001001.tif", "", "AF48", "3", "", "", "", "010001001"],
  ],
  "opera-flex": [
    ["002010003.flex", "", "B10", "003"],
    ["001001000.flex", "", "A01", "000"],
    ["016024001.flex", "", "P24", "001"],
    ["P1/008012002.FLEX", "P1", "H12", "002"],
    ["027001001.flex", "", "AA01", "001"],
  ],
  imagexpress: [
    [`Scr7_B10_s12_w1${GUID}.tif`, "Scr7", "B10", "12", "1"],
    ["Scr7_B10_s12_w2.TIF", "Scr7", "B10", "12", "2"],
    [`2026-01-05/77/TimePoint_3/ZStep_2/Scr_7 b_AA01_s1_w3${GUID}.tif`, "Scr_7 b", "AA01", "1", "3", "2", "3"],
    [`Scr7_B10_w1${GUID}.tif`, "Scr7", "B10", "", "1"],
    ["TimePoint_1/Scr7_P24_s1.tif", "Scr7", "P24", "1", "", "", "1"],
  ],
  cellvoyager: [
    ["AssayPlate_7_B10_T0001F012L01A02Z03C02.tif", "AssayPlate_7", "B10", "012", "02", "03", "0001"],
    ["Assay_#3_A01_T0002F001L01A01Z01C01.png", "Assay_#3", "A01", "001", "01", "01", "0002"],
    ["p/x_P24_T0001F001L01A01Z01C04.tif", "x", "P24", "001", "04", "01", "0001"],
    ["x_AF48_T0001F1234L01A01Z100C01.TIF", "x", "AF48", "1234", "01", "100", "0001"],
    ["a_b_c_H12_T0010F009L01A03Z02C03.tif", "a_b_c", "H12", "009", "03", "02", "0010"],
  ],
  cq1: [
    ["P1/Image/W0034F0012T0001Z003C2.tif", "P1", "W0034", "0012", "2", "003", "0001"],
    ["W0001F0001T0001Z001C1.tif", "", "W0001", "0001", "1", "001", "0001"],
    ["W97F001T0001Z01C1.tif", "", "W97", "001", "1", "01", "0001"],
    ["P2/W0384F0002T0003Z010C4.TIF", "P2", "W0384", "0002", "4", "010", "0003"],
    ["Image/W0002F0001T0001Z001C3.tif", "", "W0002", "0001", "3", "001", "0001"],
  ],
  incucyte: [
    ["VID77_Phase_B10_3_2026y01m05d_10h11m.tif", "VID77_Phase", "B10", "3", "", "", "2026y01m05d_10h11m"],
    ["VID77_A1_1_00d02h00m.tif", "VID77", "A01", "1", "", "", "00d02h00m"],
    ["my text_P24_16_03d00h00m.png", "my text", "P24", "16", "", "", "03d00h00m"],
    ["x_H12_2_2026y12m31d_23h59m.jpg", "x", "H12", "2", "", "", "2026y12m31d_23h59m"],
    ["EssenFiles/ScanData/2601/05/1011/77/B10-3-Ph.tif", "77", "B10", "3", "Ph", "", "2601/05/1011"],
  ],
  scanr: [
    ["data/B10--W00022--P00012--Z00002--T00000--DAPI.tif", "", "B10", "00012", "DAPI", "00002", "00000"],
    ["A1--W00001--P00001--Z00000--T00000--Alexa 488.tif", "", "A01", "00001", "Alexa 488", "00000", "00000"],
    ["--W00022--P00001--Z00000--T00003--GFP.tif", "", "W00022", "00001", "GFP", "00000", "00003"],
    ["P1/data/H12--W00096--P00004--Z00000--T00000--Cy5.tiff", "P1", "H12", "00004", "Cy5", "00000", "00000"],
    ["C03--W00027--P00002--Z00001--T00001--a--b.TIF", "", "C03", "00002", "a--b", "00001", "00001"],
  ],
  incell: [
    ["B - 10(fld 12 wv FITC - FITC).tif", "", "B10", "12", "FITC - FITC"],
    ["A - 1(fld 1 wv UV - DAPI z 3 time 2 - 2636ms).tif", "", "A01", "1", "UV - DAPI", "3", "2"],
    ["P1_A - 01(fld 2 wv Blue - FITC - time 01 - 0 ms).tif", "P1", "A01", "2", "Blue - FITC", "", "01"],
    ["A - 13(fld 2).tif", "", "A13", "2"],
    ["AA - 048(fld 3 wv Cy5 - Cy5).tif", "", "AA48", "3", "Cy5 - Cy5"],
  ],
  evos: [
    ["scan_R_p00_z00_0_B10f12d1.TIF", "scan", "B10", "12", "1", "00", "00"],
    ["scan_a_R_p01_z02_0_A01f00d0.TIF", "scan_a", "A01", "00", "0", "02", "01"],
    ["x/scan_R_p00_z00_0_H12f3d2.tif", "scan", "H12", "3", "2", "00", "00"],
    ["s_R_p10_z00_1_P24f01d1.TIF", "s", "P24", "01", "1", "00", "10"],
    ["scan 2_R_p00_z10_0_C03f01d3.TIF", "scan 2", "C03", "01", "3", "10", "00"],
  ],
  arrayscan: [
    ["MFGTMP_260105160001_B10f11d1.C01", "MFGTMP_260105160001", "B10", "11", "1"],
    ["MFGTMP_260105160001_A01f00o0.C01", "MFGTMP_260105160001", "A01", "00", "0"],
    ["B10f11d1.DIB", "", "B10", "11", "1"],
    ["p/x_H12f100d2.tif", "x", "H12", "100", "2"],
    ["x_C03f05.TIF", "x", "C03", "05"],
  ],
  gen5: [
    ["B10_01_2_12_FITC_001.tif", "", "B10", "12", "FITC", "", "001", "01_2"],
    ["A1_02_1_1_Bright Field_001.tif", "", "A01", "1", "Bright Field", "", "001", "02_1"],
    ["A1ROI1_02_1_1_DAPI_003.tif", "", "A01", "1", "DAPI", "", "003", "02_1"],
    ["P1/H12_1_3_9_Texas_Red_010.tif", "P1", "H12", "9", "Texas_Red", "", "010", "1_3"],
    ["P24_01_1_100_GFP_001.TIF", "", "P24", "100", "GFP", "", "001", "01_1"],
  ],
  micromanager: [
    ["Pos0/img_000000000_DAPI_003.tif", "", "", "Pos0", "DAPI", "003", "000000000"],
    ["1-Pos_000_002/img_000000012_Alexa 488_b_000.tif", "", "", "1-Pos_000_002", "Alexa 488_b", "000", "000000012"],
    [
      "A01-Site_2/img_channel001_position002_time000000000_z003.tif",
      "",
      "",
      "A01-Site_2",
      "001",
      "003",
      "000000000",
      "002",
    ],
    ["Pos0/img_channel000_z001.tif", "", "", "Pos0", "000", "001"],
    ["run_1_MMStack_Pos0.ome.tif", "", "", "run_1_MMStack_Pos0"],
    ["x_NDTiffStack.tif", "", "", "x"],
  ],
  "leica-matrix": [
    [
      "chamber--U01--V09/field--X11--Y00/image--L0000--S00--U01--V09--J08--E00--O00--X11--Y00--T0000--Z01--C01.ome.tif",
      "",
      "U01--V09",
      "X11--Y00",
      "01",
      "01",
      "0000",
    ],
    [
      "chamber--U00--V00/field--X00--Y00/image--L0000--S00--U00--V00--J08--E00--O00--X00--Y00--T0000--Z00--C00.ome.tif",
      "",
      "U00--V00",
      "X00--Y00",
      "00",
      "00",
      "0000",
    ],
    [
      "chamber--U11--V07/field--X01--Y02/image--L0000--S00--U11--V07--J08--E00--O00--X01--Y02--T0003--Z00--C02.ome.tif",
      "",
      "U11--V07",
      "X01--Y02",
      "02",
      "00",
      "0003",
    ],
    [
      "chamber--U07--V11/field--X00--Y01/image--L0000--S00--U07--V11--J08--E00--O00--X00--Y01--T0012--Z10--C00.ome.tif",
      "",
      "U07--V11",
      "X00--Y01",
      "00",
      "10",
      "0012",
    ],
    [
      "exp/chamber--U02--V03/field--X04--Y05/image--L0000--S00--U02--V03--J08--E00--O00--X04--Y05--T0001--Z02--C03.ome.tif",
      "exp",
      "U02--V03",
      "X04--Y05",
      "03",
      "02",
      "0001",
    ],
  ],
  leica: [
    ["Series002_z00_ch00.tif", "", "", "Series002", "00", "00"],
    ["Pos007_S001_t50_z00_ch00.tif", "", "", "Pos007_S001", "00", "00", "50"],
    ["exp_t00_s01_z00_ch01.tif", "", "", "exp", "01", "00", "00", "01"],
    ["snap_ch00_SV.tif", "", "", "snap", "00"],
    ["a b_ch02.TIF", "", "", "a b", "02"],
  ],
  zen: [
    ["exp_c1_ORG.tif", "", "", "exp", "1"],
    ["exp_s03c2_ORG.tif", "", "", "exp_s03", "2"],
    ["my exp_2_c4_ORG.tif", "", "", "my exp_2", "4"],
    ["exp_S00001_T00012_C00002.tiff", "", "", "exp_S00001", "00002", "", "", "00012"],
    ["a/b_c2_ORG.TIF", "a", "", "b", "2"],
  ],
  nikon: [
    ["exp7_t01xy12z2c1.tif", "exp7_", "", "12", "1", "2", "01"],
    ["xy01c1.tif", "", "", "01", "1"],
    ["a bxy3.tif", "a b", "", "3"],
    ["e_xy10c2.TIF", "e_", "", "10", "2"],
    ["e_t100xy1z12.tif", "e_", "", "1", "", "12", "100"],
  ],
  "nikon-jobs": [
    ["20260105_101112_906__WellB10_ChannelFITC_Seq0012.nd2", "20260105_101112_906", "B10", "0012", "FITC"],
    ["20260105_101112_906__WellA1_ChannelDAPI,FITC_Seq0000.nd2", "20260105_101112_906", "A01", "0000", "DAPI,FITC"],
    ["x/20260105_101112_1__WellH12_ChannelGFP_Seq0100.nd2", "20260105_101112_1", "H12", "0100", "GFP"],
    ["20260105_101112_906__WellP24_ChannelCy5 2_Seq9999.ND2", "20260105_101112_906", "P24", "9999", "Cy5 2"],
    ["20260105_101112_12__WellC03_ChannelA_B_Seq0001.nd2", "20260105_101112_12", "C03", "0001", "A_B"],
  ],
  "bd-pathway": [
    ["Well B10/FITC - n000012.tif", "", "B10", "", "FITC", "", "000012"],
    ["P1/Well A01/DAPI - n000000.tif", "P1", "A01", "", "DAPI", "", "000000"],
    ["Well H12/Alexa 488 - n000001.TIF", "", "H12", "", "Alexa 488", "", "000001"],
    ["Well P24/a - b - n000003.tif", "", "P24", "", "a - b", "", "000003"],
    ["x/y/Well C03/GFP - n123456.tif", "y", "C03", "", "GFP", "", "123456"],
  ],
  "metamorph-nd": [
    ["ex7_w2FITC_s12_t3.TIF", "ex7", "", "12", "2FITC", "", "3"],
    ["ex7_w1.stk", "ex7", "", "", "1"],
    ["a_b_w1Brightfield_s1.STK", "a_b", "", "1", "1Brightfield"],
    ["ex 7_w3Cy5-a_t10.tif", "ex 7", "", "", "3Cy5-a", "", "10"],
    ["x/ex7_w2_s4_t1.tif", "ex7", "", "4", "2", "", "1"],
  ],
};
const LABELS = ["Plate", "Well", "Site", "Channel", "Z", "Time", "Other"];

/** What each scheme leaves out, and a name of its images beside. */
const LEFT_OUT: readonly (readonly [scheme: string, ...names: string[]])[] = [
  ["harmony", "Images/Index.idx.xml", "Images/Index.xml", "Assaylayout/a.xml", "Images/Index.flex.xml"],
  ["opera-flex", "m.mea", "m.res"],
  ["imagexpress", `Scr7_B10_s12_w1_thumb${GUID}.tif`, "Scr7.HTD", `ZStep_0/Scr7_B10_s12_w1${GUID}.tif`],
  ["cellvoyager", "MeasurementData.mlf", "MeasurementDetail.mrf", "a.wpi", "a.wpp", "DC_sCMOS #1_CAM1.tif"],
  ["cq1", "Projection/W0034F0012T0001Z000C2.tif"],
  ["evos", "scan_D_p00_z00_0_B10f12d1.TIF", "scan_M_p00_z00_0_B10f12d0.TIF"],
  ["micromanager", "Pos0/metadata.txt", "a_metadata.txt", "display_settings.txt", "Downsampled_x2/a_NDTiffStack.tif"],
  ["leica", "MetaData/a.tif", "a_overlay_ch00.tif"],
  ["metamorph-nd", "ex7.nd"],
];

describe("a naming scheme", () => {
  it("has a row with a source and names for each", () => {
    assert.deepEqual(
      Object.keys(NAMES),
      NAMING_SCHEMES.map(({ name }) => name),
    );
    assert.deepEqual(
      NAMING_SCHEMES.filter(({ source }) => source.length < 10).map(({ name }) => name),
      [],
    );
  });
  for (const scheme of NAMING_SCHEMES) {
    for (const [name, ...values] of NAMES[scheme.name] ?? []) {
      it(`${scheme.name} reads ${name}`, async () => {
        const [job] = await jobsOf(undefined, { images: [name], request: { naming: scheme.name, per: "image" } });
        const wanted = LABELS.flatMap((key, at) => ((values[at] ?? "") === "" ? [] : [[key, values[at]]]));
        assert.deepEqual(job?.group, Object.fromEntries(wanted));
        assert.deepEqual(job?.input, [name]);
      });
      it(`no other scheme reads ${name}`, () => {
        const others = NAMING_SCHEMES.filter((one) => labelsOf(one, name) !== undefined).map((one) => one.name);
        // the one exception: imagexpress names without an id also fit metamorph-nd, which is tried later
        const isLoose = scheme.name === "imagexpress" && name.endsWith("_w2.TIF");
        assert.deepEqual(others, isLoose ? ["imagexpress", "metamorph-nd"] : [scheme.name]);
      });
    }
  }
  for (const [name, ...files] of LEFT_OUT) {
    it(`${name} leaves out ${files.join(", ")}`, async () => {
      const [image = ""] = NAMES[name]?.[0] ?? [];
      const request = { naming: name, per: "image" };
      const jobs = await jobsOf(undefined, { images: [image, ...files], request });
      assert.deepEqual(
        jobs.flatMap(({ input }) => input),
        [image],
      );
      assert.deepEqual(await warningsOf(undefined, { images: [image, ...files], request }), [
        "no script is given: parameters were not checked",
      ]);
    });
  }
});

/** Two plates of two wells, two sites, two channels. */
const HARMONY = ["P1", "P2"].flatMap((plate) =>
  ["r01c01", "r02c10"].flatMap((well) =>
    ["f01", "f02"].flatMap((site) =>
      ["1", "2"].map((ch) => `${plate}__x-Measurement 1/Images/${well}${site}p01-ch${ch}sk1fk1fl1.tiff`),
    ),
  ),
);

describe("jobs by a naming scheme", () => {
  const pers: readonly (readonly [per: string, count: number, first: string, files: number])[] = [
    ["plate", 2, "P1", 8],
    ["well", 4, "P1-A01", 4],
    ["site", 8, "P1-A01-01", 2],
    ["image", 16, "P1-A01-01-1-01-1", 1],
  ];
  for (const [per, count, first, files] of pers) {
    it(`are one for each ${per}, whose files are its inputs`, async () => {
      const jobs = await jobsOf(undefined, { images: HARMONY, request: { naming: "harmony", per } });
      assert.deepEqual([jobs.length, jobs[0]?.name], [count, first]);
      assert.deepEqual(new Set(jobs.map(({ input }) => input.length)), new Set([files]));
      assert.deepEqual(jobs.flatMap(({ input }) => input).sort(), [...HARMONY].sort());
    });
    it(`can be asked for in a job file: per ${per}`, async () => {
      const jobs = await jobsOf({ groupsFrom: { naming: "harmony", per } }, { images: HARMONY });
      assert.equal(jobs.length, count);
    });
  }
  it("never mix two plates of one name in different folders", async () => {
    const images = ["a/Scr7_B10_s1_w1.tif", "b/Scr7_B10_s1_w1.tif", "b/Scr7_B10_s1_w2.tif"];
    const jobs = await jobsOf(undefined, { images, request: { naming: "imagexpress", per: "well" } });
    assert.deepEqual(
      jobs.map(({ group, input }) => [group["Plate"], group["Well"], input.length]),
      [
        ["a/Scr7", "B10", 1],
        ["b/Scr7", "B10", 2],
      ],
    );
  });
  it("keep the files of a data set together", async () => {
    const images = ["r_MMStack_Pos0.ome.tif", "r_MMStack_Pos0_1.ome.tif", "r_MMStack_A01-Site_2.ome.tif"];
    const nd = ["n/x_NDTiffStack.tif", "n/x_NDTiffStack_1.tif", "n/NDTiff.index"];
    const request = { naming: "micromanager", per: "image" };
    const stacks = await jobsOf(undefined, { images, request });
    assert.deepEqual(
      stacks.map(({ input }) => input),
      [["r_MMStack_A01-Site_2.ome.tif"], images.slice(0, 2)],
    );
    const [set, ...others] = await jobsOf(undefined, { images: nd, request });
    assert.deepEqual([set?.input, others], [[...nd].sort(), []]);
  });
  const refused: readonly (readonly [naming: string, per: string, images: readonly string[], text: string])[] = [
    ["leica", "well", ["Series002_z00_ch00.tif"], "LAS X names no wells: --per site, plate or image"],
    ["micromanager", "well", ["Pos0/img_000000000_DAPI_003.tif"], "names no wells"],
    ["harmoni", "site", ["a.tif"], 'the naming "harmoni" is unknown; did you mean'],
    ["harmony", "site", ["a.tif", "b.tif"], "none of 2 files in"],
    ["harmony", "site", ["Scr7_B10_s1_w1.tif", "Scr7_B10_s1_w2.tif"], "these are ImageXpress files"],
    ["opera-flex", "image", ["001001001.flex", "001001001.FLEX"], "have the same plate, well, site"],
    ["harmony", "plane", HARMONY, 'per is "plane"; it must be plate, well, site, image'],
  ];
  for (const [naming, per, images, text] of refused) {
    it(`are refused: ${naming} per ${per} of ${images[0]}`, async () => {
      const problems = await problemsOf(undefined, { images, request: { naming, per } });
      assert.ok(problems.join("\n").includes(text), problems.join("\n"));
    });
  }
  it("leave no other image out without a warning", async () => {
    const images = [...HARMONY, "P1__x-Measurement 1/Images/mosaic.tif"];
    const warnings = await warningsOf(undefined, { images, request: { naming: "harmony" } });
    assert.match(warnings.join(), /1 of 17 files are left out: Harmony does not name images so: ".*mosaic.tif"/);
  });
  const seen: readonly (readonly [images: readonly string[], text: string])[] = [
    [HARMONY, "these are Harmony files, 4 wells x 2 sites x 2 channels: --naming harmony --per site makes 8 jobs"],
    [
      ["Scr7_B10_s1_w1.tif", "Scr7_B10_s1_w2.tif"],
      "these are ImageXpress files, 1 well x 1 site x 2 channels: --naming imagexpress --per site makes 1 job",
    ],
    [
      ["B10_01_1_1_DAPI_001.tif", "B11_01_1_1_DAPI_001.tif"],
      "these are Gen5 (Cytation) files, 2 wells x 1 site x 1 channel: --naming gen5 --per site makes 2 jobs",
    ],
    [
      ["a_w1DAPI_s1.tif", "a_w2GFP_s1.tif"],
      "these are MetaMorph files, 1 site x 2 channels: --naming metamorph-nd --per site makes 1 job",
    ],
    [
      ["xy01c1.tif", "xy02c1.tif"],
      "these are NIS-Elements files, 2 sites x 1 channel: --naming nikon --per site makes 2 jobs",
    ],
  ];
  for (const [images, text] of seen) {
    it(`are proposed without a pattern: ${text}`, async () => {
      const warnings = await warningsOf(undefined, { images });
      assert.ok(warnings.includes(text), warnings.join("\n"));
    });
  }
  it("take a scheme from a file", async () => {
    const files = {
      "mine.json": '{"patterns": ["**/{Plate}_{Well}-{Site}-ch{Channel}.tif"], "leaveOut": ["**/*_old*"]}',
    };
    const images = ["x/a_b_A01-1-ch1.tif", "x/a_b_A01-1-ch2.tif", "x/a_b_C05-1-ch1.tif", "a_old_A01-1-ch1.tif"];
    const jobs = await jobsOf({ groupsFrom: { naming: "mine.json", per: "well" } }, { files, images });
    assert.deepEqual(
      jobs.map(({ name, input }) => [name, input.length]),
      [
        ["a_b-A01", 2],
        ["a_b-C05", 1],
      ],
    );
  });
  const badFiles: readonly (readonly [text: string, problem: string])[] = [
    ["{", "cannot be read"],
    ["{}", "patterns"],
    ['{"patterns": ["*.tif"]}', "has no {Key}"],
    ['{"patterns": ["{Dose}.tif"]}', "{Dose} is none of {Plate}"],
    ['{"patterns": ["{Well}.tif"], "columns": 1}', "columns"],
  ];
  for (const [text, problem] of badFiles) {
    it(`refuse the scheme ${text}`, async () => {
      const problems = await problemsOf(
        { groupsFrom: { naming: "mine.json" } },
        { files: { "mine.json": text }, images: ["A01.tif"] },
      );
      assert.ok(problems.join("\n").includes(problem), problems.join("\n"));
    });
  }
});
