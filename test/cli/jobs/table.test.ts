import assert from "node:assert/strict";
import { aligned } from "../../../cli/jobs/command";

describe("the table of jobs", () => {
  const x = (count: number): string => "x".repeat(count);
  const texts: readonly (readonly [text: string, shown: string])[] = [
    [x(48), x(48)],
    [`${x(60)}_s1.tif`, `${x(24)}…${x(16)}_s1.tif`],
    [`AssayPlate_7_${x(60)}Z03C02.tif`, `AssayPlate_7_${x(11)}…${x(13)}Z03C02.tif`],
    [`${"🔬".repeat(60)}.tif`, `${"🔬".repeat(24)}…${"🔬".repeat(19)}.tif`],
    ["short.tif", "short.tif"],
  ];
  for (const [text, shown] of texts) {
    it(`shows the beginning and the end of ${text.slice(0, 20)}… of ${text.length}`, () => {
      assert.deepEqual(aligned([[text, "last"]]), [`${shown}  last`]);
    });
  }
});
