import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ForeignTextError, linesOf } from "../../../cli/shared/lines";

describe("the lines of a file", () => {
  const read = async (content: Buffer): Promise<readonly string[]> => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-lines-"));
    try {
      await writeFile(join(folder, "list.txt"), content);
      const lines: string[] = [];
      for await (const line of linesOf(join(folder, "list.txt"))) lines.push(line);
      return lines;
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  for (const [text, lines] of [
    ["a\nb\n", ["a", "b"]],
    ["a\r\n\r\nb", ["a", "", "b"]],
    ["\uFEFFä\n𠮷\u2028.tif\n", ["ä", "𠮷\u2028.tif"]],
    ["", []],
    [`${"x\n".repeat(70_000)}é`, [...Array.from({ length: 70_000 }, () => "x"), "é"]],
  ] as const) {
    it(`are ${lines.length} of ${JSON.stringify(text.slice(0, 12))}`, async () => {
      assert.deepEqual(await read(Buffer.from(text)), lines);
    });
  }

  for (const [title, content, line] of [
    ["in its first line", Buffer.from("caf\xe9_1.tif\n", "latin1"), 1],
    ["in its third line", Buffer.from("a\nb\ncaf\xe9_1.tif\nc\n", "latin1"), 3],
    ["at its end", Buffer.from("a\ncaf\xe9", "latin1"), 2],
    ["far below", Buffer.from(`${"a.tif\n".repeat(30_000)}caf\xe9\n`, "latin1"), 30_001],
    ["in a cut letter", Buffer.concat([Buffer.from("a\n"), Buffer.from("ä").subarray(0, 1)]), 2],
  ] as const) {
    it(`are refused where they are not UTF-8 ${title}, with the line`, async () => {
      const isNamed = ({ message }: Error) => message.startsWith(`line ${line} is not UTF-8 (`);
      await assert.rejects(read(content), (error: Error) => error instanceof ForeignTextError && isNamed(error));
    });
  }
});
