import assert from "node:assert/strict";
import fc from "fast-check";
import { planInputs } from "../../../worker/stages/plan-inputs";
import { type StoredObject } from "../../../worker/storage/store";

describe("the inputs of a job", () => {
  const storeOf = (...keys: string[]) => {
    const objects = keys.map((key): StoredObject => ({ key, sizeBytes: key.endsWith("/") ? 0 : 7, etag: `e-${key}` }));
    return {
      description: "s3://bucket/images/",
      async *list(prefix: string) {
        yield* objects.filter(({ key }) => key.startsWith(prefix));
      },
      head: async (key: string) => objects.find((object) => object.key === key),
    };
  };
  const planned = (input: string[], keys: string[], flat?: boolean) => planInputs({ input, flat }, storeOf(...keys));
  const plan = async (patterns: string[], ...keys: string[]): Promise<string[]> =>
    (await planned(patterns, keys)).files.map(({ relativePath }) => relativePath).sort();

  it("keep their path below the deepest folder that holds all of them", async () => {
    const keys = ["P1/A01/s1.tif", "P1/A01/z/s2.tif", "P1/A010/s1.tif", "P1/A01.tif"];
    assert.deepEqual(await plan(["P1/A01/"], ...keys), ["s1.tif", "z/s2.tif"]);
    assert.deepEqual(await plan(["P1/A01*/*.tif"], ...keys), ["A01/s1.tif", "A010/s1.tif"]);
    assert.deepEqual(await plan(["P1/**/*.tif"], ...keys), ["A01.tif", "A01/s1.tif", "A01/z/s2.tif", "A010/s1.tif"]);
    assert.deepEqual(await plan(["P1/A01.tif"], ...keys), ["A01.tif"]);
    assert.deepEqual(await plan(["P*/*/z/*"], ...keys), ["s2.tif"]);
    assert.equal((await planned(["P*/*/z/*"], keys)).folder, "P1/A01/z/");
  });

  it("never are what merely begins like the key", async () => {
    await assert.rejects(plan(["A1"], "A10", "A1/x"), /no such file: "A1" in s3:\/\/bucket\/images\//);
  });

  it("are missing when a pattern matches nothing, with the pattern and the place", async () => {
    await assert.rejects(plan(["a.tif", "B*.tif"], "a.tif"), {
      failure: "input-missing",
      message: 'no file in s3://bucket/images/ matches "B*.tif"',
    });
  });

  it("are one file when two patterns mean the same one", async () => {
    assert.deepEqual(await plan(["a/x.tif", "a/*.tif"], "a/x.tif"), ["x.tif"]);
  });

  it("are their names alone in a flat job, unless two would become one file", async () => {
    const keys = ["P1/x.tif", "P2/y.tif", "P2/z/x.tif"];
    const { files } = await planned(["P*/*"], keys, true);
    assert.deepEqual(
      files.map(({ object, relativePath }) => [object.key, relativePath]),
      [
        ["P1/x.tif", "x.tif"],
        ["P2/y.tif", "y.tif"],
      ],
    );
    await assert.rejects(planned(["**"], keys, true), {
      failure: "input-missing",
      message: /^"P1\/x.tif" and "P2\/z\/x.tif" would both become the file "x.tif"/,
    });
  });

  for (const [title, keys, message] of [
    ["an empty part", ["a//b"], /empty part/],
    ["a part ..", ["a/../b"], /part "\.\."/],
    ["a part that is too long", [`a/${"x".repeat(256)}`], /256 bytes/],
    ["a file beside a folder of its name", ["a/b", "a/b/c", "a/d"], /"b" would have to be a file/],
  ] as const) {
    it(`are missing, with the reason, when a key has ${title}`, async () => {
      await assert.rejects(plan(["a/"], ...keys), { failure: "input-missing", message });
    });
  }

  it("leave out empty folder objects and the bookkeeping of results that lie among them", async () => {
    assert.deepEqual(await plan(["a/"], "a/", "a/sub/", "a/x.tif", "a/.dfiji/done/x.json"), ["x.tif"]);
    assert.deepEqual(await plan(["**/*.json"], ".dfiji/done/y.json", "z.json"), ["z.json"]);
  });

  it("are always below the input folder, each in a place of its own, whatever the keys", async () => {
    const segment = fc.constantFrom("a", "b", "..", ".", "", "c.tif");
    const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 8 }), async (keys) => {
        const places = await plan(["**"], ...keys).catch(() => []);
        assert.equal(new Set(places).size, places.length);
        for (const place of places) {
          assert.ok(place !== "" && place.split("/").every((part) => !["", ".", ".."].includes(part)), place);
          assert.ok(!places.some((other) => other.startsWith(`${place}/`)));
        }
      }),
    );
  });

  it("are found among many without holding up all else", async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `P${index % 10}/A${index % 96}/s${index}.tif`);
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const { files } = await planned(["**/*.tif"], keys);
    clearImmediate(next);
    assert.equal(files.length, 20_000);
    assert.ok(turns >= 50, String(turns)); // listed, looked at and planned, a thousand in each turn
  });
});
