import assert from "node:assert/strict";
import { type Analyzer, packAnalyzer } from "../../helpers/analyzer";
import { type StackResource, UNKNOWN } from "../../helpers/analyzer-messages";
import { handMade, withProps } from "../../helpers/hand-made-stack";

const POLICY = "costs-have-an-owner";
const { queue, template } = handMade;
const bare = withProps(queue, { tags: undefined });

describe("costs have an owner", () => {
  it("leaves resources alone that have the tags", async () => {
    const analyzer = await judgingAll();
    assert.deepEqual(await analyzer.remediate(queue), []);
    assert.deepEqual(await said(analyzer, queue), []);
  });

  it("adds the stack's name and the stack's own tags, and changes none that is there", async () => {
    const analyzer = await judgingAll();
    await analyzer.setStackTags({ owner: "ada", team: "imaging", "pulumi:project": "fiji", "vcs:kind": "github.com" });
    const [remedy] = await analyzer.remediate(withProps(queue, { tags: { team: "stitchers" } }));
    assert.equal(remedy?.policy, POLICY);
    assert.deepEqual(remedy?.props, {
      ...queue.props,
      tags: { team: "stitchers", "fiji:stack": "dev", owner: "ada" },
    });
  });

  it("gives tags to machines and volumes of a launch template that has only some of them", async () => {
    const analyzer = await judgingAll();
    const [remedy] = await analyzer.remediate(
      withProps(template, { tagSpecifications: [{ resourceType: "instance", tags: { Name: "worker" } }] }),
    );
    assert.deepEqual(remedy?.props?.["tagSpecifications"], [
      { resourceType: "instance", tags: { Name: "worker", "fiji:stack": "dev" } },
      { resourceType: "volume", tags: { "fiji:stack": "dev" } },
    ]);
  });

  it("gives tags to an auto scaling group in its own way", async () => {
    const analyzer = await judgingAll();
    const [remedy] = await analyzer.remediate(group([{ key: "Name", value: "worker", propagateAtLaunch: true }]));
    assert.deepEqual(remedy?.props?.["tags"], [
      { key: "Name", value: "worker", propagateAtLaunch: true },
      { key: "fiji:stack", value: "dev", propagateAtLaunch: true },
    ]);
  });

  it("keeps unknown values unknown", async () => {
    const analyzer = await judgingAll();
    const [remedy] = await analyzer.remediate(withProps(bare, { kmsMasterKeyId: UNKNOWN, tags: { Name: UNKNOWN } }));
    assert.equal(remedy?.props?.["kmsMasterKeyId"], UNKNOWN);
    assert.deepEqual(remedy?.props?.["tags"], { Name: UNKNOWN, "fiji:stack": "dev" });
  });

  it("says that it could not run when the tags themselves are unknown", async () => {
    const analyzer = await judgingAll();
    const [remedy] = await analyzer.remediate(withProps(bare, { tags: UNKNOWN }));
    assert.match(remedy?.diagnostic ?? "", /can't run remediation 'costs-have-an-owner' .*\.tags can't be known/);
    assert.deepEqual(await said(analyzer, withProps(bare, { tags: UNKNOWN })), ["advisory: unknown at .tags"]);
  });

  it("refuses what lacks a tag that the stack has not either", async () => {
    const analyzer = await judgingAll();
    await analyzer.configure({ [POLICY]: { scope: "all", required: ["cost-centre", "fiji:stack"] } });
    assert.deepEqual(await said(analyzer, bare), [
      'mandatory: queue "jobs": tags lack cost-centre; set them here or as tags of the stack',
    ]);
    assert.deepEqual(await said(analyzer, template), [
      'mandatory: launch template "stitch": tagSpecifications of instance lack cost-centre; set them here or as tags of the stack',
      'mandatory: launch template "stitch": tagSpecifications of volume lack cost-centre; set them here or as tags of the stack',
    ]);
  });

  it("takes the required tag from the stack where the stack has it", async () => {
    const analyzer = await judgingAll();
    await analyzer.configure({ [POLICY]: { scope: "all", required: ["cost-centre"] } });
    await analyzer.setStackTags({ "cost-centre": "4711" });
    assert.deepEqual(await said(analyzer, bare), []);
  });

  it("adds none, by default, to what is neither work on containers by itself nor tagged fiji:…", async () => {
    const analyzer = await packAnalyzer();
    assert.deepEqual(await analyzer.remediate(bare), []);
    const tagged = withProps(queue, { tags: { "fiji:experiment": "stitch" } });
    assert.deepEqual((await analyzer.remediate(tagged))[0]?.props?.["tags"], {
      "fiji:experiment": "stitch",
      "fiji:stack": "dev",
    });
    const [task] = await analyzer.remediate(withProps(handMade.task, { tags: undefined }));
    assert.deepEqual(task?.props?.["tags"], { "fiji:stack": "dev" });
  });

  it("only looks when its level is mandatory, and does not even look at exempt resources", async () => {
    const analyzer = await judgingAll();
    await analyzer.configure({ [POLICY]: { scope: "all", enforcementLevel: "mandatory" } });
    assert.deepEqual(await analyzer.remediate(bare), []);
    assert.deepEqual(await said(analyzer, bare), [
      'mandatory: queue "jobs": tags lack fiji:stack; set them here or as tags of the stack',
    ]);
    await analyzer.configure({ [POLICY]: { scope: "all", exempt: [{ name: "jobs", reason: "a test" }] } });
    assert.deepEqual(await analyzer.remediate(bare), []);
    assert.deepEqual(await said(analyzer, bare), []);
  });
});

async function judgingAll(): Promise<Analyzer> {
  const analyzer = await packAnalyzer();
  await analyzer.configure({ [POLICY]: { scope: "all" } });
  return analyzer;
}

function group(tags: readonly object[]): StackResource {
  return { type: "aws:autoscaling/group:Group", name: "stitch", props: { maxSize: 3, minSize: 0, tags } };
}

/** Of this policy, after its remedy as in the CLI. */
async function said(analyzer: Analyzer, resource: StackResource): Promise<string[]> {
  return (await analyzer.reports([resource]))
    .filter(({ policy }) => policy === POLICY)
    .map(({ level, message, unknownAt }) => `${level}: ${message ?? `unknown at ${unknownAt ?? "?"}`}`);
}
