import assert from "node:assert/strict";
import { bannedTurns, EXCEPTIONS } from "../../scripts/words";

describe("banned turns", () => {
  it("are found with their line, in any case, also over the end of a line", () => {
    const text = [
      "/** The result lies there. */",
      'const done = "Nobody";',
      "// all problems at",
      "// once",
      " * the run goes",
      " * on",
    ].join("\n");
    assert.deepEqual(bannedTurns(text), [
      { turn: "lies", line: 1 },
      { turn: "nobody", line: 2 },
      { turn: "at once", line: 3 },
      { turn: "goes on", line: 5 },
    ]);
  });

  it("are whole words", () => {
    assert.deepEqual(bannedTurns("isTold, beliefs, replies, canals, at onces, in handy form"), []);
  });

  it("have at most 10 exceptions, each with a reason", () => {
    assert.ok(EXCEPTIONS.length <= 10);
    for (const { file, reason } of EXCEPTIONS) assert.ok(reason.length > 20, file);
  });
});
