import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { isNoTable, type Table, type TableFile, tablesOf } from "../../../cli/collect/table-rows";

const LARGE = 200_000;
const rowsOf = async ({ rows }: Table): Promise<string[][]> => {
  const all: string[][] = [];
  for await (const row of rows()) all.push(row);
  return all;
};
const read = async (texts: Readonly<Record<string, string>>, small = false) => {
  const files: TableFile[] = Object.entries(texts).map(([key, text]) => ({ key, sizeBytes: text.length }));
  const found: (readonly [string, string[][] | string])[] = [];
  let [open, most] = [0, 0];
  const reader = {
    open: async ({ key }: TableFile) => {
      most = Math.max(most, ++open);
      await sleep(1 + (key.length % 3));
      open--;
      if (texts[key] === "gone") throw new Error(`"${key}" does not exist`);
      return Readable.from([Buffer.from(texts[key] ?? "")]);
    },
    small: small ? { keys: () => [], text: (key: string) => texts[key] } : undefined,
  };
  for await (const table of tablesOf(files, reader)) {
    const rows = await rowsOf(table).catch((error: unknown) => `${isNoTable(error)}: ${(error as Error).message}`);
    found.push([table.file.key, rows]);
  }
  return { found, most };
};

describe("tables in their order", () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${"j".repeat(n)}.csv`, `x\n${n}\n`]));

  it("are read ahead from a bucket, 32 at the same time, and one after another from a folder", async () => {
    const bucket = await read(many);
    const folder = await read(many, true);
    assert.deepEqual(
      bucket.found,
      Object.entries(many).map(([key], n) => [key, [["x"], [String(n)]]]),
    );
    assert.deepEqual(folder.found, bucket.found);
    assert.deepEqual([bucket.most, folder.most], [32, 0]);
  });

  for (const small of [false, true]) {
    it(`are the same, small and large, by commas, semicolons and tabs (${small ? "folder" : "bucket"})`, async () => {
      const line = `7;"a;b"\r\n`;
      const large = `n;name\r\n${line.repeat(LARGE / line.length)}`;
      const { found } = await read(
        { "a.csv": "\uFEFF ,Area\n1,2\n\n2,3\n", "b.xls": " \tA\n1\t2", "c.csv": large, "d.csv": "", "e.csv": "n;m" },
        small,
      );
      const rows = Object.fromEntries(found);
      assert.deepEqual(rows["a.csv"], [
        ["Row", "Area"],
        ["1", "2"],
        ["2", "3"],
      ]);
      assert.deepEqual(rows["b.xls"], [
        ["Row", "A"],
        ["1", "2"],
      ]);
      assert.equal(rows["c.csv"]?.length, 1 + Math.floor(LARGE / line.length));
      assert.deepEqual(
        [rows["c.csv"]?.[0], rows["c.csv"]?.at(-1)],
        [
          ["n", "name"],
          ["7", "a;b"],
        ],
      );
      assert.deepEqual([rows["d.csv"], rows["e.csv"]], [[], [["n", "m"]]]);
    });
  }

  it("give the error of one in its turn, and the next ones", async () => {
    const { found } = await read({ "a.csv": "x\n1\n", "b.csv": "gone", "c.csv": 'x\n"1\n', "d.csv": "x\n4\n" });
    assert.deepEqual(found[0], ["a.csv", [["x"], ["1"]]]);
    assert.deepEqual(found[1], ["b.csv", 'false: "b.csv" does not exist']);
    assert.match(
      String(found[2]?.[1]),
      /^true: Quote Not Closed: the parsing is finished with an opening quote at line 2$/,
    );
    assert.deepEqual(found[3], ["d.csv", [["x"], ["4"]]]);
  });
});
