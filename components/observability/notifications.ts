import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Account, regionalArn } from "../aws/account";
import { alarmArgs, backlogAlarmName, deadLetterAlarm } from "./alarms";
import { policyDocument, type Statement } from "../aws/iam";
import { type BaseTags, tagsOf } from "../aws/tags";
import { allDoneText } from "./webhooks-lambda/notice";

export interface NotificationsArgs {
  readonly account: Account;
  readonly experiment: string;
  readonly topicName: string;
  readonly deadLetterQueueName: string;
  /** E-mail addresses; each gets a message from AWS first and must confirm. */
  readonly notify: readonly string[];
  readonly tags: BaseTags;
}

/**
 * Tells people by e-mail: jobs failed permanently, all jobs are done, the run stalled (published by MachineCare). The topic
 * and the alarm are there without addresses, too: other things can subscribe, and the dashboard shows the alarm.
 */
export class Notifications extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, experiment, topicName, deadLetterQueueName, notify } = args;
    super("fiji:index:Notifications", name, { topicName, notify: [...notify] }, opts);
    const opt = { parent: this };
    const tags = tagsOf(args.tags, "notices");
    const ruleName = `${topicName}-done`;

    const topic = new aws.sns.Topic(`${name}-topic`, { name: topicName, displayName: experiment, tags }, opt);
    const statements = publishers({ account, experiment, topicName, ruleName });
    new aws.sns.TopicPolicy(`${name}-topic-policy`, { arn: topic.arn, policy: policyDocument(statements) }, opt);
    for (const address of new Set(notify)) {
      // named by the address: taking one off the list must not make the others confirm again
      const subscription = { topic: topic.arn, protocol: "email", endpoint: address };
      new aws.sns.TopicSubscription(`${name}-to-${address}`, subscription, opt);
    }
    const dead = alarmArgs(deadLetterAlarm(experiment, deadLetterQueueName));
    new aws.cloudwatch.MetricAlarm(`${name}-dead-letters`, { ...dead, alarmActions: [topic.arn], tags }, opt);

    const done = new aws.cloudwatch.EventRule(
      `${name}-done`,
      {
        name: ruleName,
        description: `All jobs of ${experiment} are done: its backlog alarm went from ALARM to OK.`,
        eventPattern: allDonePattern(experiment),
        tags,
      },
      opt,
    );
    const target = { rule: done.name, arn: topic.arn, input: JSON.stringify(allDoneText(experiment)) };
    new aws.cloudwatch.EventTarget(`${name}-done-target`, target, opt);
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

/** The alarm's own OK action would also tell when it leaves INSUFFICIENT_DATA, as it does when a stack is new. */
export function allDonePattern(experiment: string): string {
  return JSON.stringify({
    source: ["aws.cloudwatch"],
    "detail-type": ["CloudWatch Alarm State Change"],
    detail: {
      alarmName: [backlogAlarmName(experiment)],
      state: { value: ["OK"] },
      previousState: { value: ["ALARM"] },
    },
  });
}

interface Publishers {
  readonly account: Account;
  readonly experiment: string;
  readonly topicName: string;
  readonly ruleName: string;
}

/** Services may publish for this experiment's alarms and rule only; MachineCare may by its role. */
function publishers({ account, experiment, topicName, ruleName }: Publishers): Statement[] {
  const topicArn = regionalArn(account, "sns", topicName);
  return [
    {
      // the dead-letter alarm
      Sid: "Alarms",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnLike: { "aws:SourceArn": regionalArn(account, "cloudwatch", `alarm:${experiment}_*`) },
      },
    },
    {
      // all done
      Sid: "Done",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { ArnEquals: { "aws:SourceArn": regionalArn(account, "events", `rule/${ruleName}`) } },
    },
  ];
}
