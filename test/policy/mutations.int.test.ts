import assert from "node:assert/strict";
import { packAnalyzer } from "../helpers/analyzer";
import { urnOf } from "../helpers/analyzer-messages";
import { lineOf } from "../helpers/policy-cases";
import { holesMutations } from "./mutations/holes";
import { moneyMutations } from "./mutations/money";
import { placementMutations } from "./mutations/placement";
import { type RealStack, realStack } from "./mutations/real-stack";
import { securityMutations } from "./mutations/security";

const mutations = [...placementMutations, ...moneyMutations, ...holesMutations, ...securityMutations];

describe("policy pack on the real program", () => {
  let good: RealStack;
  let goodAtPreview: RealStack;
  before(async () => {
    good = await realStack();
    goodAtPreview = await realStack({ preview: true });
  });

  it("has nothing against it", async () => {
    assert.deepEqual(await said(good), []);
  });

  it("misses two things at the first preview: the fleet's end, and a role's ARN in a policy", async () => {
    assert.deepEqual(await said(goodAtPreview), [
      "fleets-end (advisory): unknown at .validUntil",
      "roles-ask-for-little (advisory): unknown at .policy",
    ]);
  });

  for (const mutation of mutations) {
    it(`says one thing of ${mutation.title}`, async () => {
      const spoiled = good.copy();
      mutation.spoil(spoiled);
      assert.deepEqual(await said(spoiled), mutation.said);
    });
  }

  it("says the same at the first preview, where nothing has been made", async () => {
    for (const mutation of mutations.filter(({ unknownAtPreview = false }) => !unknownAtPreview)) {
      const spoiled = goodAtPreview.copy();
      mutation.spoil(spoiled);
      const known = (await said(spoiled)).filter((line) => !/\(advisory\): unknown at /.test(line));
      assert.deepEqual(known.sort(), [...mutation.said].sort(), mutation.title);
    }
  }).timeout(600_000);

  it("is spoiled in 80 ways, of which no two are alike", () => {
    assert.ok(mutations.length >= 80);
    assert.equal(new Set(mutations.map(({ title }) => title)).size, mutations.length);
  });
});

async function said(stack: RealStack): Promise<string[]> {
  const analyzer = await packAnalyzer();
  const reports = await analyzer.reports(stack.resources);
  for (const { policy, message, at = "", section, urn } of reports.filter(({ unknownAt }) => unknownAt === undefined)) {
    assert.equal(section, policy, message);
    assert.match(at, /^[a-z][A-Za-z0-9]+(\.[\w-]+)*$/u, message);
    assert.ok(
      stack.resources.some((resource) => urnOf(resource) === urn),
      `${message} names its resource`,
    );
  }
  return reports.map(lineOf);
}
