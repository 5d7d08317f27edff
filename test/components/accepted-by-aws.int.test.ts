import assert from "node:assert/strict";
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeSpotFleetRequestsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { capacityPlan, RESUMED, type ScalableTarget, type ScheduledAction } from "../../worker/contract/capacity";
import { acceptOptions, awsAccepts } from "../helpers/aws-accepts";
import { runExperiment } from "../helpers/experiment-resources";
import { type Moto, startMoto } from "../helpers/moto";

describe("the whole experiment on AWS's APIs", function () {
  this.timeout(300_000);
  let moto: Moto;
  before(async () => {
    moto = await startMoto();
  });
  after(() => moto.stop());
  beforeEach(() => moto.reset());

  async function sendAll(config: Record<string, string> = {}) {
    const { resources } = await runExperiment(config);
    const accept = await awsAccepts(moto.endpoint);
    const custom = resources.filter((resource) => resource.custom);
    for (const resource of custom) await accept(resource);
    return custom.length;
  }

  for (const [title, config] of Object.entries({
    "with the good config": {},
    "with the bucket mounted and its own key": {
      mountBucket: "true",
      inputPrefix: "plates/",
      bucketKmsKey: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    },
    "with fixed size, reboots, notices and no dashboard": {
      scaling: "fixed",
      idleAction: "reboot",
      notify: '["ada@example.org","bob@example.org","https://hooks.slack.com/services/T/B/x"]',
      dashboard: "false",
    },
    "with on-demand machines": { onDemandMachines: "2" },
    "with cheapest and a key pair": { scaling: "cheapest", keyName: "ada" },
  })) {
    it(`is accepted, resource by resource, ${title}`, async () => {
      assert.ok((await sendAll(config)) >= 45);
    });
  }

  it("takes the capacity that submit asks for, twice in a row", async () => {
    await sendAll();
    const { deployment } = await runExperiment();
    const scaling = new ApplicationAutoScalingClient(acceptOptions(moto.endpoint));
    const targets = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: "ec2" }));
    const fleetId = targets.ScalableTargets?.[0]?.ResourceId?.split("/")[1] ?? "";
    for (const backlog of [3, 9]) {
      const plan = capacityPlan({ ...deployment, fleetId }, { backlog }, new Date());
      for (const target of plan.resume) await scaling.send(resumeCommand(target));
      for (const action of plan.actions) await scaling.send(scheduleCommand(action));
    }
    const { ScheduledActions = [] } = await scaling.send(
      new DescribeScheduledActionsCommand({ ServiceNamespace: "ec2" }),
    );
    const begin = ScheduledActions.filter((action) => action.ScheduledActionName === "fiji-dev-begin");
    assert.deepEqual(
      begin.map((action) => action.ScalableTargetAction),
      [{ MinCapacity: 3, MaxCapacity: 4 }],
    );
  });

  it("is there afterwards", async () => {
    await sendAll();
    const options = acceptOptions(moto.endpoint);
    const { SpotFleetRequestConfigs: fleets = [] } = await new EC2Client(options).send(
      new DescribeSpotFleetRequestsCommand({}),
    );
    const fleetId = fleets[0]?.SpotFleetRequestId ?? "none";
    const scaling = new ApplicationAutoScalingClient(options);
    const targets = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: "ec2" }));
    assert.deepEqual(
      targets.ScalableTargets?.map((target) => [target.ResourceId, target.MinCapacity]),
      [[`spot-fleet-request/${fleetId}`, 0]],
    );
    const policies = await scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: "ec2" }));
    assert.deepEqual(policies.ScalingPolicies?.map((policy) => policy.PolicyName).sort(), [
      "fiji-dev-fleet-down",
      "fiji-dev-fleet-up",
    ]);

    const ecs = new ECSClient(options);
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster: "fiji-dev", services: ["fiji-dev-workers"] }),
    );
    assert.deepEqual([services?.[0]?.desiredCount, services?.[0]?.status], [0, "ACTIVE"]);
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "fiji-dev-worker" }));
    assert.equal(taskDefinition?.containerDefinitions?.[0]?.readonlyRootFilesystem, true);

    const cloudWatch = new CloudWatchClient(options);
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: "fiji-dev_" }));
    assert.deepEqual(MetricAlarms.map((alarm) => alarm.AlarmName).sort(), [
      "fiji-dev_backlog",
      "fiji-dev_care-errors",
      "fiji-dev_care-silence",
      "fiji-dev_dead-letters",
      "fiji-dev_empty",
    ]);
    const { DashboardBody } = await cloudWatch.send(new GetDashboardCommand({ DashboardName: "fiji-dev" }));
    assert.ok(DashboardBody?.includes(fleetId));
    const { Rules = [] } = await new EventBridgeClient(options).send(new ListRulesCommand({}));
    assert.deepEqual(Rules.map((rule) => rule.Name).sort(), [
      "fiji-dev-care-machines",
      "fiji-dev-care-sweep",
      "fiji-dev-care-tasks",
      "fiji-dev-notices-done",
    ]);
    const { Configuration } = await new LambdaClient(options).send(
      new GetFunctionCommand({ FunctionName: "fiji-dev-care" }),
    );
    assert.deepEqual(
      [Configuration?.Runtime, Configuration?.Architectures, Configuration?.MemorySize],
      ["nodejs22.x", ["arm64"], 512],
    );
  });
});

const inAws = ({ serviceNamespace, resourceId, scalableDimension }: ScalableTarget) => ({
  ServiceNamespace: serviceNamespace,
  ResourceId: resourceId,
  ScalableDimension: scalableDimension,
});

const resumeCommand = (target: ScalableTarget) =>
  new RegisterScalableTargetCommand({ ...inAws(target), SuspendedState: RESUMED });

const scheduleCommand = ({ name, schedule, minCapacity, maxCapacity, ...target }: ScheduledAction) =>
  new PutScheduledActionCommand({
    ...inAws(target),
    ScheduledActionName: name,
    Schedule: schedule,
    ScalableTargetAction: { MinCapacity: minCapacity, ...(maxCapacity !== undefined && { MaxCapacity: maxCapacity }) },
  });
