import { Terminal } from "@xterm/headless";
import assert from "node:assert/strict";
import { LiveArea } from "../../../cli/progress/live-area";
import { inWords } from "../../../cli/shared/styled";

const PLAIN = { colour: false, links: false };

/** A terminal of xterm.js, and a stream to it. */
function terminalOf(columns: number, rows: number) {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  let written = "";
  const writes: string[] = [];
  const stream = {
    columns,
    rows,
    write: (text: string) => {
      written += text.replaceAll("\n", "\r\n"); // as a terminal's line discipline does
      writes.push(text);
    },
  };
  const lines = async (): Promise<string[]> => {
    await new Promise<void>((resolve) => terminal.write(written, resolve));
    written = "";
    const { active } = terminal.buffer;
    const all = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
    while (all.at(-1) === "") all.pop();
    return all;
  };
  const resize = async (to: number): Promise<void> => {
    await lines();
    terminal.resize(to, rows);
    stream.columns = to;
  };
  return { stream, writes, lines, resize };
}

describe("the block that is drawn again and again", () => {
  it("writes only the lines that changed, in one step without hiding the cursor", async () => {
    const { stream, writes, lines } = terminalOf(40, 10);
    const area = new LiveArea(stream, PLAIN);
    area.draw(["running, 1 s", "0 of 9 done", "A1"]);
    area.draw(["running, 2 s", "0 of 9 done", "A1"]);
    area.draw(["running, 2 s", "0 of 9 done", "A1"]);
    area.draw(["running, 3 s", "0 of 9 done", "B2 long"]);
    area.draw(["running, 3 s", "0 of 9 done", "B2"]);
    assert.deepEqual(await lines(), ["running, 3 s", "0 of 9 done", "B2"]);
    assert.equal(writes.length, 4);
    assert.equal(writes[1], "\u001b[?2026h\r\u001b[3Arunning, 2 s\u001b[K\r\u001b[3B\u001b[?2026l");
    for (const text of writes) assert.match(text, /^\u001b\[\?2026h[^]*\u001b\[\?2026l$/);
    assert.ok(!writes.join("").includes("\u001b[?25l"));
    assert.equal(writes.filter((text) => text.includes("\u001b[?25h")).length, 1);
  });

  it("keeps notes above it, and leaves nothing behind", async () => {
    const { stream, lines } = terminalOf(40, 6);
    const area = new LiveArea(stream, PLAIN);
    area.draw(["one", "two"]);
    for (let note = 0; note < 8; note++) area.above([`note ${note}`]);
    const notes = Array.from({ length: 8 }, (_, note) => `note ${note}`);
    assert.deepEqual(await lines(), [...notes, "one", "two"]);
    area.clear();
    assert.deepEqual(await lines(), notes);
  });

  it("leaves no ghosts when the terminal becomes narrower and breaks its lines, or wider", async () => {
    const { stream, lines, resize } = terminalOf(60, 12);
    const area = new LiveArea(stream, PLAIN);
    area.above(["note"]);
    area.draw(["#".repeat(55), "1 of 9 done", "-".repeat(50)]);
    await resize(24);
    area.draw(["#".repeat(20), "2 of 9 done", "-".repeat(20)]);
    assert.deepEqual(await lines(), ["note", "#".repeat(20), "2 of 9 done", "-".repeat(20)]);
    await resize(60);
    area.draw(["#".repeat(55), "3 of 9 done", "-".repeat(50)]);
    assert.deepEqual(await lines(), ["note", "#".repeat(55), "3 of 9 done", "-".repeat(50)]);
  });

  it("breaks sentences between words, and leaves commands whole", () => {
    const text = "ImageJ runs without a display: 細胞細胞 word-that-is-longer-than-the-line end";
    assert.deepEqual(inWords(text, 20), [
      ...["ImageJ runs without", "a display: 細胞細胞", "word-that-is-longer-than-the-line", "end"],
    ]);
    const command = "to run them again: npx dfiji failures --output results --retry";
    assert.deepEqual(inWords(command, 20), [command]);
  });

  it("escapes what a text would make the terminal do, and writes its own colours and links", () => {
    const { stream, writes } = terminalOf(80, 6);
    const line = [{ text: "a\u001b[31mb\n", style: "bad", href: "file:///x\u001b" }] as const;
    new LiveArea(stream, { colour: true, links: true }).draw([line]);
    new LiveArea(stream, PLAIN).draw([line]);
    const escaped = "a\\u001b[31mb\\u000a";
    assert.ok(
      writes[0]?.includes(`\u001b]8;;file:///x\\u001b\u001b\\\u001b[31m${escaped}\u001b[0m\u001b]8;;\u001b\\\n`),
      JSON.stringify(writes[0]),
    );
    assert.equal(writes[1], `\u001b[?2026h\u001b[?25h${escaped}\n\u001b[?2026l`);
  });
});
