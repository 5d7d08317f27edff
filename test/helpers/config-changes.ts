import type { ConfigKey } from "../../components/config/keys";
import { type MockOptions, subnetId } from "./pulumi-mocks";

const DIGEST = "0".repeat(64);
const OTHER_DIGEST = "1".repeat(64);
const FIJI = { engine: "fiji", engineUrl: "https://example.org/fiji.zip", engineSha256: DIGEST };
/** A URN or a name: an image is named by its tag, which is a hash of everything in it. */
export const withoutTag = (name: string): string => name.replace(/(?<=image-)[0-9a-f]{20}$/u, "image");

/** The name of a resource without that of the stack and the image's tag. */
export const shortName = (name: string): string => withoutTag(name.replace(/^fiji-dev-/u, ""));

/** What workers are renewed by. */
export const containers = "task-definition.containerDefinitions";

/** A change of one key of the config. */
export interface ConfigChange {
  readonly value: string;
  /** Every property that changes, and resources that come (+) or go (-). */
  readonly changes: readonly string[];
  /** Config of both runs, beside the good one. */
  readonly along?: Readonly<Record<string, string>>;
  /** Config of the second run, without which the value is not allowed. */
  readonly needs?: Readonly<Record<string, string>>;
}

/** Every key: a value that the good config does not have, and all that it changes on AWS. Tags change everything. */
export const CONFIG_CHANGES: Readonly<Record<Exclude<ConfigKey, "owner" | "tags">, ConfigChange>> = {
  bucket: { value: "other-images", changes: [containers, "worker-role-policy.policy", "worker-role.description"] },
  inputBucket: { value: "core-images", changes: [containers, "worker-role-policy.policy"] },
  inputBucketRegion: { value: "us-east-1", changes: [containers], along: { inputBucket: "core-images" } },
  inputBucketOwner: { value: "210987654321", changes: [containers], along: { inputBucket: "core-images" } },
  inputBucketKmsKey: {
    value: "arn:aws:kms:us-east-1:210987654321:key/00000000-0000-0000-0000-000000000000",
    changes: ["worker-role-policy.policy"],
    along: { inputBucket: "core-images" },
  },
  outputBucket: {
    value: "core-results",
    changes: [containers, "worker-role-policy.policy", "worker-role.description"],
  },
  outputBucketRegion: { value: "us-east-1", changes: [containers], along: { outputBucket: "core-results" } },
  outputBucketOwner: { value: "210987654321", changes: [containers], along: { outputBucket: "core-results" } },
  outputBucketKmsKey: {
    value: "arn:aws:kms:us-east-1:210987654321:key/00000000-0000-0000-0000-000000000000",
    changes: ["worker-role-policy.policy"],
    along: { outputBucket: "core-results" },
  },
  uploadAcl: { value: "bucket-owner-full-control", changes: [containers, "worker-role-policy.policy"] },
  inputPrefix: { value: "plates/", changes: [containers, "worker-role-policy.policy"] },
  outputPrefix: { value: "out/", changes: [containers, "worker-role-policy.policy"] },
  logPrefix: { value: "log/", changes: [] },
  mountBucket: {
    value: "true",
    changes: [
      "fleet-machine-policy.policy",
      "fleet-template-launch-template.userData",
      containers,
      "task-definition.volumes",
    ],
  },
  engine: {
    value: "fiji",
    needs: FIJI,
    changes: ["+image-image", "-image-image", containers],
  },
  display: { value: "none", changes: [containers] },
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
      "care-function.environment",
      "care-lifecycle.input",
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
      "care-function.environment",
      "care-lifecycle.input",
      "scaling-fleet-up.stepScalingPolicyConfiguration",
      "scaling-service.maxCapacity",
      "scaling-tasks-up.stepScalingPolicyConfiguration",
    ],
  },
  copiesPerTask: {
    value: "3",
    changes: [
      "care-function.environment",
      "care-lifecycle.input",
      "scaling-fleet-up.stepScalingPolicyConfiguration",
      containers,
    ],
  },
  heapMiBPerCopy: { value: "800", changes: [containers] },
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
  openMinutes: { value: "10", changes: [containers] },
  checkImages: { value: "false", changes: [containers] },
  expectedFiles: { value: "7", changes: [containers] },
  minFileBytes: { value: "9", changes: [containers] },
  necessaryString: { value: ".csv", changes: [containers] },
  protectJobs: { value: "false", changes: ["protection-invocation.input"] },
  skipDone: { value: "false", changes: [containers] },
  scaling: {
    value: "fixed",
    changes: ["care-function.environment", "care-lifecycle.input", "scaling-fleet-up.stepScalingPolicyConfiguration"],
  },
  jobsPerCopy: {
    value: "3",
    changes: ["care-function.environment", "care-lifecycle.input", "scaling-fleet-up.stepScalingPolicyConfiguration"],
  },
  onDemandMachines: {
    value: "2",
    changes: ["care-function.environment", "care-lifecycle.input", "care-role-policy.policy", "+on-demand-group"],
  },
  onDemandPrice: { value: "0.20", changes: [], along: { onDemandMachines: "2" } },
  typicalJobMinutes: {
    value: "2.5",
    changes: ["care-function.environment", "care-lifecycle.input", "scaling-fleet-up.stepScalingPolicyConfiguration"],
    needs: { finishWithinMinutes: "120" },
  },
  finishWithinMinutes: {
    value: "120",
    changes: ["care-function.environment", "care-lifecycle.input", "scaling-fleet-up.stepScalingPolicyConfiguration"],
    needs: { typicalJobMinutes: "2.5" },
  },
  idleMinutes: { value: "20", changes: ["care-function.environment", "care-lifecycle.input"] },
  idleAction: { value: "reboot", changes: ["care-function.environment", "care-lifecycle.input"] },
  permissionsBoundary: {
    value: "fiji-boundary",
    changes: [
      "care-role.permissionsBoundary",
      "fleet-machine.permissionsBoundary",
      "fleet-role.permissionsBoundary",
      "task-execution.permissionsBoundary",
      "worker-role.permissionsBoundary",
    ],
  },
  notify: { value: '["ada@example.org"]', changes: ["+notices-to-ada@example.org"] },
  image: {
    value: `ghcr.io/lab/worker@sha256:${DIGEST}`,
    changes: ["-image-image", "-image-lifecycle", "-image-repository", containers, "task-execution-policy.policy"],
  },
  engineUrl: {
    value: "https://example.org/newer.zip",
    along: FIJI,
    changes: ["+image-image", "-image-image", containers],
  },
  engineSha256: {
    value: OTHER_DIGEST,
    along: FIJI,
    changes: ["+image-image", "-image-image", containers],
  },
  platform: {
    value: "linux/arm64",
    needs: { instanceTypes: "m6g.xlarge" },
    changes: [
      "fleet-request.launchTemplateConfigs",
      "+image-image",
      "-image-image",
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
  ecsExec: {
    value: "true",
    changes: [containers, "service-service.enableExecuteCommand", "worker-role-policy.policy"],
  },
  keyName: { value: "ada", changes: ["fleet-template-launch-template.keyName"] },
  logRetentionDays: {
    value: "7",
    changes: ["care-logs.retentionInDays", "cluster-jobs-log.retentionInDays", "cluster-machines-log.retentionInDays"],
  },
  dashboard: { value: "false", changes: ["-dashboard-dashboard"] },
};

/** Another VPC than the default one, with subnets of the same names. */
export const otherVpc: NonNullable<MockOptions["answers"]> = {
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({
    id,
    availabilityZone: `eu-central-1${id?.slice(-1)}`,
    vpcId: "vpc-00000000000000002",
    mapPublicIpOnLaunch: true,
    defaultForAz: false,
  }),
};
