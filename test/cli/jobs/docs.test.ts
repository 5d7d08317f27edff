import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { plan } from "./planning";

/** Every example of the page is a job file that works. */
describe("docs/jobs.md", () => {
  const page = readFileSync(join(__dirname, "../../../docs/jobs.md"), "utf8");
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  const files = { "plates.csv": "Plate,Well\nP1,A01\n", "count.ijm": "#@ Double sigma\n" };
  it("has an example of each form", () => assert.equal(examples.length, 8));
  for (const example of examples) {
    it(`says what works: ${example.replace(/\s+/g, " ").slice(0, 60)}`, async () => {
      const request = { check: false };
      await plan(
        example,
        { files, images: ["P1/A01_1_D.tif", "r01c01f01p01-ch1sk1fk1fl1.tiff"], request },
        async ({ problems, count }) => {
          assert.deepEqual(problems, []);
          assert.ok(count > 0);
        },
      );
    });
  }
  it("names every key of a job file", () => {
    for (const key of [
      "scriptSha256",
      "groups",
      "grid",
      "groupsFrom",
      "shared_metadata",
      "script",
      "input",
      "exclude",
      "output",
      "output_file_location",
      "argument",
      "expect",
      "timeoutMinutes",
    ]) {
      assert.match(page, new RegExp(`^\\| .*\`${key}\``, "m"));
    }
  });
});
