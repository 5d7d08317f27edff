import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { readdir, readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csvLine } from "../../../cli/collect/collect";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone } from "../../helpers/fake-results";

describe("dfiji collect", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-collect-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const collect = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["collect", "t.csv", "--output", folder, ...args], io);
    return { code, out: io.out, err: io.err.join("\n") };
  };

  it("puts the rows of all jobs together by name, the group first, and names ImageJ's blank column", async () => {
    await leaveDone(folder, "B", { "t.csv": " ,Area\n1,7\n" }, { group: { Plate: "P", Well: "B" } as never });
    await leaveDone(folder, "A", { "t.csv": " ,Area\n1,5\n2,6\n" }, { group: { Plate: "P", Well: "A" } as never });
    const { code, out, err } = await collect();
    assert.equal(code, 0, err);
    assert.deepEqual(out, ["Plate,Well,Row,Area", "P,A,1,5", "P,A,2,6", "P,B,1,7"]);
    assert.match(err, /3 rows of 2 jobs/);
  });

  it("keeps fields with commas, quotes and line breaks whole", async () => {
    await leaveDone(folder, "A", { "t.csv": 'Label\r\n"a,""b""\nc"\r\n' }, { group: { "K,1": 'x"y' } as never });
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
    await leaveDone(folder, "B", { "t.csv": "Area\n1\n" }, { group: { Other: "x" } as never });
    const { code, err } = await collect();
    assert.equal(code, 2);
    assert.match(err, /different metadata\nA: Name\nB: Other/);
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

  it("a line that was written is read back as it was (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2 }), (fields) => {
        assert.deepEqual(parse(csvLine(fields)), [fields]);
      }),
    );
  });
});
