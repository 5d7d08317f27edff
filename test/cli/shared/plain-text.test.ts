import assert from "node:assert/strict";
import { plain } from "../../../cli/shared/plain-text";

describe("text of unknown origin", () => {
  it("is one line that moves no cursor, changes no direction and holds no half character", () => {
    assert.equal(plain("a\u001b[2J\r\nb\u202egpj\ud800\u2028"), "a\\u001b[2J\\u000d\\u000ab\\u202egpj\\ud800\\u2028");
  });

  it("stays as it is when it is readable, in any language", () => {
    for (const text of ["P1-A01: 3 µm", "漢字 é 👩‍🔬", "", '{"a": "\\n"}']) assert.equal(plain(text), text);
  });

  it("is cut when nobody would read it", () => {
    assert.equal(plain("x".repeat(100_000)).length, 2001);
  });
});
