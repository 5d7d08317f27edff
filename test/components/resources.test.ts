import assert from "node:assert/strict";
import { WORKER_ENV_NAMES, parseWorkerEnv } from "../../worker/contract/env";
import { endDate } from "../../components/fleet/spot-fleet";
import { type RegisteredResource, runExperiment, UNKNOWN } from "../helpers/experiment-resources";
import { allOf, json, only } from "../helpers/resource-graph";

interface Container {
  readonly environment: { readonly name: string; readonly value: string }[];
  readonly [property: string]: unknown;
}

const containerOf = (resources: readonly RegisteredResource[]): Container =>
  (json(only(resources, "TaskDefinition").props["containerDefinitions"]) as unknown as Container[])[0]!;
const environmentOf = (resources: readonly RegisteredResource[]): Record<string, string> =>
  Object.fromEntries(containerOf(resources).environment.map(({ name, value }) => [name, value]));

describe("what is registered", () => {
  let resources: readonly RegisteredResource[];
  before(async () => {
    ({ resources } = await runExperiment({
      inputPrefix: "plates/",
      expectedFiles: "7",
      minFileBytes: "10",
      necessaryString: ".csv",
    }));
  });

  it("is a queue whose hopeless jobs go to a queue of their own, both for 14 days, encrypted, by TLS only", () => {
    const [dead, jobs] = [only(resources, "Queue", "-dead"), only(resources, "Queue", "-jobs")];
    const arn = (name: string): string => `arn:aws:sqs:eu-central-1:123456789012:${name}`;
    for (const { props } of [dead, jobs]) {
      assert.equal(props["messageRetentionSeconds"], 1_209_600);
      assert.equal(props["sqsManagedSseEnabled"], true);
      assert.equal(props["maxMessageSize"], 1_048_576);
      assert.deepEqual((json(props["policy"])["Statement"] as unknown as unknown[])[0], {
        Effect: "Deny",
        Sid: "TlsOnly",
        Principal: "*",
        Action: "sqs:*",
        Resource: arn(props["name"] as string),
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
    }
    assert.equal(jobs.props["visibilityTimeoutSeconds"], 120);
    assert.equal(jobs.props["receiveWaitTimeSeconds"], 20);
    assert.deepEqual(json(jobs.props["redrivePolicy"]), {
      deadLetterTargetArn: arn("fiji-dev-dead"),
      maxReceiveCount: 100,
    });
    assert.deepEqual(json(dead.props["redriveAllowPolicy"]), {
      redrivePermission: "byQueue",
      sourceQueueArns: [arn("fiji-dev-jobs")],
    });
  });

  it("is an image in a repository of its own, built by Docker at update only and kept on delete", () => {
    const { props } = only(resources, "Repository");
    assert.equal(props["imageTagMutability"], "IMMUTABLE");
    assert.deepEqual(props["imageScanningConfiguration"], { scanOnPush: true });
    assert.equal(props["forceDelete"], true);
    const [rule] = json(only(resources, "LifecyclePolicy").props["policy"])["rules"] as unknown as object[];
    assert.deepEqual(rule, {
      rulePriority: 1,
      description: "keep the last 5",
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 },
      action: { type: "expire" },
    });
    const image = only(resources, "Image");
    assert.equal(image.retainOnDelete, true);
    assert.equal(image.props["push"], true);
    assert.equal(image.props["buildOnPreview"], false);
    assert.equal(image.props["target"], "imagej");
    const { location } = image.props["context"] as { location: string };
    assert.match(location, /^dist\/image-context\/[0-9a-f]{20}$/u);
    assert.deepEqual(image.props["dockerfile"], { location: `${location}/docker/Dockerfile` });
    assert.equal((image.props["buildArgs"] as Record<string, string>)["SOURCE_DATE_EPOCH"], "1767225600");
    assert.deepEqual(image.props["tags"], [containerOf(resources)["image"]]);
    assert.deepEqual(
      ["cacheFrom", "cacheTo", "exports"].filter((key) => key in image.props),
      [],
    );
  });

  it("can be written in, with a shell by ECS Exec, only where the config asks for it", async () => {
    const service = (of: readonly RegisteredResource[]) => only(of, "Service").props["enableExecuteCommand"];
    assert.equal(service(resources), false);
    const { resources: open } = await runExperiment({ ecsExec: "true" });
    assert.equal(service(open), true);
    assert.equal(containerOf(open)["readonlyRootFilesystem"], false);
    assert.equal(containerOf(open)["user"], "10001:10001");
    const role = open.find(({ name }) => name === "fiji-dev-worker-role-policy");
    const { Statement } = JSON.parse(String(role?.props["policy"])) as {
      Statement: { Sid: string; Resource: string }[];
    };
    assert.deepEqual(
      Statement.filter(({ Sid }) => Sid.startsWith("Exec")).map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ["ExecChannels", "*"],
        ["ExecLog", "arn:aws:logs:eu-central-1:123456789012:log-group:fiji-dev_perInstance:*"],
        ["ExecFindLog", "*"],
      ],
    );
  });

  it("is one container that is confined, has limits of its own, and logs without waiting", () => {
    const { environment, image, ...rest } = containerOf(resources);
    assert.ok(environment.length > 15);
    assert.match(String(image), /^123456789012\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/fiji-dev:[0-9a-f]{20}$/u);
    assert.deepEqual(rest, {
      name: "worker",
      essential: true,
      cpu: 2048,
      memory: 6000,
      user: "10001:10001",
      readonlyRootFilesystem: true,
      privileged: false,
      stopTimeout: 110,
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      dockerSecurityOptions: ["no-new-privileges"],
      ulimits: [
        { name: "nofile", softLimit: 65_536, hardLimit: 65_536 },
        { name: "core", softLimit: 0, hardLimit: 0 },
      ],
      mountPoints: [
        { sourceVolume: "work", containerPath: "/work", readOnly: false },
        { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
        { sourceVolume: "machine", containerPath: "/var/lib/dfiji", readOnly: true },
      ],
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "fiji-dev_perInstance",
          "awslogs-region": "eu-central-1",
          "awslogs-stream-prefix": "task",
          mode: "non-blocking",
          "max-buffer-size": "16m",
        },
      },
    });
    const { props } = only(resources, "TaskDefinition");
    assert.equal(props["networkMode"], "bridge");
    assert.deepEqual(props["requiresCompatibilities"], ["EC2"]);
    assert.equal(props["memory"], undefined, "a limit on the task is invisible in the container");
    assert.deepEqual(props["runtimePlatform"], { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" });
    assert.deepEqual(props["volumes"], [
      { name: "work", dockerVolumeConfiguration: { scope: "task", driver: "local" } },
      { name: "tmp", dockerVolumeConfiguration: { scope: "task", driver: "local" } },
      { name: "machine", hostPath: "/var/lib/dfiji" },
    ]);
  });

  it("gives the worker an environment that it can read, the originals' names among it", () => {
    const environment = environmentOf(resources);
    const { AWS_REGION: region, ...ours } = environment;
    assert.equal(region, "eu-central-1");
    for (const name of Object.keys(ours)) assert.ok((WORKER_ENV_NAMES as readonly string[]).includes(name), name);
    assert.equal(environment["EXPECTED_NUMBER_FILES"], "7");
    assert.equal(environment["MIN_FILE_SIZE_BYTES"], "10");
    assert.equal(environment["NECESSARY_STRING"], ".csv");
    assert.equal(environment["MEMORY"], "6000");
    assert.equal(environment["DOCKER_CORES"], "2");
    const read = parseWorkerEnv(environment);
    assert.equal(read.DFIJI_QUEUE, "fiji-dev-jobs");
    assert.equal(read.DFIJI_DEAD_LETTER_QUEUE, "fiji-dev-dead");
    assert.equal(read.DFIJI_INPUT_PREFIX, "plates/");
    assert.equal(read.DFIJI_VCPUS, 2);
    assert.equal(read.DFIJI_DISK_GIB, 20);
    assert.ok(read.DFIJI_GRACE_SECONDS < 110, "the worker ends before ECS kills it");
  });

  it("shows scripts of the originals the bucket where they look for it, read-only", async () => {
    const { resources: mounted } = await runExperiment({ mountBucket: "true" });
    assert.deepEqual((containerOf(mounted)["mountPoints"] as unknown[]).at(-1), {
      sourceVolume: "bucket",
      containerPath: "/home/ubuntu/bucket",
      readOnly: true,
    });
    assert.match(userDataOf(mounted), /BUCKET='my-images'/u);
    assert.doesNotMatch(userDataOf(resources), /BUCKET='/u);
  });

  it("is a service that starts at none, lets drained tasks stop, and leaves its number to scaling", () => {
    const service = only(resources, "Service");
    const { tags, taskDefinition, ...rest } = service.props;
    assert.ok(tags);
    assert.match(String(taskDefinition), /task-definition\/fiji-dev-worker:1$/u);
    assert.deepEqual(rest, {
      name: "fiji-dev-workers",
      cluster: "fiji-dev",
      launchType: "EC2",
      schedulingStrategy: "REPLICA",
      enableExecuteCommand: false,
      desiredCount: 0,
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
      availabilityZoneRebalancing: "DISABLED",
      orderedPlacementStrategies: [{ type: "spread", field: "instanceId" }],
      forceDelete: true,
      waitForSteadyState: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
    });
    assert.deepEqual(service.ignoreChanges, ["desiredCount"]);
  });

  it("is a fleet that starts at none, ends by itself, and is never twice there", () => {
    const fleet = only(resources, "SpotFleetRequest");
    const { tags, launchTemplateConfigs, iamFleetRole, ...rest } = fleet.props;
    assert.ok(tags);
    assert.match(String(iamFleetRole), /:role\/fiji-dev-fleet-role-/u);
    assert.deepEqual(rest, {
      fleetType: "maintain",
      allocationStrategy: "priceCapacityOptimized",
      excessCapacityTerminationPolicy: "NoTermination",
      targetCapacity: 0,
      spotPrice: "0.10",
      validUntil: "2026-11-15T10:00:00Z",
      terminateInstancesWithExpiration: true,
      terminateInstancesOnDelete: "true",
      instanceInterruptionBehaviour: "terminate",
      replaceUnhealthyInstances: false,
      waitForFulfillment: false,
    });
    assert.deepEqual(fleet.ignoreChanges, ["targetCapacity"]);
    assert.equal(fleet.deleteBeforeReplace, true);
    const [{ launchTemplateSpecification, overrides }] = launchTemplateConfigs as [
      { launchTemplateSpecification: unknown; overrides: { instanceType: string; subnetId: string }[] },
    ];
    assert.deepEqual(launchTemplateSpecification, { id: "lt-00000000000000001", version: "1" });
    assert.deepEqual(
      overrides.map(({ instanceType, subnetId }) => `${instanceType} ${subnetId.slice(-1)}`),
      ["m5.xlarge a", "m5.xlarge b", "m5.xlarge c", "m5a.xlarge a", "m5a.xlarge b", "m5a.xlarge c"],
    );
  });

  it("is machines that keep their role to themselves, with two encrypted volumes, nothing open, and names", () => {
    const { props, ignoreChanges } = only(resources, "LaunchTemplate");
    assert.deepEqual(props["metadataOptions"], {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    assert.deepEqual(props["monitoring"], { enabled: true });
    const ebs = (volumeSize: number): object => ({
      volumeType: "gp3",
      volumeSize,
      encrypted: "true",
      deleteOnTermination: "true",
    });
    assert.deepEqual(props["blockDeviceMappings"], [
      { deviceName: "/dev/xvda", ebs: ebs(30) },
      { deviceName: "/dev/xvdf", ebs: ebs(50) },
    ]);
    assert.deepEqual(props["networkInterfaces"], [
      {
        deviceIndex: 0,
        associatePublicIpAddress: "true",
        deleteOnTermination: "true",
        securityGroups: ["sg-00000000000000001"],
      },
    ]);
    const specifications = props["tagSpecifications"] as { resourceType: string; tags: Record<string, string> }[];
    assert.deepEqual(
      specifications.map(({ resourceType }) => resourceType),
      ["instance", "volume", "network-interface"],
    );
    for (const { tags } of specifications) {
      assert.equal(tags["Name"], "fiji-dev");
      assert.equal(tags["fiji:experiment"], "fiji-dev");
    }
    assert.deepEqual(only(resources, "SecurityGroup").props["ingress"], []);
    assert.equal("keyName" in props, false);
    assert.ok(Buffer.from(userDataOf(resources)).length <= 16_384);
    assert.match(userDataOf(resources), /CLUSTER='fiji-dev'/u);
    assert.deepEqual(ignoreChanges, ["imageId"], "the first image stays");
  });

  it("takes the image that is named, and follows it", async () => {
    const { resources: named } = await runExperiment({ amiId: "ami-00000000000000001" });
    const { props, ignoreChanges } = only(named, "LaunchTemplate");
    assert.equal(props["imageId"], "ami-00000000000000001");
    assert.deepEqual(ignoreChanges, []);
  });

  it("is log groups that forget", () => {
    const groups = allOf(resources, "LogGroup");
    assert.deepEqual(groups.map(({ props }) => props["name"]).sort(), [
      "/aws/lambda/fiji-dev-care",
      "fiji-dev",
      "fiji-dev_perInstance",
    ]);
    for (const { props } of groups) assert.equal(props["retentionInDays"], 60);
  });

  it("holds no unknown marker once all is made", () => {
    assert.ok(!JSON.stringify(resources.map(({ props }) => props)).includes(UNKNOWN));
  });
});

describe("the fleet's end", () => {
  it("counts from the role's creation in whole seconds, and does not move", () => {
    assert.equal(endDate("2026-11-01T10:00:00Z", 336), "2026-11-15T10:00:00Z");
    assert.equal(endDate("2026-11-01T10:00:00.789Z", 1), "2026-11-01T11:00:00Z");
    assert.equal(endDate("2026-03-29T00:30:00+01:00", 24), "2026-03-29T23:30:00Z");
  });
});

function userDataOf(resources: readonly RegisteredResource[]): string {
  return Buffer.from(String(only(resources, "LaunchTemplate").props["userData"]), "base64").toString();
}
