import assert from "node:assert/strict";
import { plainTable, plainText, shortText } from "../../../cli/shared/plain-text";

describe("text of unknown origin", () => {
  it("is one line that moves no cursor, changes no direction and holds no half character", () => {
    assert.equal(
      plainText("a\u001b[2J\r\nb\u202egpj\ud800\u2028\u0085\u061c"),
      "a\\u001b[2J\\u000d\\u000ab\\u202egpj\\ud800\\u2028\\u0085\\u061c",
    );
  });

  it("stays as it is when it is readable, in any language and of any length", () => {
    for (const text of ["P1-A01: 3 µm", "漢字 é 👩‍🔬", "", '{"a": "\\n"}', "x".repeat(100_000)]) {
      assert.equal(plainText(text), text);
    }
  });

  it("keeps its value in a line of JSON, also behind a backslash", () => {
    const value = { "a\u202e": "\\\u0085 \u2028 \ud800 \n" };
    assert.deepEqual(JSON.parse(plainText(JSON.stringify(value))), value);
  });

  it("keeps tabs and line breaks of a table, and nothing else that a terminal obeys", () => {
    assert.equal(plainTable('a\t"b\nc"\r\u001b[2J\u202e'), 'a\t"b\nc"\\u000d\\u001b[2J\\u202e');
  });

  it("is cut where a script may have made it endless", () => {
    assert.equal(shortText("x".repeat(100_000)).length, 2001);
    assert.equal(shortText("x".repeat(2000)), "x".repeat(2000));
  });
});
