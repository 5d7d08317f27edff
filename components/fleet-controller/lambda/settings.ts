import { type CareSettings } from "./facts";

/** The function's environment: written by the component, read by the handler. All plain names. */
export interface CareEnvironment {
  readonly EXPERIMENT: string;
  /** Key of the tag that names the experiment of a machine or fleet. */
  readonly EXPERIMENT_TAG: string;
  readonly CLUSTER: string;
  readonly SERVICE: string;
  readonly QUEUE: string;
  readonly IDLE_MINUTES: string;
  readonly IDLE_ACTION_ARN: string;
  readonly TOPIC_ARN: string;
  /** Name of the rule that calls the function on a schedule. */
  readonly SWEEP_RULE: string;
  /** Machines at most. */
  readonly MACHINES: string;
  readonly TASKS_PER_MACHINE: string;
  readonly COPIES_PER_TASK: string;
  readonly JOBS_PER_COPY: string;
  readonly SCALING: string;
  /** Name of the alarm that sets fleet and service to 0. */
  readonly EMPTY_ALARM: string;
  /** On-demand machines at most; with 0 there is no group. */
  readonly ON_DEMAND_MACHINES: string;
  readonly ON_DEMAND_GROUP: string;
}

export interface Settings extends CareSettings {
  readonly experimentTag: string;
  readonly cluster: string;
  readonly service: string;
  readonly queueName: string;
  readonly topicArn: string;
  readonly sweepRule: string;
  readonly onDemandGroup: string;
}

/** @throws {Error} naming the variables that are not set */
export function settingsOf(environment: Readonly<Record<string, string | undefined>>): Settings {
  const missing: string[] = [];
  const read = (name: keyof CareEnvironment): string => {
    const value = environment[name] ?? "";
    if (value === "") missing.push(name);
    return value;
  };
  const settings = {
    experiment: read("EXPERIMENT"),
    experimentTag: read("EXPERIMENT_TAG"),
    cluster: read("CLUSTER"),
    service: read("SERVICE"),
    queueName: read("QUEUE"),
    idleMinutes: Number(read("IDLE_MINUTES")),
    idleActionArn: read("IDLE_ACTION_ARN"),
    topicArn: read("TOPIC_ARN"),
    sweepRule: read("SWEEP_RULE"),
    scaling: read("SCALING") as Settings["scaling"],
    capacity: {
      machines: Number(read("MACHINES")),
      tasksPerMachine: Number(read("TASKS_PER_MACHINE")),
      copiesPerTask: Number(read("COPIES_PER_TASK")),
      jobsPerCopy: Number(read("JOBS_PER_COPY")),
    },
    emptyAlarm: read("EMPTY_ALARM"),
    onDemandMachines: Number(read("ON_DEMAND_MACHINES")),
    onDemandGroup: read("ON_DEMAND_GROUP"),
  };
  if (missing.length > 0) throw new Error(`not set: ${missing.join(", ")}`);
  return settings;
}
