import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { storedJob } from "../../../cli/bookkeeping/input-lists";
import { MAX_INPUTS, packInputs } from "../../../worker/contract/input-list";
import { packedJob, parseJob } from "../../../worker/contract/job";
import { jobIdOf } from "../../../worker/contract/job-id";
import { inputsKey } from "../../../worker/contract/keys";
import { inputsOf } from "../../../worker/stages/input-list";
import { planInputs } from "../../../worker/stages/plan-inputs";
import { StageBench } from "../../helpers/stage-bench";
import { aJob } from "../../helpers/worker-bench";

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `P1/f${index}.tif`);

describe("a job of many inputs", () => {
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make();
  });
  afterEach(() => bench.end());

  for (const [count, isStored] of [
    [0, false],
    [1, false],
    [MAX_INPUTS, false],
    [MAX_INPUTS + 1, true],
    [20_000, true],
  ] as const) {
    it(`of ${count} travels ${isStored ? "with the digest of their list" : "with its inputs"}, and has the same ones again`, async () => {
      const job = aJob("A1", { input: namesOf(count), root: "study/", output: "study/A1/" });
      const sent = JSON.stringify(await storedJob(job, bench.outputs));
      assert.deepEqual([sent.length < 20_000, sent.includes('"inputList"')], [true, isStored]);
      assert.deepEqual(await inputsOf(parseJob(sent), bench.outputs), namesOf(count));
      const { inputList } = packedJob(job);
      const stored = inputList && (await bench.outputs.head(inputsKey("study/", inputList.sha256)));
      assert.equal(stored !== undefined, isStored);
    });
  }
  it("has an id over the digest of its list", () => {
    const idOf = (input: readonly string[]) =>
      jobIdOf("A1", { engine: "imagej", scriptSha256: "0", parameters: {}, input, output: "A1/" });
    assert.equal(idOf(namesOf(300)), idOf(namesOf(300)));
    assert.notEqual(idOf(namesOf(300)), idOf(namesOf(301)));
    assert.notEqual(idOf(namesOf(300)), idOf([...namesOf(299), "P1/other.tif"]));
  });
  const job = aJob("A1", { input: namesOf(300) });
  const wrong: readonly (readonly [title: string, bytes: Buffer | undefined, message: RegExp])[] = [
    ["is not stored", undefined, /no list of inputs at/],
    ["is another one", packInputs(namesOf(301)), /another digest/],
    ["is no gzip", Buffer.from("[]"), /cannot be used/],
    ["is cut", packInputs(namesOf(300)).subarray(0, 50), /cannot be used/],
    ["is no JSON", gzipSync("{"), /another digest/],
  ];
  for (const [title, bytes, message] of wrong) {
    it(`fails as input-missing where the list ${title}`, async () => {
      const packed = packedJob(job);
      const key = inputsKey("", packed.inputList?.sha256 ?? "");
      if (bytes !== undefined) await bench.outputs.putBytes(key, bytes);
      await assert.rejects(inputsOf(packed, bench.outputs), { failure: "input-missing", message });
    });
  }
  it("is refused as a message that has both", () => {
    const both = { ...packedJob(job), input: ["a.tif"] };
    assert.throws(() => parseJob(JSON.stringify(both)), /input and inputList are both given/);
  });
  it("finds its files by one listing of each folder", async () => {
    const calls: string[] = [];
    const keys = [...namesOf(20_000), "Q/one.tif"];
    const store = {
      description: "store",
      async *list(prefix: string) {
        calls.push(`list ${prefix}`);
        yield* keys.filter((key) => key.startsWith(prefix)).map((key) => ({ key, sizeBytes: 1, etag: "e" }));
      },
      head: async (key: string) => {
        calls.push(`head ${key}`);
        return keys.includes(key) ? { key, sizeBytes: 1, etag: "e" } : undefined;
      },
    };
    const planned = await planInputs({ input: keys }, store);
    assert.deepEqual([planned.files.length, calls], [20_001, ["list P1/f", "head Q/one.tif"]]);
    await assert.rejects(planInputs({ input: [...keys, "P1/f20001.tif"] }, store), /no such file: "P1\/f20001.tif"/);
  });
});
