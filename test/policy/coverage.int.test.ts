import assert from "node:assert/strict";
import { packAnalyzer } from "../helpers/analyzer";
import type { StackResource } from "../helpers/analyzer-messages";
import { spoiled } from "../helpers/hand-made-stack";
import { holesMutations } from "./mutations/holes";
import { moneyMutations } from "./mutations/money";
import { placementMutations } from "./mutations/placement";
import { realStack } from "./mutations/real-stack";
import { securityMutations } from "./mutations/security";

/** The program makes no job of AWS Batch, and no bucket: experiments use one that is there. */
const NOT_OURS = ["batch-jobs-fit-their-environment", "buckets-are-not-public", "buckets-demand-tls"];
const job: StackResource = {
  type: "aws:batch/jobDefinition:JobDefinition",
  name: "stitch",
  props: { type: "container", containerProperties: "{}" },
};

describe("every policy", () => {
  it("meets a resource of the real program, except for those on buckets and AWS Batch", async () => {
    const met = await metBy((await realStack()).resources);
    assert.deepEqual(await unmet(met), NOT_OURS);
  });

  it("meets a resource of the stack made by hand, with a job of AWS Batch", async () => {
    const met = await metBy([...spoiled({}), job]);
    assert.deepEqual(await unmet(met), []);
  });

  it("is broken by one of the spoiled stacks, except for those that change instead: tags and remedies", async () => {
    const { policies } = await packAnalyzer();
    const lines = [...placementMutations, ...moneyMutations, ...holesMutations, ...securityMutations].flatMap(
      ({ said }) => said,
    );
    const unbroken = policies.filter(
      ({ name, level }) => level !== "disabled" && !lines.some((line) => line.startsWith(`${name} (`)),
    );
    assert.deepEqual(
      unbroken.map(({ name }) => name),
      ["costs-have-an-owner"],
    );
  });

  it("says what it is for, how bad its breach is and how to mend it", async () => {
    const { policies } = await packAnalyzer();
    for (const { name, description, remediationSteps, severity, settings } of policies) {
      assert.match(name, /^[a-z]+(-[a-z0-9]+)+$/);
      assert.match(description, /^[A-Z].*\.$/, name);
      assert.ok(remediationSteps.endsWith("."), `${name} ends its remediation steps with a full stop`);
      assert.notEqual(severity, undefined, name);
      for (const [setting, { default: value }] of Object.entries(settings)) {
        assert.notEqual(value, undefined, `${name} works without ${setting} being set`);
      }
    }
  });
});

async function metBy(resources: readonly StackResource[]): Promise<ReadonlySet<string>> {
  const analyzer = await packAnalyzer();
  const each = await Promise.all(resources.map((resource) => analyzer.met(resource)));
  return new Set([...each.flat(), ...(await analyzer.metStack(resources))]);
}

async function unmet(met: ReadonlySet<string>): Promise<string[]> {
  const { policies } = await packAnalyzer();
  return policies.map(({ name }) => name).filter((name) => !met.has(name));
}
