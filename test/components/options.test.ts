import assert from "node:assert/strict";
import type { ConfigKey } from "../../components/config-keys";
import { CONFIG_REFERENCE } from "../../components/config-reference";
import { type RegisteredResource, runExperiment } from "../helpers/experiment-resources";
import { subnetId } from "../helpers/pulumi-mocks";

const DIGEST = "0".repeat(64);
const OTHER_DIGEST = "1".repeat(64);
const FIJI = { engineUrl: "https://example.org/fiji.zip", engineSha256: DIGEST };
const containers = "task-definition.containerDefinitions";

interface Case {
  readonly value: string;
  /** Every property that changes, and resources that come (+) or go (-). */
  readonly changes: readonly string[];
  /** Config of both runs, beside the good one. */
  readonly along?: Readonly<Record<string, string>>;
  /** Config of the second run, without which the value is not allowed. */
  readonly needs?: Readonly<Record<string, string>>;
}

/** Every key: a value that the good config does not have, and all that it changes on AWS. */
const CASES: Readonly<Record<Exclude<ConfigKey, "owner" | "tags">, Case>> = {
  bucket: { value: "other-images", changes: [containers, "worker-role-policy.policy", "worker-role.description"] },
  inputPrefix: { value: "plates/", changes: [containers, "worker-role-policy.policy"] },
  outputPrefix: { value: "out/", changes: [containers, "worker-role-policy.policy"] },
  logPrefix: { value: "log/", changes: ["worker-role-policy.policy"] },
  mountBucket: {
    value: "true",
    changes: [
      "fleet-machine-policy.policy",
      "fleet-template-launch-template.userData",
      containers,
      "task-definition.volumes",
    ],
  },
  engine: { value: "imagej", changes: ["image-image.tags", "image-image.target", containers] },
  script: {
    value: "s3://scripts/measure.ijm",
    needs: { scriptSha256: DIGEST },
    changes: ["worker-role-policy.policy"],
  },
  scriptSha256: {
    value: OTHER_DIGEST,
    along: { script: "s3://scripts/measure.ijm", scriptSha256: DIGEST },
    changes: [],
  },
  command: { value: '["python3","{input}"]', along: { engine: "command" }, changes: [] },
  machines: {
    value: "5",
    changes: [
      "scaling-fleet-up.stepScalingPolicyConfiguration",
      "scaling-fleet.maxCapacity",
      "scaling-service.maxCapacity",
      "scaling-tasks-up.stepScalingPolicyConfiguration",
    ],
  },
  instanceTypes: { value: '["m5.xlarge"]', changes: ["fleet-request.launchTemplateConfigs"] },
  tasksPerMachine: {
    value: "1",
    changes: [
      "scaling-fleet-up.stepScalingPolicyConfiguration",
      "scaling-service.maxCapacity",
      "scaling-tasks-up.stepScalingPolicyConfiguration",
    ],
  },
  copiesPerTask: { value: "3", changes: ["scaling-fleet-up.stepScalingPolicyConfiguration", containers] },
  vcpusPerTask: { value: "1.5", changes: [containers] },
  memoryMiBPerTask: { value: "6500", changes: [containers] },
  diskGiBPerTask: { value: "21", changes: [containers] },
  volumeGiB: { value: "60", changes: ["fleet-template-launch-template.blockDeviceMappings"] },
  rootGiB: { value: "40", changes: ["fleet-template-launch-template.blockDeviceMappings"] },
  secondsBetweenStarts: { value: "60", changes: [containers] },
  maxSpotPrice: { value: "0.125", changes: ["fleet-request.spotPrice"] },
  maxHourlyCost: { value: "10", changes: [] },
  endAfterHours: { value: "24", changes: ["fleet-request.validUntil"] },
  leaseSeconds: { value: "60", changes: ["queue-jobs.visibilityTimeoutSeconds", containers] },
  maxAttempts: { value: "4", changes: [containers] },
  maxReceives: { value: "50", changes: ["queue-jobs.redrivePolicy"] },
  jobTimeoutMinutes: { value: "60", changes: [containers] },
  silenceTimeoutMinutes: { value: "10", changes: [containers] },
  expectedFiles: { value: "7", changes: [containers] },
  minFileBytes: { value: "9", changes: [containers] },
  necessaryString: { value: ".csv", changes: [containers] },
  skipDone: { value: "false", changes: [containers] },
  scaling: { value: "fixed", changes: ["scaling-fleet-up.stepScalingPolicyConfiguration"] },
  jobsPerCopy: { value: "3", changes: ["scaling-fleet-up.stepScalingPolicyConfiguration"] },
  idleMinutes: { value: "20", changes: ["care-function.environment", "care-lifecycle.input"] },
  idleAction: { value: "reboot", changes: ["care-function.environment", "care-lifecycle.input"] },
  notify: { value: '["ada@example.org"]', changes: ["+notices-to-ada@example.org"] },
  image: {
    value: `ghcr.io/lab/worker@sha256:${DIGEST}`,
    changes: ["-image-image", "-image-lifecycle", "-image-repository", containers, "task-execution-policy.policy"],
  },
  engineUrl: {
    value: "https://example.org/newer.zip",
    along: FIJI,
    changes: ["image-image.buildArgs", "image-image.tags", containers],
  },
  engineSha256: {
    value: OTHER_DIGEST,
    along: FIJI,
    changes: ["image-image.buildArgs", "image-image.tags", containers],
  },
  platform: {
    value: "linux/arm64",
    needs: { instanceTypes: "m6g.xlarge" },
    changes: [
      "fleet-request.launchTemplateConfigs",
      "image-image.platforms",
      "image-image.tags",
      containers,
      "task-definition.runtimePlatform",
    ],
  },
  amiId: { value: "ami-00000000000000001", changes: ["fleet-template-launch-template.imageId"] },
  bucketKmsKey: {
    value: "arn:aws:kms:eu-central-1:123456789012:key/1",
    along: { mountBucket: "true" },
    changes: ["fleet-machine-policy.policy", "worker-role-policy.policy"],
  },
  vpcId: {
    value: "vpc-00000000000000002",
    changes: ["fleet-template-security-group.vpcId"],
  },
  subnetIds: { value: JSON.stringify([subnetId("b")]), changes: ["fleet-request.launchTemplateConfigs"] },
  publicIp: {
    value: "false",
    along: { subnetIds: JSON.stringify([subnetId("b")]) },
    changes: ["fleet-template-launch-template.networkInterfaces"],
  },
  keyName: { value: "ada", changes: ["fleet-template-launch-template.keyName"] },
  logRetentionDays: {
    value: "7",
    changes: ["care-logs.retentionInDays", "cluster-jobs-log.retentionInDays", "cluster-machines-log.retentionInDays"],
  },
  dashboard: { value: "false", changes: ["-dashboard-dashboard"] },
};

