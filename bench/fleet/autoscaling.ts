import { alarmStates, compared, type Series } from "../../test/helpers/alarm-evaluator";
import { type ProgramAlarm, stepOf, type StepPolicy } from "../../test/helpers/program-alarms";
import { type CapacityPlan } from "../../worker/contract/capacity";

export interface Target {
  capacity: number;
  min: number;
  max: number;
}

interface Due {
  readonly namespace: "ec2" | "ecs";
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Application Auto Scaling, as its documentation has it: scheduled actions once, policies each minute of an alarm. */
export class Autoscaling {
  readonly targets: Readonly<Record<"ec2" | "ecs", Target>>;
  #due: Due[] = [];

  constructor(
    private readonly alarms: readonly ProgramAlarm[],
    private readonly most: { readonly machines: number; readonly tasks: number },
  ) {
    this.targets = {
      ec2: { capacity: 0, min: 0, max: most.machines },
      ecs: { capacity: 0, min: 0, max: most.tasks },
    };
  }

  ask({ actions }: CapacityPlan): void {
    this.#due = actions.map(({ serviceNamespace, schedule, minCapacity, maxCapacity }) => ({
      namespace: serviceNamespace,
      time: Date.parse(`${/^at\((.+)\)$/u.exec(schedule)?.[1] ?? ""}Z`),
      min: minCapacity,
      max: maxCapacity,
    }));
  }

  /** `series`: the last minutes, oldest first. */
  minute(now: Date, series: Series): void {
    const due = this.#due.filter(({ time }) => time <= now.getTime()).sort((a, b) => a.time - b.time);
    this.#due = this.#due.filter((action) => !due.includes(action));
    for (const { namespace, min, max } of due) {
      const target = this.targets[namespace];
      target.min = min ?? target.min;
      target.max = max ?? target.max;
      target.capacity = within(target, target.capacity);
    }
    for (const alarm of this.alarms) {
      if (alarmStates(alarm, series).at(-1) !== "ALARM") continue;
      const value = compared(alarm, series).findLast((point) => point !== undefined) ?? 0;
      for (const policy of alarm.policies) this.#carryOut(policy, value - alarm.threshold);
    }
  }

  /** The maximum is 0 until then. */
  hold(until: Date): void {
    for (const [namespace, max] of [
      ["ec2", this.most.machines],
      ["ecs", this.most.tasks],
    ] as const) {
      this.targets[namespace].max = 0;
      this.#due.push({ namespace, time: until.getTime(), max });
    }
  }

  restoreMaximum(): void {
    if (this.targets.ec2.max === 0) this.targets.ec2.max = this.most.machines;
  }

  /** SetAlarmState with a reason whose newest value is this. */
  setOff(name: string, value: number): void {
    const alarm = this.alarms.find((candidate) => candidate.name === name);
    if (alarm === undefined) throw new Error(`no alarm ${name}`);
    for (const policy of alarm.policies) this.#carryOut(policy, value - alarm.threshold);
  }

  #carryOut({ serviceNamespace, steps }: StepPolicy, aboveThreshold: number): void {
    const target = this.targets[serviceNamespace];
    target.capacity = within(target, stepOf(steps, aboveThreshold));
  }
}

const within = ({ min, max }: Target, wanted: number): number => Math.max(min, Math.min(max, wanted));
