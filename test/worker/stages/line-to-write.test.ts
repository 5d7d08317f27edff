import assert from "node:assert/strict";
import { lineToWrite } from "../../../worker/stages/line-to-write";

describe("the line that keeps a file", () => {
  for (const [path, script, expected] of [
    ["a.tif", "count.ijm", 'saveAs("Tiff", output + File.separator + "a.tif");'],
    ["sub/A.TIFF", "count.ijm", 'saveAs("Tiff", output + File.separator + "A.TIFF");'],
    ["cells.csv", "Count.IJM", 'saveAs("Results", output + File.separator + "cells.csv");'],
    ["old.xls", "macro.txt", 'saveAs("Results", output + File.separator + "old.xls");'],
    ["view.png", "count.ijm", 'saveAs("PNG", output + File.separator + "view.png");'],
    ["view.jpeg", "count.ijm", 'saveAs("Jpeg", output + File.separator + "view.jpeg");'],
    ["rois.zip", "count.ijm", 'output + File.separator + "rois.zip"'],
    ['a"b.zip', "count.ijm", 'output + File.separator + "a\\"b.zip"'],
    ["cells.csv", "count.py", "<output>/cells.csv"],
    ["cells.csv", "count.groovy", "<output>/cells.csv"],
  ] as const) {
    it(`is ${expected} for ${path} of ${script}`, () => assert.equal(lineToWrite(path, script), expected));
  }
});
