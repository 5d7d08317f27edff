import assert from "node:assert/strict";
import { type Analyzer, packAnalyzer } from "../../helpers/analyzer";
import { type Props, type StackResource, UNKNOWN } from "../../helpers/analyzer-messages";
import { handMade, withProps } from "../../helpers/hand-made-stack";

const POLICIES = ["machines-get-imdsv2", "storage-gets-encrypted", "logs-get-an-end", "buckets-get-blocked"];
const { template, queue, logGroup, bucketBlock } = handMade;
const openQueue = withProps(queue, { sqsManagedSseEnabled: undefined });
const openTemplate = withProps(template, {
  metadataOptions: undefined,
  blockDeviceMappings: [
    { deviceName: "/dev/xvda", ebs: { volumeSize: 30 } },
    { deviceName: "/dev/xvdf", ebs: { encrypted: "true" } },
  ],
});
const openBlock = withProps(bucketBlock, { blockPublicAcls: false, ignorePublicAcls: undefined });

describe("remedies", () => {
  it("are off until a config switches them on", async () => {
    const analyzer = await packAnalyzer();
    await analyzer.configure({ "costs-have-an-owner": "disabled" });
    for (const resource of [openQueue, openTemplate, openBlock, withProps(logGroup, { retentionInDays: 0 })]) {
      assert.deepEqual(await analyzer.remediate(resource), []);
    }
  });

  it("set IMDSv2 and the hop limit, on templates that join a cluster and instances", async () => {
    const analyzer = await withRemedy("machines-get-imdsv2");
    assert.deepEqual((await after(analyzer, openTemplate))["metadataOptions"], {
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    const far = withProps(template, {
      metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 3, httpEndpoint: "enabled" },
    });
    assert.deepEqual((await after(analyzer, far))["metadataOptions"], {
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      httpEndpoint: "enabled",
    });
    const instance: StackResource = {
      type: "aws:ec2/instance:Instance",
      name: "node",
      props: { userData: "echo ECS_CLUSTER=stitch", launchTemplate: { name: "stitch" } },
    };
    assert.equal(await after(analyzer, instance), instance.props);
    assert.deepEqual((await after(analyzer, withProps(instance, { launchTemplate: undefined })))["metadataOptions"], {
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
  });

  it("keep what is right, within the bounds of the config", async () => {
    const analyzer = await withRemedy("machines-get-imdsv2", { maxHops: 2 });
    const right = withProps(template, { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } });
    assert.equal(await after(analyzer, right), right.props);
    const off = withProps(template, { metadataOptions: { httpEndpoint: "disabled" } });
    assert.equal(await after(analyzer, off), off.props);
  });

  it("encrypt volumes of templates, and queues without a key", async () => {
    const analyzer = await withRemedy("storage-gets-encrypted");
    assert.deepEqual((await after(analyzer, openTemplate))["blockDeviceMappings"], [
      { deviceName: "/dev/xvda", ebs: { volumeSize: 30, encrypted: "true" } },
      { deviceName: "/dev/xvdf", ebs: { encrypted: "true" } },
    ]);
    assert.equal((await after(analyzer, openQueue))["sqsManagedSseEnabled"], true);
    const own = withProps(openQueue, { kmsMasterKeyId: "alias/lab" });
    assert.equal(await after(analyzer, own), own.props);
    const bounded = await withRemedy("storage-gets-encrypted", { queues: false, volumes: false });
    assert.equal(await after(bounded, openQueue), openQueue.props);
    assert.equal(await after(bounded, openTemplate), openTemplate.props);
  });

  it("set the retention of logs without an end, or with one too late", async () => {
    const analyzer = await withRemedy("logs-get-an-end", { days: 30, maxDays: 90 });
    for (const [retentionInDays, expected] of [
      [undefined, 30],
      [0, 30],
      [91, 30],
      [90, 90],
      [7, 7],
    ] as const) {
      const { retentionInDays: set } = await after(analyzer, withProps(logGroup, { retentionInDays }));
      assert.equal(set, expected, `${retentionInDays}`);
    }
  });

  it("set all four settings of a public access block, which has no tags, with scope all", async () => {
    const analyzer = await withRemedy("buckets-get-blocked", { scope: "all" });
    assert.deepEqual(await after(analyzer, openBlock), bucketBlock.props);
    const compute = await withRemedy("buckets-get-blocked");
    assert.equal(await after(compute, openBlock), openBlock.props);
  });

  it("leave alone what is neither compute by itself nor tagged, and what is exempt", async () => {
    const strange = [
      withProps(openQueue, { tags: {} }),
      withProps(openTemplate, { userData: undefined, tagSpecifications: [] }),
    ];
    const analyzer = await withRemedy("storage-gets-encrypted");
    for (const resource of strange) assert.equal(await after(analyzer, resource), resource.props);
    const exempt = await withRemedy("storage-gets-encrypted", { exempt: [{ name: "jobs", reason: "a test" }] });
    assert.equal(await after(exempt, openQueue), openQueue.props);
  });

  it("keep values unknown that preview hides, and name what they could not read", async () => {
    const analyzer = await withRemedy("storage-gets-encrypted");
    const props = await after(analyzer, withProps(openQueue, { redrivePolicy: UNKNOWN }));
    assert.equal(props["redrivePolicy"], UNKNOWN);
    const [remedy] = await analyzer.remediate(withProps(openQueue, { kmsMasterKeyId: UNKNOWN }));
    assert.match(remedy?.diagnostic ?? "", /storage-gets-encrypted.*kmsMasterKeyId can't be known/u);
  });

  it("leave nothing to say for the policies that ask for the same", async () => {
    const analyzer = await packAnalyzer();
    const on = Object.fromEntries(POLICIES.map((name) => [name, "remediate" as const]));
    await analyzer.configure({ ...on, "buckets-get-blocked": { enforcementLevel: "remediate", scope: "all" } });
    const log = withProps(logGroup, { retentionInDays: 0 });
    assert.deepEqual(await analyzer.reports([openTemplate, openQueue, log, handMade.deadLetterQueue]), []);
  });
});

async function withRemedy(name: string, settings: Props = {}): Promise<Analyzer> {
  const analyzer = await packAnalyzer();
  await analyzer.configure({
    "costs-have-an-owner": "disabled",
    [name]: { enforcementLevel: "remediate", ...settings },
  });
  return analyzer;
}

/** The inputs as they are made: those given where nothing was changed. */
async function after(analyzer: Analyzer, resource: StackResource): Promise<Props> {
  const remediations = await analyzer.remediate(resource);
  return remediations.find(({ props }) => props !== undefined)?.props ?? resource.props;
}
