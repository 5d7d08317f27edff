import assert from "node:assert/strict";
import { Scaling, type ScalingArgs } from "../../../components/scaling/scaling";
import { ACCOUNT_ID, REGION, runProgram } from "../../helpers/pulumi-mocks";

const args: ScalingArgs = {
  experiment: "fiji-plates",
  clusterName: "fiji-plates",
  serviceName: "fiji-plates",
  fleetRequestId: "sfr-1",
  queueName: "fiji-plates",
  machines: 3,
  tasksPerMachine: 16,
  copiesPerTask: 4,
  jobsPerCopy: 1,
  mode: "queue",
  tags: { experiment: "fiji-plates", stack: "plates" },
};

/** What the tests look at of policies, targets and alarms. */
interface Inputs {
  readonly name?: string;
  readonly alarmActions?: readonly string[];
  readonly stepScalingPolicyConfiguration?: { readonly stepAdjustments: unknown };
}

async function made(changes: Partial<ScalingArgs> = {}) {
  const program = await runProgram(() => new Scaling("plates-scaling", { ...args, ...changes }));
  const resources = program.resources.filter((resource) => resource.custom);
  const named = (name: string): Inputs | undefined =>
    resources.find((resource) => resource.name === `plates-scaling-${name}`)?.props;
  return { resources, named, steps: (name: string) => named(name)?.stepScalingPolicyConfiguration?.stepAdjustments };
}

describe("scaling", () => {
  it("registers fleet and service from 0 to all, under names that stay", async () => {
    const { resources, named } = await made();
    assert.deepEqual(resources.map((resource) => `${resource.type} ${resource.name}`).sort(), [
      "aws:appautoscaling/policy:Policy plates-scaling-fleet-down",
      "aws:appautoscaling/policy:Policy plates-scaling-fleet-up",
      "aws:appautoscaling/policy:Policy plates-scaling-tasks-down",
      "aws:appautoscaling/policy:Policy plates-scaling-tasks-up",
      "aws:appautoscaling/target:Target plates-scaling-fleet",
      "aws:appautoscaling/target:Target plates-scaling-service",
      "aws:cloudwatch/metricAlarm:MetricAlarm plates-scaling-backlog",
      "aws:cloudwatch/metricAlarm:MetricAlarm plates-scaling-empty",
    ]);
    assert.deepEqual(named("fleet"), {
      serviceNamespace: "ec2",
      scalableDimension: "ec2:spot-fleet-request:TargetCapacity",
      resourceId: "spot-fleet-request/sfr-1",
      minCapacity: 0,
      maxCapacity: 3,
      tags: { "fiji:experiment": "fiji-plates", "fiji:stack": "plates", "fiji:role": "scaling" },
    });
    assert.deepEqual(named("service"), {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/fiji-plates/fiji-plates",
      minCapacity: 0,
      maxCapacity: 48,
      tags: { "fiji:experiment": "fiji-plates", "fiji:stack": "plates", "fiji:role": "scaling" },
    });
  });

  it("sets the fleet to what the backlog needs, relative to the alarm's threshold of 1", async () => {
    const { named } = await made();
    assert.deepEqual(named("fleet-up")?.stepScalingPolicyConfiguration, {
      adjustmentType: "ExactCapacity",
      cooldown: 60,
      metricAggregationType: "Maximum",
      stepAdjustments: [
        { metricIntervalLowerBound: "0", metricIntervalUpperBound: "64", scalingAdjustment: 1 },
        { metricIntervalLowerBound: "64", metricIntervalUpperBound: "128", scalingAdjustment: 2 },
        { metricIntervalLowerBound: "128", scalingAdjustment: 3 },
      ],
    });
  });

  it("lets submit hold the minimum through an update", async () => {
    const { resources } = await made();
    const targets = resources.filter((resource) => resource.type.endsWith(":Target"));
    assert.deepEqual(
      targets.map((target) => target.ignoreChanges),
      [["minCapacity"], ["minCapacity"]],
    );
  });

  it("wants all tasks or none, in every mode", async () => {
    for (const mode of ["queue", "fixed", "cheapest"] as const) {
      const { steps } = await made({ mode });
      assert.deepEqual(steps("tasks-up"), [{ metricIntervalLowerBound: "0", scalingAdjustment: 48 }]);
      assert.deepEqual(steps("tasks-down"), [{ metricIntervalUpperBound: "0", scalingAdjustment: 0 }]);
      assert.deepEqual(steps("fleet-down"), [{ metricIntervalUpperBound: "0", scalingAdjustment: 0 }]);
    }
  });

  it("has one step to all machines when fixed", async () => {
    const { steps } = await made({ mode: "fixed" });
    assert.deepEqual(steps("fleet-up"), [{ metricIntervalLowerBound: "0", scalingAdjustment: 3 }]);
  });

  it("never buys a machine by itself when cheapest", async () => {
    const { named } = await made({ mode: "cheapest" });
    assert.equal(named("fleet-up"), undefined);
    assert.equal(named("backlog")?.alarmActions?.length, 1);
  });

  it("acts on fleet and service through both alarms", async () => {
    const { named } = await made();
    const arn = (name: string) => `arn:aws:appautoscaling:${REGION}:${ACCOUNT_ID}:fiji-plates-${name}`;
    assert.deepEqual([...(named("backlog")?.alarmActions ?? [])].sort(), [arn("fleet-up"), arn("tasks-up")]);
    assert.deepEqual([...(named("empty")?.alarmActions ?? [])].sort(), [arn("fleet-down"), arn("tasks-down")]);
    assert.equal(named("backlog")?.name, "fiji-plates_backlog");
  });
});
