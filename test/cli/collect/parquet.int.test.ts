import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeParquetWhole } from "../../../cli/collect/parquet-file";
import { columnsOf } from "../../../cli/collect/table-column";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone, leaveFailed, leavePlan } from "../../helpers/fake-results";
import { PANDAS, pythonWith } from "../../helpers/python";

/** Ends Python without its clean-up, in which pyarrow's threads abort it now and then. */
const END = "sys.stdout.flush(); os._exit(0)";
/** Prints what pyarrow reads: types by column, rows, row groups. NaN as a text, since JSON has none. */
const READ = `
import json, math, os, sys
import pyarrow.parquet as pq
file = pq.ParquetFile(sys.argv[1])
table = file.read()
plain = lambda value: str(value) if isinstance(value, float) and not math.isfinite(value) else value
rows = [[plain(column[i].as_py()) for column in table.columns] for i in (range(table.num_rows) if table.num_rows < 100 else [-1])]
types = [[field.name, str(field.type)] for field in table.schema]
print(json.dumps({"types": types, "rows": rows, "count": table.num_rows, "groups": file.num_row_groups, "by": file.metadata.created_by}))
${END}
`;
/** The same table as CSV and as Parquet is the same to pandas. */
const COMPARE = `
import os, sys
import pandas as pd
pd.testing.assert_frame_equal(pd.read_csv(sys.argv[1]), pd.read_parquet(sys.argv[2]))
${END}
`;

