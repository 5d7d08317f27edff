import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { eachLine, LONGEST_LINE, piecesOf } from "../../../worker/host/lines";

describe("the lines of a stream", () => {
  /** The lines of a stream that brings these chunks. */
  const linesOf = async (chunks: readonly (string | Buffer)[], longest?: number): Promise<readonly string[]> => {
    const stream = new PassThrough();
    const lines: string[] = [];
    const ended = new Promise((resolve) => stream.once("end", resolve));
    eachLine(stream, (line) => lines.push(line), longest);
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    await ended;
    return lines;
  };

  it("end at a line feed, also the last one without one", async () => {
    assert.deepEqual(await linesOf(["a\nb", "c\n\n", "d"]), ["a", "bc", "", "d"]);
    assert.deepEqual(await linesOf(["a\n"]), ["a"]);
    assert.deepEqual(await linesOf([]), []);
    assert.deepEqual(await linesOf(["a\u2028b\n"]), ["a\u2028b"]);
  });

  it("end at a carriage return, of a progress bar or of Windows, also where a chunk ends between its two letters", async () => {
    assert.deepEqual(await linesOf(["\r 1%\r 50%", "\r 100%\n"]), [" 1%", " 50%", " 100%"]);
    assert.deepEqual(await linesOf(["a\r\nb\r", "\n", "\r\nc\n\r\n"]), ["a", "b", "", "c", ""]);
    assert.deepEqual(await linesOf(["a\r", "\r", "\n", "\n"]), ["a", ""]);
  });

  it("keep letters that two chunks share", async () => {
    const text = Buffer.from("µ€😀\n");
    assert.deepEqual(await linesOf([...text].map((byte) => Buffer.from([byte]))), ["µ€😀"]);
    assert.deepEqual(await linesOf([text.subarray(0, 1)]), ["\ufffd"]);
  });

  it("of 40 MiB without an end come in pieces of 1 MiB", async () => {
    const lines = await linesOf([...Array.from({ length: 640 }, () => Buffer.alloc(64 * 1024, "x")), "end\n"]);
    assert.equal(LONGEST_LINE, 1_048_576);
    assert.deepEqual(
      lines.map(({ length }) => length),
      [...Array.from({ length: 40 }, () => 1_048_576), 3],
    );
  });

  it("are the same however the text is cut into chunks", async () => {
    const text = fc.stringMatching(/^[ab\r\n]{0,40}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (chunks, longest) => {
        const whole = chunks.join("");
        assert.deepEqual(await linesOf(chunks, longest), await linesOf([whole], longest));
        assert.equal((await linesOf(chunks)).join(""), whole.replace(/[\r\n]/g, ""));
      }),
      { numRuns: 300 },
    );
  });

  it("in pieces have no character of which one half is in each", () => {
    assert.deepEqual([...piecesOf("ab😀c", 3)], ["ab", "😀c"]);
    assert.deepEqual([...piecesOf("abcdef", 3)], ["abc", "def"]);
    assert.deepEqual([...piecesOf("", 3)], [""]);
  });
});
