import assert from "node:assert/strict";
import { limitsOf, toEightBits } from "../../../../cli/page/pictures/contrast";

describe("contrast", () => {
  it("is the 0.1 and 99.9 percentiles of all images together", () => {
    const first = Uint16Array.from({ length: 1001 }, (_, i) => i); // 0 … 1000
    const second = Uint16Array.from({ length: 1000 }, (_, i) => 1001 + i); // … 2000
    assert.deepEqual(limitsOf([first, second]), { low: 2, high: 1998 });
  });

  it("leaves NaN and infinite values out", () => {
    assert.deepEqual(limitsOf([Float32Array.of(NaN, 2, Infinity, 4, -Infinity)]), { low: 2, high: 4 });
  });

  it("shows the few pixels of a mask", () => {
    const mask = new Uint8Array(100_000);
    mask[5] = 255;
    assert.deepEqual(limitsOf([mask]), { low: 0, high: 255 });
  });

  it("of one value draws it black", () => {
    assert.deepEqual(limitsOf([Uint16Array.of(7, 7, 7)]), { low: 7, high: 8 });
    assert.deepEqual(limitsOf([]), { low: 0, high: 1 });
    assert.deepEqual(limitsOf([Float32Array.of(NaN)]), { low: 0, high: 1 });
  });

  it("maps grey values to 0 to 255, and cuts what is beyond", () => {
    const eight = toEightBits(Float32Array.of(-5, 100, 600, 1100, 9e9, NaN), { low: 100, high: 1100 });
    assert.deepEqual([...eight], [0, 0, 128, 255, 255, 0]);
  });
});
