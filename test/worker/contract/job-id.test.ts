import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson, jobIdOf, type JobIdentity } from "../../../worker/contract/job-id";

const identity: JobIdentity = {
  engine: "imagej",
  scriptSha256: "a".repeat(64),
  parameters: { sigma: "1.5", channel: "D" },
  input: ["P1/A01_*.tif"],
  output: "results/A01/",
};

describe("job id", () => {
  it("is the name and 8 hex digits", () => assert.match(jobIdOf("P1-A01", identity), /^P1-A01-[0-9a-f]{8}$/));

  it("is the same in every version: by it results are found again", () =>
    assert.equal(jobIdOf("P1-A01", identity), "P1-A01-e5fb5fe6"));

  it("does not depend on whether what is not given is left out or undefined", () => {
    const spelled = { ...identity, argument: undefined, command: undefined };
    assert.equal(jobIdOf("x", spelled), jobIdOf("x", identity));
  });

  it("does not change with the argument of Distributed-Fiji, which only repeats the parameters", () => {
    assert.equal(jobIdOf("x", { ...identity, argument: "sigma='1.5', channel='D'" }), jobIdOf("x", identity));
  });

  it("does not depend on the order of the parameters", () => {
    const turned = { ...identity, parameters: { channel: "D", sigma: "1.5" } };
    assert.equal(jobIdOf("x", turned), jobIdOf("x", identity));
  });

  for (const [what, change] of Object.entries({
    engine: { engine: "fiji" },
    script: { scriptSha256: "b".repeat(64) },
    parameters: { parameters: { sigma: "1.50", channel: "D" } },
    argument: { argument: "sigma=1.5" },
    "an argument that is empty": { argument: "" },
    "files beside the script": { with: [{ path: "a", sha256: "b".repeat(64) }] },
    "flat files": { flat: true },
    input: { input: ["P1/A01_1.tif"] },
    output: { output: "results/A02/" },
    command: { command: ["stitch"] },
  } satisfies Record<string, Partial<JobIdentity>>)) {
    it(`changes with ${what}`, () => assert.notEqual(jobIdOf("x", { ...identity, ...change }), jobIdOf("x", identity)));
  }
});

describe("canonical JSON", () => {
  it("reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("is one text for every order of the keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(record));
      }),
    );
  });
});
