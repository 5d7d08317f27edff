import assert from "node:assert/strict";
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Dashboard } from "../../components/dashboard";
import { MachineCare } from "../../components/machine-care";
import { Notifications } from "../../components/notifications";
import { Scaling } from "../../components/scaling";
import { awsAccepts } from "../helpers/aws-accepts";
import { clientOptions } from "../helpers/aws-environment";
import { type Moto, startMoto } from "../helpers/moto";
import { runProgram } from "../helpers/pulumi-mocks";

const account = { id: "123456789012", partition: "aws", region: "us-east-1", dnsSuffix: "amazonaws.com" };
const tags = { experiment: "fiji-plates", stack: "plates", owner: "ada" };
const common = {
  account,
  tags,
  experiment: "fiji-plates",
  clusterName: "fiji-plates",
  serviceName: "fiji-plates-workers",
  queueName: "fiji-plates-jobs",
  deadLetterQueueName: "fiji-plates-dead",
  topicName: "fiji-plates-notices",
};

describe("what the components register for machines", function () {
  this.timeout(300_000);
  let moto: Moto;
  before(async () => {
    moto = await startMoto();
  });
  after(() => moto.stop());

  it("is accepted by AWS's APIs, resource by resource, and is there afterwards", async () => {
    const options = clientOptions(moto.endpoint);
    await makeService(new ECSClient(options));
    const program = await runProgram(() => {
      new Scaling("scaling", {
        ...common,
        fleetRequestId: "sfr-1",
        machines: 500,
        tasksPerMachine: 16,
        copiesPerTask: 4,
        jobsPerCopy: 1,
        mode: "queue",
      });
      new MachineCare("care", {
        ...common,
        functionName: "fiji-plates-care",
        idleMinutes: 15,
        idleAction: "terminate",
        logRetentionDays: 60,
      });
      new Notifications("notices", { ...common, notify: ["ada@example.org"] });
      new Dashboard("dashboard", {
        ...common,
        region: account.region,
        machineLogGroup: "fiji-plates_perInstance",
        fleetRequestId: "sfr-1",
        dashboardName: "fiji-plates",
      });
    });
    const accept = awsAccepts(moto.endpoint);
    // what others name comes first, as Pulumi would order it
    const first = ["Role", "Topic", "Function", "EventRule", "Target"];
    const rank = (type: string) =>
      first.includes(type.split(":")[2] ?? "") ? first.indexOf(type.split(":")[2] ?? "") : 9;
    const resources = program.resources.filter((resource) => resource.custom);
    for (const resource of resources.sort((a, b) => rank(a.type) - rank(b.type))) await accept(resource);

    const scaling = new ApplicationAutoScalingClient(options);
    const targets = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: "ec2" }));
    assert.deepEqual(
      targets.ScalableTargets?.map((target) => [target.ResourceId, target.MinCapacity, target.MaxCapacity]),
      [["spot-fleet-request/sfr-1", 0, 500]],
    );
    const policies = await scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: "ec2" }));
    const up = policies.ScalingPolicies?.find((policy) => policy.PolicyName === "fiji-plates-fleet-up");
    assert.equal(up?.StepScalingPolicyConfiguration?.StepAdjustments?.length, 20);

    const cloudWatch = new CloudWatchClient(options);
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: "fiji-plates_" }));
    assert.deepEqual(MetricAlarms.map((alarm) => alarm.AlarmName).sort(), [
      "fiji-plates_backlog",
      "fiji-plates_dead-letters",
      "fiji-plates_empty",
    ]);
    const { DashboardBody } = await cloudWatch.send(new GetDashboardCommand({ DashboardName: "fiji-plates" }));
    assert.match(DashboardBody ?? "", /sfr-1/);
    const { Rules = [] } = await new EventBridgeClient(options).send(new ListRulesCommand({}));
    assert.deepEqual(Rules.map((rule) => rule.Name).sort(), [
      "fiji-plates-care-machines",
      "fiji-plates-care-sweep",
      "fiji-plates-care-tasks",
      "fiji-plates-notices-done",
    ]);
    const { Configuration } = await new LambdaClient(options).send(
      new GetFunctionCommand({ FunctionName: "fiji-plates-care" }),
    );
    assert.deepEqual(
      [Configuration?.Runtime, Configuration?.Architectures, Configuration?.MemorySize],
      ["nodejs22.x", ["arm64"], 128],
    );
  });
});

/** Application Auto Scaling takes only a service that exists. */
async function makeService(ecs: ECSClient): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: common.clusterName }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "worker",
      containerDefinitions: [{ name: "worker", image: "worker", cpu: 128, memory: 128 }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: common.clusterName,
      serviceName: common.serviceName,
      taskDefinition: "worker",
      desiredCount: 0,
    }),
  );
}
