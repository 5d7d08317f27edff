import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone, leaveFailed, leavePlan } from "../../helpers/fake-results";

describe("dfiji collect for people", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-collect-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const collect = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["collect", "--output", folder, ...args], io);
    return { code, out: io.out.flatMap((lines) => lines.split("\n")), err: io.err.join("\n").split("\n") };
  };
  const site = (well: string, number: string) => ({ Plate: "P", Well: well, Site: number });
  const done = (well: string, number: string, table: string) =>
    leaveDone(folder, `P-${well}-${number}`, { "t.csv": table }, { group: site(well, number) });

  /** A01 has rows, A02 none, A03 one site of two, A04 failed, A05 did not run. */
  const plate = async (): Promise<void> => {
    const wells = ["A01", "A02", "A03", "A04", "A05"];
    const names = wells.flatMap((well) => ["1", "2"].map((number) => [`P-${well}-${number}`, site(well, number)]));
    await leavePlan(folder, Object.fromEntries(names));
    await done("A01", "1", " ,Label,Area\n1,a,1\n2,b,2\n");
    await done("A01", "2", " ,Label,Area\n1,c,6\n");
    for (const number of ["1", "2"]) {
      const more = { group: site("A02", number), emptyTables: ["t.csv"] };
      await leaveDone(folder, `P-A02-${number}`, {}, more);
    }
    await done("A03", "1", " ,Label,Area\n1,d,4\n");
    await leaveDone(folder, "P-A03-2", { "other.csv": "x\n1\n" }, { group: site("A03", "2") });
    for (const number of ["1", "2"])
      await leaveFailed(folder, `P-A04-${number}`, { jobId: `P-A04-${number}-00000000` });
  };
  const ENDING =
    "4 rows of 3 jobs; 2 jobs found nothing: P-A02-1, P-A02-2; 1 job done without t.csv: P-A03-2; " +
    "2 jobs failed: P-A04-1, P-A04-2; 2 jobs not run: P-A05-1, P-A05-2; P A03 has 1 of 2 sites";

  it("ends with what is in the table and what is missing, by name", async () => {
    await plate();
    const { code, out, err } = await collect("t.csv");
    assert.deepEqual([code, err.at(-1)], [0, ENDING]);
    assert.deepEqual(out, [
      "Plate,Well,Site,Row,Label,Area",
      ...["P,A01,1,1,a,1", "P,A01,1,2,b,2", "P,A01,2,1,c,6", "P,A03,1,1,d,4"],
    ]);
  });

  it("has one row for each planned well: 0 where nothing was found, empty where nothing is known", async () => {
    await plate();
    const { code, out, err } = await collect("t.csv", "--per", "well", "--stat", "mean,sum,max");
    assert.deepEqual([code, err], [0, ["columns that hold texts have no statistics: Label", ENDING]]);
    assert.deepEqual(out, [
      "Plate,Well,sites_done,sites_planned,count,Area_mean,Area_sum,Area_max",
      "P,A01,2,2,3,3,9,6",
      "P,A02,2,2,0,,0,",
      "P,A03,1,2,1,4,4,4",
      "P,A04,0,2,,,,",
      "P,A05,0,2,,,,",
    ]);
  });

  for (const [per, lines] of [
    ["site", ["Plate,Well,Site,sites_done,sites_planned,count,Area_mean", "P,A01,1,1,1,2,1.5", "P,A01,2,1,1,1,6"]],
    ["plate", ["Plate,sites_done,sites_planned,count,Area_mean", "P,5,10,4,3.25"]],
    ["job", ["Plate,Well,Site,sites_done,sites_planned,count,Area_mean", "P,A01,1,1,1,2,1.5"]],
    ["Site", ["Site,sites_done,sites_planned,count,Area_mean", "1,3,5,3,2.3333333333333335", "2,2,5,1,6"]],
  ] as const) {
    it(`has one row for each ${per} with --per ${per}`, async () => {
      await plate();
      const { code, out } = await collect("t.csv", "--per", per);
      assert.equal(code, 0);
      assert.deepEqual(out.slice(0, lines.length), lines);
    });
  }

  describe("of several tables", () => {
    const both = (well: string, number: string, tables: Readonly<Record<string, string>>) =>
      leaveDone(folder, `P-${well}-${number}`, tables, { group: site(well, number) });
    /** A01: two nuclei, a cell; A02: no nucleus, of its second site no table of cells; A03 did not run. */
    beforeEach(async () => {
      const sites = ["A01-1", "A02-1", "A02-2", "A03-1"].map((name) => name.split("-") as [string, string]);
      await leavePlan(
        folder,
        Object.fromEntries(sites.map(([well, number]) => [`P-${well}-${number}`, site(well, number)])),
      );
      await both("A01", "1", { "nuclei.csv": "Area\n1\n3\n", "x_cells.csv": "Label,Area\na,10\n" });
      await leaveDone(
        folder,
        "P-A02-1",
        { "y_cells.csv": "Label,Area\nb,20\n" },
        { group: site("A02", "1"), emptyTables: ["nuclei.csv"] },
      );
      await both("A02", "2", { "nuclei.csv": "Area\n5\n" });
    });

    it("has their columns in one row, each with the name of its table", async () => {
      const { code, out, err } = await collect("nuclei.csv", "*_cells.csv", "--per", "well");
      assert.equal(code, 0);
      assert.deepEqual(out, [
        "Plate,Well,nuclei_sites_done,cells_sites_done,sites_planned,nuclei_count,nuclei_Area_mean,cells_count,cells_Area_mean",
        "P,A01,1,1,1,2,2,1,10",
        "P,A02,2,1,2,1,5,1,20",
        "P,A03,0,0,1,,,,",
      ]);
      assert.deepEqual(err, [
        "columns that hold texts have no statistics: Label",
        "nuclei.csv: 3 rows of 2 jobs; 1 job found nothing: P-A02-1; 1 job not run: P-A03-1",
        "*_cells.csv: 2 rows of 2 jobs; 1 job done without *_cells.csv: P-A02-2; 1 job not run: P-A03-1; P A02 has 1 of 2 sites",
      ]);
      const plate = await collect("nuclei.csv", "*_cells.csv", "--shape", "plate");
      assert.deepEqual(
        plate.out.filter((line) => line.startsWith("P ")).map((line) => line.split(",")[0]),
        ["P nuclei_count", "P nuclei_Area_mean", "P cells_count", "P cells_Area_mean"],
      );
    });

    it("says the whole pattern where names would be one, and which table no job has", async () => {
      const { out } = await collect("x_cells.csv", "y_cells.csv", "--per", "well");
      assert.match(out[0] ?? "", /,x_cells_count,x_cells_Area_mean,y_cells_count,y_cells_Area_mean$/);
      const like = await collect("x_cells.csv", "*x_cells.csv", "--per", "well");
      assert.match(like.out[0] ?? "", /,x_cells\.csv_count,x_cells\.csv_Area_mean,\*x_cells\.csv_count,\*x_cells/);
      const absent = await collect("nuclei.csv", "spots.csv", "--per", "well");
      assert.deepEqual([absent.code, absent.out], [2, []]);
      assert.match(absent.err[0] ?? "", /^dfiji: job P-A01-1 has no file spots\.csv/);
    });

    it("writes nothing with --missing fail where one of them is missing", async () => {
      const { code, out, err } = await collect("nuclei.csv", "*_cells.csv", "--per", "well", "--missing", "fail");
      assert.deepEqual([code, out], [1, []]);
      assert.match(
        err.at(-1) ?? "",
        /^nothing was written \(--missing fail\): 1 job done without \*_cells\.csv: P-A02-2/,
      );
    });

    it("is refused row by row, and with one table twice", async () => {
      const rows = await collect("nuclei.csv", "*_cells.csv");
      assert.deepEqual([rows.code, rows.out], [2, []]);
      assert.match(rows.err[0] ?? "", /--per well gives one row for each well/);
      const twice = await collect("nuclei.csv", "nuclei.csv", "--per", "well");
      assert.deepEqual([twice.code, twice.out], [2, []]);
      assert.match(twice.err[0] ?? "", /^dfiji: nuclei\.csv is given twice/);
    });
  });

  it("writes blocks in the shape of the plate", async () => {
    await plate();
    const { out } = await collect("t.csv", "--shape", "plate");
    assert.equal(out.length, 2 * (1 + 4) + 1);
    assert.deepEqual(out.slice(0, 2), ["P count,1,2,3,4,5,6", "A,3,0,1,,,"]);
    const second = out.indexOf("P Area_mean,1,2,3,4,5,6");
    assert.deepEqual(out.slice(second - 1, second + 2), ["", "P Area_mean,1,2,3,4,5,6", "A,3,,4,,,"]);
  });

  it("takes a done job without the table as 0 with --missing zero, and writes nothing with --missing fail", async () => {
    await plate();
    const zero = await collect("t.csv", "--per", "site", "--missing", "zero");
    assert.equal(
      zero.out.find((line) => line.startsWith("P,A03,2")),
      "P,A03,2,1,1,0,",
    );
    assert.match(zero.err.at(-1) ?? "", /3 jobs found nothing: P-A02-1, P-A02-2, P-A03-2; 2 jobs failed/);
    const fail = await collect("t.csv", "--missing", "fail", "--out", "all.csv");
    assert.deepEqual([fail.code, fail.out], [1, []]);
    assert.deepEqual(fail.err.slice(-1), [
      "nothing was written (--missing fail): 1 job done without t.csv: P-A03-2; 2 jobs failed: P-A04-1, P-A04-2; " +
        "2 jobs not run: P-A05-1, P-A05-2; P A03 has 1 of 2 sites",
    ]);
    assert.deepEqual((await readdir(folder)).includes("all.csv"), false);
    await rm(join(folder, ".dfiji", "submissions"), { recursive: true });
    await rm(join(folder, ".dfiji", "attempts"), { recursive: true });
    await rm(join(folder, ".dfiji", "done", "P-A03-2-00000000.json"));
    assert.equal((await collect("t.csv", "--missing", "fail")).code, 0);
  });

  it("leaves out results of jobs that the last run does not have, says so, and takes them with --all", async () => {
    await done("A01", "1", "Area\n1\n");
    await done("B01", "1", "Area\n9\n");
    await leavePlan(folder, { "P-A01-1": site("A01", "1"), "P-B01-1": site("B01", "1") }, "20260101-000000-0000");
    await leavePlan(folder, { "P-A01-1": site("A01", "1") }, "20260102-000000-0000");
    const { out, err } = await collect("t.csv");
    assert.deepEqual(out, ["Plate,Well,Site,Area", "P,A01,1,1"]);
    assert.deepEqual(err, [
      "note: 1 result belongs to a job that the last run does not have, and left out; --all takes all",
      "1 row of 1 job",
    ]);
    assert.deepEqual((await collect("t.csv", "--all")).out, ["Plate,Well,Site,Area", "P,A01,1,1", "P,B01,1,9"]);
  });

  for (const [title, file, text, pattern] of [
    ["commas", "t.csv", "Area,Mean\n1,2\n", "t.csv"],
    ["ImageJ's .xls: tabs", "t.xls", "Area\tMean\n1\t2\n", "t.xls"],
    ["semicolons of a spreadsheet", "t.csv", "Area;Mean\n1;2\n", "t.csv"],
    ["tabs under a name for commas", "t.csv", "Area\tMean\n1\t2\n", "t.csv"],
    ["a name by a star", "A_cells.csv", "Area,Mean\n1,2\n", "*_cells.csv"],
    ["a name by the job's", "A_cells.csv", "Area,Mean\n1,2\n", "{name}_cells.csv"],
    ["a name by a key, in a folder", "w/A[1].csv", "Area,Mean\n1,2\n", "w/{Well}.csv"],
  ] as const) {
    it(`reads ${title}`, async () => {
      await leaveDone(folder, "A", { [file]: text }, { group: { Well: "A[1]" } });
      const { code, out, err } = await collect(pattern);
      assert.deepEqual([code, out], [0, ["Well,Area,Mean", "A[1],1,2"]], err.join());
    });
  }

  it("takes columns in another order by their names, and more of them with --union", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area,Mean\n1,2\n" });
    await leaveDone(folder, "B", { "t.csv": "Mean,Area\n4,3\n" });
    assert.deepEqual((await collect("t.csv")).out, ["Name,Area,Mean", "A,1,2", "B,3,4"]);
    await leaveDone(folder, "C", { "t.csv": "Area,Feret\n5,6\n" }, { group: { Well: "c" } });
    const { code, err } = await collect("t.csv");
    assert.deepEqual([code, err.at(-1)], [2, "the same command with --union takes the keys of all jobs"]);
    const { out } = await collect("t.csv", "--union");
    assert.deepEqual(out, ["Name,Well,Area,Mean,Feret", "A,,1,2,", "B,,3,4,", ",c,5,,6"]);
  });

  it("names the file of each row when a job has several", async () => {
    await leaveDone(folder, "A", { "x_c.csv": "Area\n1\n", "y_c.csv": "Area\n2\n" });
    assert.deepEqual((await collect("*_c.csv")).out, ["Name,File,Area", "A,x_c.csv,1", "A,y_c.csv,2"]);
  });

  it("joins the layout's columns, and says which wells do not meet", async () => {
    await done("A01", "1", "Area\n1\n");
    await done("B02", "1", "Area\n3\n");
    await writeFile(join(folder, "layout.csv"), "Well;compound;role\na1;DMSO;negative\nC5;drug;sample\n");
    const { code, out, err } = await collect("t.csv", "--layout", "layout.csv", "--metadata-prefix", "Metadata_");
    assert.deepEqual(out, [
      "Metadata_Plate,Metadata_Well,Metadata_Site,Metadata_compound,Metadata_role,Area",
      ...["P,A01,1,DMSO,negative,1", "P,B02,1,,,3"],
    ]);
    assert.deepEqual(
      [code, err],
      [
        0,
        [
          "note: 1 of 2 jobs are in no well of the layout",
          "note: 1 wells of the layout have no job: C05",
          "2 rows of 2 jobs",
        ],
      ],
    );
    const wells = await collect("t.csv", "--layout", "layout.csv", "--per", "well");
    assert.deepEqual(wells.out[1], "P,A01,DMSO,negative,1,1,1,1");
  });

  it("writes tabs and compressed files by the name of --out", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area,Mean\n1,2\n" });
    await collect("t.csv", "--out", "o/all.tsv");
    assert.equal(await readFile(join(folder, "o/all.tsv"), "utf8"), "Name\tArea\tMean\nA\t1\t2\n");
    await collect("t.csv", "--out", "o/all.csv.gz");
    assert.equal(gunzipSync(await readFile(join(folder, "o/all.csv.gz"))).toString(), "Name,Area,Mean\nA,1,2\n");
    assert.deepEqual((await readdir(join(folder, "o"))).sort(), ["all.csv.gz", "all.tsv"]);
  });

  it("makes formulas harmless with --excel, and leaves numbers and everything else as it is", async () => {
    const values = ["=HYPERLINK(1)", "+1+1", "-2+3", "@sum", "-1.5", "+2e-3", "a=b"];
    await leaveDone(folder, "A", { "t.csv": `L\n${values.join("\n")}\n` });
    assert.deepEqual(
      (await collect("t.csv")).out.slice(1),
      values.map((value) => `A,${value}`),
    );
    const { out } = await collect("t.csv", "--excel");
    assert.equal(out[0], "\ufeffName,L");
    const shown = ["'=HYPERLINK(1)", "'+1+1", "'-2+3", "'@sum", "-1.5", "+2e-3", "a=b"];
    assert.deepEqual(
      out.slice(1),
      shown.map((value) => `A,${value}`),
    );
  });

  for (const [args, reason] of [
    [["--per", "site"], /the jobs have no key Well/],
    [["--per", "Wel"], /the jobs have no key "Wel"; .*Name/],
    [["--stat", "mode"], /"mode" is none of mean, median/],
    [["--shape", "plate", "--per", "plate"], /--shape plate is for wells/],
    [["--layout", "no.csv"], /--layout no\.csv cannot be read/],
  ] as const) {
    it(`refuses ${args.join(" ")} where it has no meaning`, async () => {
      await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
      const { code, out, err } = await collect("t.csv", ...args);
      assert.deepEqual([code, out], [2, []]);
      assert.match(err.join(" "), reason);
    });
  }
});
