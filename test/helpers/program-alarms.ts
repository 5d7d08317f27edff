import { type AlarmDefinition } from "../../components/observability/alarms";
import { type StepAdjustment } from "../../components/scaling/scaling";
import { type RegisteredResource } from "./pulumi-mocks";

/** An alarm of the program with the step policies that it calls. */
export interface ProgramAlarm extends AlarmDefinition {
  readonly policies: readonly StepPolicy[];
}

export interface StepPolicy {
  readonly name: string;
  readonly serviceNamespace: "ec2" | "ecs";
  readonly steps: readonly StepAdjustment[];
}

/** The experiment's own alarms, as the program registers them. */
export function alarmsOf(resources: readonly RegisteredResource[]): ProgramAlarm[] {
  const policies = resources
    .filter(({ type }) => type === "aws:appautoscaling/policy:Policy")
    .map(({ props }) => props as unknown as PolicyProps)
    .map(({ name, serviceNamespace, stepScalingPolicyConfiguration: { stepAdjustments: steps } }) => ({
      name,
      serviceNamespace,
      steps,
    }));
  return resources
    .filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm")
    .map(({ props }) => props as unknown as AlarmDefinition & { readonly alarmActions?: readonly string[] })
    .map(({ alarmActions = [], ...alarm }) => ({
      ...alarm,
      policies: policies.filter(({ name }) => alarmActions.some((arn) => arn.endsWith(`:${name}`))),
    }));
}

interface PolicyProps {
  readonly name: string;
  readonly serviceNamespace: "ec2" | "ecs";
  readonly stepScalingPolicyConfiguration: { readonly stepAdjustments: readonly StepAdjustment[] };
}

/** Lower bounds are included and upper ones not, but for steps that only have an upper one. */
export function stepOf(steps: readonly StepAdjustment[], aboveThreshold: number): number {
  const step = steps.find(({ metricIntervalLowerBound: low, metricIntervalUpperBound: high }) =>
    low === undefined
      ? aboveThreshold <= Number(high)
      : Number(low) <= aboveThreshold && aboveThreshold < Number(high ?? Infinity),
  );
  if (step === undefined) throw new Error(`the policy has no step for ${aboveThreshold} above the threshold`);
  return step.scalingAdjustment;
}
