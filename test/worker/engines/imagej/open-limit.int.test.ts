import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ImagejEngine } from "../../../../worker/engines/imagej/engine";
import { displayOrSkip } from "../../../helpers/display";
import { openCopyOf, type TestCopy } from "../../../helpers/engine-copy";

const LIMIT_SECONDS = 3;

describe("the limit of an open()", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async function () {
    displayOrSkip(this);
    copy = await openCopyOf(new ImagejEngine(process.env, [], LIMIT_SECONDS / 60), { display: "virtual" });
    await writeFile(join(copy.folder, "..", "loop.tif"), LOOP);
  });
  after(() => copy?.end());
  const inputFolder = (): string => join(copy.folder, "..");

  it("ends one that never returns as timeout with the file, the line and the cure; the next job runs", async () => {
    const macro = `#@ File input\n#@ File output
      File.saveString("before", output + "/before.txt");
      f = File.open(output + "/large.txt"); for (i = 0; i < 100; i++) print(f, "not the file that is opened");
      open(input + File.separator + "loop.tif");
      File.saveString("after", output + "/after.txt");`;
    const result = await copy.run(macro, { inputFolder: inputFolder() });
    assert.ok(result.ended === "failed", JSON.stringify(result));
    assert.equal(result.class, "timeout", JSON.stringify(result));
    assert.match(result.reason, /^open\(\) of "loop\.tif" \(26 bytes\) did not return in \d+ s$/);
    assert.equal(result.line, 5);
    assert.deepEqual((await readdir(result.outputFolder)).sort(), ["before.txt", "large.txt"]);
    assert.equal(result.advice, "look whether the file is damaged; raise `openMinutes` where it is only slow");
    const next = await copy.run("print(nImages);");
    assert.deepEqual([next.ended, next.lines], ["well", ["0"]]);
  });

  it("leaves many opens alone that take longer together, and arguments that do", async () => {
    const macro = `#@ File output
      newImage("a", "8-bit ramp", 64, 64, 1); saveAs("Tiff", output + "/a.tif"); close();
      began = getTime(); opened = 0;
      while (getTime() - began < ${LIMIT_SECONDS + 1}000) { open(output + File.separator + "a.tif"); opened += getWidth(); close(); }
      open(slowly(output + "/a.tif"));
      print(getTitle() + " " + (opened > 64));
      function slowly(path) { wait(${LIMIT_SECONDS + 1}000); return path; }`;
    const result = await copy.run(macro);
    assert.deepEqual([result.ended, result.lines], ["well", ["a.tif 1"]], JSON.stringify(result));
  });

  it("gives a file a second more for each 5 MB", async () => {
    await writeFile(join(inputFolder(), "large.tif"), Buffer.concat([LOOP, Buffer.alloc(10_000_000)]));
    const result = await copy.run('#@ File input\nopen(input + "/large.tif");', { inputFolder: inputFolder() });
    assert.ok(result.ended === "failed" && result.class === "timeout", JSON.stringify(result));
    const [, seconds] =
      /^open\(\) of "large\.tif" \(10000026 bytes\) did not return in (\d+) s$/.exec(result.reason) ?? [];
    assert.ok(Number(seconds) >= LIMIT_SECONDS + 2, result.reason);
  });
});

/** A TIFF whose only directory says that the next one is itself: ImageJ reads it again for ever. */
const LOOP = Buffer.from([
  ...[0x49, 0x49, 42, 0, 8, 0, 0, 0], // little-endian; the directory is at 8
  ...[1, 0], // one entry:
  ...[0x00, 0x01, 3, 0, 1, 0, 0, 0, 64, 0, 0, 0], // width 64
  ...[8, 0, 0, 0], // the next directory
]);