/** Read with pyarrow, which shares no code with what writes. */
describe("dfiji collect --out x.parquet", function () {
  this.timeout(600_000); // the first run installs pyarrow
  let folder: string;
  let python: string;
  before(async () => {
    python = await pythonWith(...PANDAS);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-parquet-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const collect = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["collect", "t.csv", "--output", folder, ...args], io);
    return { code, out: io.out, err: io.err.join("\n").split("\n") };
  };
  const run = async (...args: string[]): Promise<string> => (await promisify(execFile)(python, ["-c", ...args])).stdout;
  const read = async (file: string) =>
    JSON.parse(await run(READ, join(folder, file))) as Record<"types" | "rows", unknown[][]> &
      Record<"count" | "groups", number> & { by: string };
  const site = (well: string, number: string) => ({ Plate: "0012", Well: well, Site: number });

  it("has numbers as numbers, texts as texts and what is empty as null", async () => {
    await leaveDone(
      folder,
      "A",
      { "t.csv": ' ,Label,Area,Circ.,Ferét,Empty\n1,"a,""b""\nc",2,0.25,NaN,\n2,,,1,-3.5,\n' },
      { group: site("A01", "1") },
    );
    await leaveDone(
      folder,
      "B",
      { "t.csv": " ,Label,Area,Circ.,Ferét,Empty\n1,µm²,4,1e-7,7,\n" },
      { group: site("B02", "10") },
    );
    await writeFile(join(folder, "layout.csv"), "Well,compound,dose\nA1,DMSO,0.50\n");
    const { code, out, err } = await collect("--layout", "layout.csv", "--out", "o/all.parquet");
    assert.deepEqual([code, out, err.at(-1)], [0, [], "o/all.parquet: 3 rows of 2 jobs"]);
    assert.deepEqual(await read("o/all.parquet"), {
      types: [
        ...[
          ["Plate", "string"],
          ["Well", "string"],
          ["Site", "int64"],
        ],
        ...[
          ["compound", "string"],
          ["dose", "double"],
        ],
        ...[
          ["Row", "int64"],
          ["Label", "string"],
          ["Area", "int64"],
        ],
        ...[
          ["Circ.", "double"],
          ["Ferét", "double"],
          ["Empty", "double"],
        ],
      ],
      rows: [
        ["0012", "A01", 1, "DMSO", 0.5, 1, 'a,"b"\nc', 2, 0.25, "nan", null],
        ["0012", "A01", 1, "DMSO", 0.5, 2, null, null, 1, -3.5, null],
        ["0012", "B02", 10, null, null, 1, "µm²", 4, 1e-7, 7, null],
      ],
      ...{ count: 3, groups: 1, by: "distributed-fiji version 0.1.0" },
    });
    assert.deepEqual(await readdir(join(folder, "o")), ["all.parquet"]);
  });

  it("has one row for each planned well with --per, statistics as DOUBLE also where all are integers", async () => {
    const names = ["A01", "A02", "A03"].map((well) => [`0012-${well}`, site(well, "1")]);
    await leavePlan(folder, Object.fromEntries(names));
    await leaveDone(folder, "0012-A01", { "t.csv": "Area\n2\n4\n" }, { group: site("A01", "1") });
    await leaveDone(folder, "0012-A02", {}, { group: site("A02", "1"), emptyTables: ["t.csv"] });
    await leaveFailed(folder, "0012-A03", { jobId: "0012-A03-00000000" });
    const per = ["--per", "well", "--stat", "mean,sd,q95", "--metadata-prefix", "Metadata_"];
    const { code, err } = await collect(...per, "--out", "wells.parquet");
    assert.deepEqual(
      [code, err.at(-1)],
      [0, "wells.parquet: 2 rows of 1 job; 1 job found nothing: 0012-A02; 1 job failed: 0012-A03"],
    );
    const { types, rows } = await read("wells.parquet");
    assert.deepEqual(types, [
      ...[
        ["Metadata_Plate", "string"],
        ["Metadata_Well", "string"],
      ],
      ...[
        ["sites_done", "int64"],
        ["sites_planned", "int64"],
        ["count", "int64"],
      ],
      ...[
        ["Area_mean", "double"],
        ["Area_sd", "double"],
        ["Area_q95", "double"],
      ],
    ]);
    assert.deepEqual(rows, [
      ["0012", "A01", 1, 1, 2, 3, Math.SQRT2, 3.9],
      ["0012", "A02", 1, 1, 0, null, null, null],
      ["0012", "A03", 0, 1, null, null, null, null],
    ]);
  });

  it("is to pandas what the CSV is", async () => {
    const table = (from: number) =>
      Array.from(
        { length: 300 },
        (_, row) => `${row},cell ${row % 7},${Math.sin(from + row) * 10 ** (row % 9)},${row * 3}`,
      );
    for (const well of ["A01", "A02", "B01"]) {
      const text = [" ,Label,Area,Count", ...table(well.charCodeAt(0) + well.charCodeAt(2)), ""].join("\n");
      await leaveDone(folder, well, { "t.csv": text }, { group: { Plate: "P", Well: well, Site: "2" } });
    }
    for (const [name, args] of [
      ["all", []],
      ["wells", ["--per", "well", "--stat", "mean,q05"]],
    ] as const) {
      for (const form of ["csv", "parquet"]) assert.equal((await collect(...args, "--out", `${name}.${form}`)).code, 0);
      await run(COMPARE, join(folder, `${name}.csv`), join(folder, `${name}.parquet`));
    }
  });

  it("has no row, and the jobs' columns, where nothing was found anywhere", async () => {
    await leaveDone(folder, "A", {}, { group: site("A01", "1"), emptyTables: ["t.csv"] });
    assert.equal((await collect("--out", "none.parquet")).code, 0);
    const { types, count } = await read("none.parquet");
    assert.deepEqual([types, count], [["Plate", "Well", "Site"].map((name) => [name, "string"]), 0]);
  });

  it("has tables with other columns by --union, and the version of each row by --mixed", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area,Mean\n1,2\n" });
    await leaveDone(folder, "B", { "t.csv": "Area,Feret\n3,0.5\n" });
    assert.equal((await collect("--union", "--mixed", "--out", "u.parquet")).code, 0);
    const { types, rows } = await read("u.parquet");
    assert.deepEqual(
      types.map(([name]) => name),
      ["Name", "OlderVersion", "Area", "Mean", "Feret"],
    );
    assert.deepEqual(rows, [
      ["A", "false", 1, 2, null],
      ["B", "false", 3, null, 0.5],
    ]);
  });

  it("is written in row groups, with types that only the last row shows", async () => {
    const rows = 200_001;
    await writeParquetWhole(join(folder, "large.parquet"), async (table) => {
      await table.start([...columnsOf(["Well"], "identity"), ...columnsOf(["Area", "Note"], "value")]);
      for (let row = 1; row < rows; row++) await table.row([row % 2 === 0 ? "A01" : "B02", String(row), "1"]);
      await table.row(["H12", "0.5", "last"]);
    });
    const { types, rows: last, count, groups } = await read("large.parquet");
    assert.deepEqual(types, [
      ["Well", "string"],
      ["Area", "double"],
      ["Note", "string"],
    ]);
    assert.deepEqual([last, count, groups], [[["H12", 0.5, "last"]], rows, 3]);
  });

  it("appears whole or not at all, and an older file stays", async () => {
    await mkdir(join(folder, "o"));
    await writeFile(join(folder, "o/all.parquet"), "older");
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
    await leaveDone(folder, "B", { "t.csv": "Mean\n1\n" });
    const { code, err } = await collect("--out", "o/all.parquet");
    assert.equal(code, 2);
    assert.match(err.join("\n"), /two tables have different headers/);
    assert.deepEqual(await readdir(join(folder, "o")), ["all.parquet"]);
    assert.equal(await readFile(join(folder, "o/all.parquet"), "utf8"), "older");
  });

  for (const [args, reason] of [
    [
      ["--shape", "plate", "--out", "p.parquet"],
      "--shape plate writes blocks, which are no table for p.parquet: --out p.csv",
    ],
    [
      ["--excel", "--out", "p.parquet"],
      "--excel is for spreadsheets, which do not open p.parquet: --out p.csv, or no --excel",
    ],
    [["--out", "p.parquet.gz"], "--out p.parquet.gz: Parquet is compressed already; --out p.parquet"],
  ] as const) {
    it(`refuses ${args.join(" ")} before it reads anything`, async () => {
      const { code, err } = await collect(...args);
      assert.deepEqual([code, err], [2, [`dfiji: ${reason}`]]); // the folder has no results at all
      assert.deepEqual(await readdir(folder), []);
    });
  }

  it("refuses a table with two columns of one name, and says which form takes them", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area,Area\n1,2\n" });
    const { code, err } = await collect("--out", "p.parquet");
    assert.deepEqual(
      [code, err],
      [
        2,
        [
          'dfiji: the table has two columns "Area", which a Parquet file cannot have',
          "--out takes both as .csv or .tsv",
        ],
      ],
    );
    assert.deepEqual((await readdir(folder)).sort(), [".dfiji", "A"]);
  });
});
