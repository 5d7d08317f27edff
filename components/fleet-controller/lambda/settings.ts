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
}

export interface Settings extends CareSettings {
  readonly experimentTag: string;
  readonly cluster: string;
  readonly service: string;
  readonly queueName: string;
  readonly topicArn: string;
  readonly sweepRule: string;
  readonly mostMachines: number;
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
    mostMachines: Number(read("MACHINES")),
  };
  if (missing.length > 0) throw new Error(`not set: ${missing.join(", ")}`);
  return settings;
}
