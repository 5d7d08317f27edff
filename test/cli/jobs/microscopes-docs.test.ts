import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NAMING_SCHEMES } from "../../../cli/jobs/make/naming-schemes";
import { jobsOf, warningsOf } from "./planning";

/** Files that ImageJ's `open()` does not read, or reads only in part. */
const BY_BIO_FORMATS = /\.(?:c01|dib|flex|nd2)$|_MMStack|_NDTiffStack/i;

/** Each example line of the page is run. */
describe("docs/microscopes.md", () => {
  const page = readFileSync(join(__dirname, "../../../docs/microscopes.md"), "utf8");
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const plain = (cell = ""): string => cell.replaceAll("`", "");
  const programs = rows.filter((row) => row.length === 6 && (row[1] ?? "").startsWith("`"));
  const patterns = rows.filter((row) => row.length === 3 && (row[0] ?? "").startsWith("`"));

  it("has a line for each naming, and one for each way of its files that has an engine of its own", () => {
    const named = new Set(programs.map(([, , naming]) => plain(naming)));
    assert.deepEqual([...named].sort(), NAMING_SCHEMES.map(({ name }) => name).sort());
    assert.ok(patterns.length >= 5, String(patterns.length));
  });
  for (const [program = "", file, naming, job, engine] of programs) {
    it(`says what becomes of a file of ${program}`, async () => {
      const images = [plain(file)];
      const jobs = await jobsOf(undefined, { images, request: { naming: plain(naming), per: "site" } });
      assert.deepEqual(
        jobs.map(({ name, input }) => [name, input]),
        [[plain(job), images]],
      );
      assert.equal(plain(engine), BY_BIO_FORMATS.test(plain(file)) ? "fiji" : "imagej");
    });
  }
  for (const [file, pattern, job] of patterns) {
    it(`says what becomes of ${plain(file)} by ${plain(pattern)}`, async () => {
      const images = [plain(file)];
      const jobs = await jobsOf(undefined, { images, request: { pattern: plain(pattern) } });
      assert.deepEqual(
        jobs.map(({ name }) => name),
        [plain(job)],
      );
    });
  }
  it("shows what a folder looks like", async () => {
    const numbers = (count: number): string[] =>
      Array.from({ length: count }, (_, at) => String(at + 1).padStart(2, "0"));
    const images = numbers(8).flatMap((row) =>
      numbers(12).flatMap((col) =>
        numbers(2).flatMap((site) =>
          ["1", "2", "3"].map((ch) => `P1__x-Measurement 1/Images/r${row}c${col}f${site}p01-ch${ch}sk1fk1fl1.tiff`),
        ),
      ),
    );
    const shown = /^warning: (these are .*)$/m.exec(page)?.[1] ?? "none";
    assert.ok((await warningsOf(undefined, { images })).includes(shown), shown);
  });
});
