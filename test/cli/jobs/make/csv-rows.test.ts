import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csvRows } from "../../../../cli/jobs/make/csv-rows";
import { Problems } from "../../../../cli/shared/problems";

describe("a CSV job list", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-csv-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: string | Buffer): Promise<{ rows: readonly string[]; problems: readonly string[] }> {
    const path = join(folder, "plates.csv");
    await writeFile(path, content);
    const problems = new Problems();
    const rows: string[] = [];
    for await (const { keys, values, where } of csvRows(
      { name: "plates.csv", path, columns: undefined },
      problems,
    ).rows())
      rows.push(`${where()}: ${keys.map((key, index) => `${key}=${values[index]}`).join(" ")}`);
    return { rows, problems: problems.texts };
  }

  const FIRST = "plates.csv line 2: Plate=P1 Well=A01";
  for (const [what, text, rows = [FIRST]] of [
    ["with commas", "Plate,Well\nP1,A01\n"],
    ["with semicolons, CRLF and a byte order mark", "\uFEFFPlate;Well\r\nP1;A01\r\n"],
    ["with tabs, without a last line break", "Plate\tWell\nP1\tA01"],
    ["with sep=; above it", "sep=;\r\nPlate;Well\r\nP1;A01\r\n", ["plates.csv line 3: Plate=P1 Well=A01"]],
    ["with a quoted sep", '\uFEFF"sep=;"\nPlate;Well, by name\n', []],
    ["with sep=| above it", "sep=|\nPlate|Well\nP1|A,1\n", ["plates.csv line 3: Plate=P1 Well=A,1"]],
    ["with lines of comments", "# May, both runs\n#\n\nPlate,Well\nP1,A01\n", ["plates.csv line 5: Plate=P1 Well=A01"]],
    ["with a value that begins with #", "Plate,Well\n#1,A01\n", ["plates.csv line 2: Plate=#1 Well=A01"]],
    [
      "with letters of all countries",
      "Plate,Well\nä,A01\nö,A01\n",
      ["plates.csv line 2: Plate=ä Well=A01", "plates.csv line 3: Plate=ö Well=A01"],
    ],
  ] as const) {
    it(`is read ${what}`, async () => assert.deepEqual(await read(text), { rows, problems: [] }));
  }

  const workbook = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), Buffer.alloc(100)]);
  for (const [what, content, problem] of [
    ["a workbook", workbook, "plates.csv is a workbook of Excel: save it as CSV UTF-8 (File, Save As)"],
    [
      "an old workbook",
      Buffer.from("d0cf11e0a1b11ae1", "hex"),
      "plates.csv is a workbook of Excel: save it as CSV UTF-8 (File, Save As)",
    ],
    [
      "Windows-1252",
      Buffer.from("Plate,Well\r\nP1,A01\r\nfür,A02\r\n", "latin1"),
      'plates.csv line 3 is not UTF-8 ("für,A02" in Windows-1252): save it as CSV UTF-8',
    ],
    [
      "Windows-1252 in its last line",
      Buffer.from("Plate\nä", "latin1"),
      'plates.csv line 2 is not UTF-8 ("ä" in Windows-1252): save it as CSV UTF-8',
    ],
    [
      "Windows-1252 behind 100 kB",
      Buffer.from(`Plate\n${"P1\n".repeat(40_000)}ö\n`, "latin1"),
      'plates.csv line 40002 is not UTF-8 ("ö" in Windows-1252): save it as CSV UTF-8',
    ],
    [
      "UTF-16",
      Buffer.from("\uFEFFPlate\tWell\r\n", "utf16le"),
      'plates.csv is UTF-16, as Excel writes "Unicode Text": save it as CSV UTF-8',
    ],
    [
      "UTF-16 without a mark",
      Buffer.from("Plate\tWell\r\n", "utf16le"),
      'plates.csv is UTF-16, as Excel writes "Unicode Text": save it as CSV UTF-8',
    ],
    [
      "names of columns behind a #",
      "#Plate,Well\nP1,A01\n",
      "plates.csv line 1 begins with # and has columns: remove the #, or the line if it is a comment",
    ],
  ] as const) {
    it(`is refused as ${what}`, async () => assert.deepEqual(await read(content), { rows: [], problems: [problem] }));
  }
});
