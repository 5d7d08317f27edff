import assert from "node:assert/strict";
import { broken } from "../../../cli/shared/styled";

describe("a sentence that is broken into lines", () => {
  for (const [text, lines] of [
    ["one two three", ["one two", "three"]],
    ["run `npx dfiji local` now", ["run", "`npx dfiji local`", "now"]],
    ["(see `a b c d`), then", ["(see", "`a b c d`),", "then"]],
    ["it` is a b", ["it` is a", "b"]],
    ["incomprehensible", ["incomprehensible"]],
    ["", [""]],
  ] as const) {
    it(`${JSON.stringify(text)} in lines of 8`, () => assert.deepEqual(broken(text, 8), lines));
  }
});
