import { type Random } from "./random";

/**
 * What AWS decides. Minutes.
 *
 * Sources: SQS reports each minute, and a queue that was idle for six hours up to 15 minutes late (SQS Developer Guide,
 * "Monitoring Amazon SQS queues using CloudWatch"). A spot machine has a notice of two minutes, and fewer than 5 % are
 * interrupted on average over a month (EC2 User Guide, "Spot Instance interruptions"; Spot Instance Advisor): here 1 % an
 * hour, many more. ECS protects a task within 5 s of its first job and drops that 30 s after its last
 * (worker/loop/ecs-task-protection.ts). Not from a source but assumed: a machine is in the cluster 1.5 to 3 minutes after
 * it was requested, and pulls the image in half a minute to one and a half.
 */
export interface Chances {
  /** From the request until the machine is in the cluster. */
  bootMinutes(): number;
  /** From there until workers take jobs. */
  pullMinutes(): number;
  /** How late the metrics of an idle queue begin. */
  readonly firstMetricMinutes: number;
  /** From a minute's end until its metrics can be read. */
  metricMinutes(): number;
  /** Per machine-hour. */
  readonly reclaimsPerHour: number;
  /** Until a worker that holds no job has stopped. */
  stopMinutes(): number;
  /** From a worker's first job until ECS protects its task. */
  protectMinutes(): number;
  /** When within each minute alarms are evaluated, and the function is called. */
  readonly alarmSecond: number;
  readonly careSecond: number;
}

export function chancesOf(random: Random): Chances {
  return {
    bootMinutes: () => random.between(1.5, 3),
    pullMinutes: () => random.between(0.5, 1.5),
    firstMetricMinutes: random.between(0, 15),
    metricMinutes: () => random.between(0, 1),
    reclaimsPerHour: 0.01,
    stopMinutes: () => random.between(2, 8) / 60,
    protectMinutes: () => random.between(0, 5) / 60,
    alarmSecond: random.between(0, 60),
    careSecond: random.between(0, 60),
  };
}
