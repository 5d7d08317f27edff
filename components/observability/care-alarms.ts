import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type BaseTags, tagsOf } from "../aws/tags";
import { type AlarmDefinition, alarmArgs, careErrorsAlarm, careSilenceAlarm } from "./alarms";

export interface CareAlarmsArgs {
  readonly experiment: string;
  readonly functionName: string;
  readonly fleetRequestId: pulumi.Input<string>;
  /** Where the alarms are reported. */
  readonly topicArn: string;
  readonly tags: BaseTags;
}

/** Whether the function that looks after machines works: it fails, or machines are up and it is not called. */
export class CareAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: CareAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { experiment, functionName, fleetRequestId, topicArn } = args;
    super("fiji:index:CareAlarms", name, { functionName }, opts);
    const alarm = (suffix: string, definition: AlarmDefinition<pulumi.Input<string>>) =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${suffix}`,
        { ...alarmArgs(definition), alarmActions: [topicArn], tags: tagsOf(args.tags, "care") },
        { parent: this },
      );
    alarm("errors", careErrorsAlarm(experiment, functionName));
    alarm("silence", careSilenceAlarm(experiment, functionName, fleetRequestId));
    this.registerOutputs({ functionName });
  }
}
