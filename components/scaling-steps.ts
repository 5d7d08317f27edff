import { capacitySteps, type CapacityFacts } from "../policy/rules/capacity";

/** One step of an ExactCapacity policy; bounds are relative to the alarm's threshold, as AWS wants them. */
export interface StepAdjustment {
  /** Included; absent: no lower bound. */
  readonly metricIntervalLowerBound?: string;
  /** Not included (for alarms on high values); absent: no upper bound. */
  readonly metricIntervalUpperBound?: string;
  readonly scalingAdjustment: number;
}

/** `queue`: as the backlog needs. `fixed`: all machines for any backlog. `cheapest`: only what a person asks for. */
export type ScalingMode = "queue" | "fixed" | "cheapest";

/** Steps that set the fleet's target while there is backlog; none for `cheapest`, which has no such policy. */
export function fleetSteps(mode: ScalingMode, facts: CapacityFacts, threshold: number): StepAdjustment[] {
  if (mode === "cheapest") return [];
  if (mode === "fixed") return allSteps(facts.machines);
  const steps = capacitySteps(facts);
  return steps.map((step, index) => {
    const next = steps[index + 1];
    return {
      metricIntervalLowerBound: String(step.minBacklog - threshold),
      ...(next && { metricIntervalUpperBound: String(next.minBacklog - threshold) }),
      scalingAdjustment: step.machines,
    };
  });
}

/** This many for any value at or above the threshold. */
export const allSteps = (capacity: number): StepAdjustment[] => [
  { metricIntervalLowerBound: "0", scalingAdjustment: capacity },
];

/** None for any value at or below the threshold. */
export const noneSteps = (): StepAdjustment[] => [{ metricIntervalUpperBound: "0", scalingAdjustment: 0 }];