/** Another VPC than the default one, with subnets of the same names. */
const otherVpc = {
  "aws:ec2/getSubnet:getSubnet": ({ id }: { id?: string }) => ({
    id,
    availabilityZone: `eu-central-1${id?.slice(-1)}`,
    vpcId: "vpc-00000000000000002",
    mapPublicIpOnLaunch: true,
    defaultForAz: false,
  }),
};

describe("config keys", function () {
  this.timeout(60_000);
  const runs = new Map<string, Promise<readonly RegisteredResource[]>>();
  const baseOf = (along: Readonly<Record<string, string>> = {}): Promise<readonly RegisteredResource[]> => {
    const known = runs.get(JSON.stringify(along)) ?? runExperiment(along).then(({ resources }) => resources);
    runs.set(JSON.stringify(along), known);
    return known;
  };
  const marks = new Map(CONFIG_REFERENCE.map(({ name, change }) => [name, change]));

  for (const [key, { value, changes, along, needs }] of Object.entries(CASES)) {
    const mark = marks.get(key as ConfigKey)!;
    it(`${key} changes ${changes.length === 0 ? "nothing on AWS" : changes.join(", ")}`, async () => {
      const before = await baseOf(along);
      const answers = key === "vpcId" ? otherVpc : {};
      const { resources: after } = await runExperiment({ ...along, ...needs, [key]: value }, { answers });
      const found = differences(before, after);
      assert.deepEqual(found, [...changes].sort());
      assert.equal(replacesFleet(found), mark === "fleet", `the docs say: ${mark}`);
      if (!replacesFleet(found)) assert.equal(found.includes(containers), mark === "workers", `the docs say: ${mark}`);
    });
  }

  it("owner and tags change tags, those of the machines' template among them", async () => {
    for (const [key, value] of [
      ["owner", "bob"],
      ["tags", '{"cost-center":"lab-7"}'],
    ] as const) {
      const found = differences(await baseOf(), (await runExperiment({ [key]: value })).resources);
      assert.ok(found.length > 15);
      assert.deepEqual(
        found.filter((text) => !text.endsWith(".tags")),
        ["fleet-template-launch-template.tagSpecifications"],
      );
      assert.ok(replacesFleet(found));
      assert.equal(marks.get(key), "fleet");
    }
  });

  it("are all here", () => {
    const names = CONFIG_REFERENCE.map(({ name }) => name);
    assert.deepEqual([...Object.keys(CASES), "owner", "tags"].sort(), [...names].sort());
  });
});

/** What the provider cannot change on a fleet; a change of the template is a new version, which the fleet names. */
function replacesFleet(changes: readonly string[]): boolean {
  return changes.some(
    (text) =>
      /^fleet-request\.(launchTemplateConfigs|spotPrice|validUntil|iamFleetRole|allocationStrategy)$/u.test(text) ||
      /^fleet-template-launch-template\.(?!tags$)/u.test(text) ||
      text === "fleet-template-security-group.vpcId",
  );
}

function differences(before: readonly RegisteredResource[], after: readonly RegisteredResource[]): readonly string[] {
  const short = (name: string): string => name.replace(/^fiji-dev-/u, "");
  const custom = (list: readonly RegisteredResource[]) =>
    new Map(list.filter((one) => one.custom).map((one) => [one.urn, one]));
  const old = custom(before);
  const found: string[] = [];
  for (const [urn, { name, props }] of custom(after)) {
    const was = old.get(urn);
    old.delete(urn);
    if (was === undefined) found.push(`+${short(name)}`);
    for (const property of new Set([...Object.keys(was?.props ?? {}), ...Object.keys(props)])) {
      if (was === undefined || JSON.stringify(was.props[property]) === JSON.stringify(props[property])) continue;
      found.push(`${short(name)}.${property}`);
    }
  }
  return [...found, ...[...old.values()].map(({ name }) => `-${short(name)}`)].sort();
}
