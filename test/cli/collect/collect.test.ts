import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { readdir, readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csvLine } from "../../../cli/collect/csv-line";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";
import { BEFORE, leaveDone, type MadeBy } from "../../helpers/fake-results";

describe("dfiji collect", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-collect-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const collect = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["collect", "t.csv", "--output", folder, ...args], io);
    return { code, out: io.out.flatMap((lines) => lines.split("\n")), err: io.err.join("\n") };
  };

  it("puts the rows of all jobs together by name, the group first, and names ImageJ's blank column", async () => {
    await leaveDone(folder, "B", { "t.csv": " ,Area\n1,7\n" }, { group: { Plate: "P", Well: "B" } });
    await leaveDone(folder, "A", { "t.csv": " ,Area\n1,5\n2,6\n" }, { group: { Plate: "P", Well: "A" } });
    const { code, out, err } = await collect();
    assert.equal(code, 0, err);
    assert.deepEqual(out, ["Plate,Well,Row,Area", "P,A,1,5", "P,A,2,6", "P,B,1,7"]);
    assert.match(err, /3 rows of 2 jobs/);
  });

  it("keeps fields with commas, quotes and line breaks whole", async () => {
    await leaveDone(folder, "A", { "t.csv": 'Label\r\n"a,""b""\nc"\r\n' }, { group: { "K,1": 'x"y' } });
    const { out } = await collect();
    assert.deepEqual(parse(out.join("\n")), [
      ["K,1", "Label"],
      ['x"y', 'a,"b"\nc'],
    ]);
  });

  it("gives the group's column another name where the table has one of that name, and says so", async () => {
    await leaveDone(folder, "A", { "t.csv": "Name,Area\nx,1\n" });
    const { out, err } = await collect();
    assert.equal(out[0], "group:Name,Name,Area");
    assert.match(err, /have a column "Name" of their own: the job's is called "group:Name"/);
  });

  it("refuses differing headers and names both files", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
    await leaveDone(folder, "B", { "t.csv": "Area,Mean\n1,2\n" });
    const { code, err } = await collect();
    assert.equal(code, 2);
    assert.match(err, /different headers\nA\/t\.csv: Area\nB\/t\.csv: Area,Mean/);
  });

  it("refuses jobs with differing metadata and names both", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
    await leaveDone(folder, "B", { "t.csv": "Area\n1\n" }, { group: { Other: "x" } });
    const { code, err } = await collect();
    assert.equal(code, 2);
    assert.match(err, /different keys\nA: Name\nB: Other/);
  });

  it("names the job that lacks the table, and the file that was meant", async () => {
    await leaveDone(folder, "A", { "T.CSV": "Area\n1\n" });
    const { code, err } = await collect();
    assert.equal(code, 2);
    assert.match(err, /job A has no file t\.csv; did you mean "T\.CSV"\?/);
  });

  it("refuses an empty table, two versions of one output, and a folder where nothing is done", async () => {
    assert.match((await collect()).err, /no job is done in/);
    await leaveDone(folder, "A", { "t.csv": "" });
    assert.match((await collect()).err, /A\/t\.csv of job A is empty/);
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" }, { hash: "11111111" });
    assert.match((await collect()).err, /two versions of job A claim the output A\//);
  });

  it("writes --out whole or not at all", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
    assert.equal((await collect("--out", "all/t.csv")).code, 0);
    assert.equal(await readFile(join(folder, "all", "t.csv"), "utf8"), "Name,Area\nA,1\n");
    await leaveDone(folder, "B", { "t.csv": "Mean\n1\n" });
    const { code, err } = await collect("--out", "all/u.csv");
    assert.equal(code, 2);
    assert.match(err, /different headers/);
    assert.deepEqual(await readdir(join(folder, "all")), ["t.csv"]);
  });

  describe("with results of an earlier version", () => {
    const older = (name: string, by: MadeBy = BEFORE.imagej) =>
      leaveDone(folder, name, { "t.csv": "Area\n1\n" }, { by });
    const newer = (name: string) => leaveDone(folder, name, { "t.csv": "Area\n2\n" });

    it("takes them when there are no others, and says once how many they are and what to do", async () => {
      await older("A");
      await older("B", BEFORE.fiji);
      const { code, out, err } = await collect();
      assert.deepEqual([code, out], [0, ["Name,Area", "A,1", "B,1"]]);
      assert.deepEqual(err.split("\n"), [
        "warning: 2 results were made by an earlier version and may be wrong (rows lost, defaults for values): run the jobs again with dfiji local --force (on AWS dfiji submit --force)",
        "2 rows of 2 jobs",
      ]);
    });

    it("does not mix them with new ones: counts, both cures, and nothing is written", async () => {
      await newer("A");
      await older("B");
      await newer("C");
      const { code, out, err } = await collect();
      assert.deepEqual([code, out], [2, []]);
      assert.deepEqual(err.split("\n"), [
        "dfiji: results of an earlier version, which may be wrong, are not mixed with new ones",
        "1 of the earlier version (rows lost, defaults for values are possible), 2 of later ones",
        "run the jobs again with dfiji local --force (on AWS dfiji submit --force)",
        "or take all of them with --mixed: the column OlderVersion says which rows are of the earlier version",
      ]);
      assert.equal((await collect("--out", "all.csv")).code, 2);
      assert.deepEqual((await readdir(folder)).sort(), [".dfiji", "A", "B", "C"]);
    });

    it("takes all with --mixed, tells the rows apart by a column, and warns all the same", async () => {
      await newer("A");
      await older("B");
      const { code, out, err } = await collect("--mixed");
      assert.deepEqual([code, out], [0, ["Name,OlderVersion,Area", "A,false,2", "B,true,1"]]);
      assert.match(err, /^warning: 1 result was made by an earlier version and may be wrong/m);
    });

    it("has that column with --mixed whatever there is, under another name where it is taken", async () => {
      await leaveDone(folder, "A", { "t.csv": "OlderVersion\n7\n" });
      const { code, out, err } = await collect("--mixed");
      assert.deepEqual([code, out], [0, ["Name,dfiji:OlderVersion,OlderVersion", "A,false,7"]]);
      assert.equal(err.split("\n").at(-1), "1 row of 1 job");
    });

    it("takes those of engine command with new ones: they were right", async () => {
      await newer("A");
      await older("B", BEFORE.command);
      const { code, out, err } = await collect();
      assert.deepEqual([code, out, err], [0, ["Name,Area", "A,2", "B,1"], "2 rows of 2 jobs"]);
    });

    it("does not trust a marker that names no program at all", async () => {
      await older("A", { versions: {} });
      assert.match((await collect()).err, /1 result was made by an earlier version/);
    });
  });

  it("prints nothing before it has read everything", async () => {
    await leaveDone(folder, "A", { "t.csv": "Area\n1\n" });
    await leaveDone(folder, "B", { "t.csv": 'Area\n"1\n' });
    const { code, out, err } = await collect();
    assert.deepEqual([code, out], [2, []]);
    assert.match(err, /B\/t\.csv of job B cannot be read as a table: .*[Qq]uote/);
  });

  it("a line that was written is read back as it was (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2 }), (fields) => {
        assert.deepEqual(parse(csvLine(fields)), [fields]);
      }),
    );
  });
});
