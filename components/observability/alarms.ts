/**
 * The experiment's own alarms, as plain data: components register them, tests evaluate them on series of metrics. All
 * names begin with `<experiment>_`, which no other experiment's name can (stack names hold no `_`).
 */
export interface AlarmDefinition<Dimension = string> {
  readonly name: string;
  readonly alarmDescription: string;
  readonly metricQueries: readonly AlarmQuery<Dimension>[];
  readonly comparisonOperator: "GreaterThanOrEqualToThreshold" | "LessThanOrEqualToThreshold";
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: "missing" | "ignore" | "notBreaching";
}

/** A metric, or an expression over the metrics; the one with `returnData` is compared. */
export interface AlarmQuery<Dimension = string> {
  readonly id: string;
  readonly metric?: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, Dimension>>;
    /** Seconds. */
    readonly period: number;
    readonly stat: "Maximum" | "Sum";
  };
  readonly expression?: string;
  readonly label?: string;
  readonly returnData: boolean;
}

/** Seconds: as often as SQS reports. */
export const ALARM_PERIOD_SECONDS = 60;
/** Minutes without any job until machines are given back: both SQS counts are approximate, one look is not enough. */
export const EMPTY_MINUTES = 5;

export const backlogAlarmName = (experiment: string): string => `${experiment}_backlog`;

export const emptyAlarmName = (experiment: string): string => `${experiment}_empty`;

/** There is work: one minute with a job visible or in flight. Its change from ALARM to OK is "all done". */
export function backlogAlarm(experiment: string, queueName: string): AlarmDefinition {
  return {
    name: backlogAlarmName(experiment),
    alarmDescription: `Jobs wait or run in ${queueName}: machines are needed.`,
    metricQueries: backlogQueries(queueName),
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: "missing",
  };
}

/** There is none: five minutes of five. */
export function emptyAlarm(experiment: string, queueName: string): AlarmDefinition {
  return {
    name: emptyAlarmName(experiment),
    alarmDescription: `${queueName} has been empty for ${EMPTY_MINUTES} minutes: no machine is needed.`,
    metricQueries: backlogQueries(queueName),
    comparisonOperator: "LessThanOrEqualToThreshold",
    threshold: 0,
    evaluationPeriods: EMPTY_MINUTES,
    datapointsToAlarm: EMPTY_MINUTES,
    treatMissingData: "missing",
  };
}

/** A job moved to the dead-letter queue. Keeps its state when SQS stops reporting an unused queue, so one job is one notice. */
export function deadLetterAlarm(experiment: string, deadLetterQueueName: string): AlarmDefinition {
  return {
    name: `${experiment}_dead-letters`,
    alarmDescription: `Jobs failed permanently: see \`dfiji failures\`. They are in ${deadLetterQueueName}.`,
    metricQueries: [
      { ...sqsMetric("dead", "ApproximateNumberOfMessagesVisible", deadLetterQueueName), returnData: true },
    ],
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: "ignore",
  };
}

/** The function that looks after machines failed in two of three periods: a run that fails is tried twice more by Lambda. */
export function careErrorsAlarm(experiment: string, functionName: string): AlarmDefinition {
  return {
    name: `${experiment}_care-errors`,
    alarmDescription: `${functionName} fails: its log is /aws/lambda/${functionName}. After 30 minutes of that no machine is bought.`,
    metricQueries: [{ ...lambdaMetric("errors", "Errors", functionName), returnData: true }],
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: "notBreaching",
  };
}

/**
 * Machines are up, and the function was not called for 20 minutes. EC2 reports FulfilledCapacity of a fleet every five
 * minutes ("CloudWatch metrics for Spot Fleet"); Lambda reports no invocations where there were none, so SUM, as above.
 */
export function careSilenceAlarm<Fleet>(
  experiment: string,
  functionName: string,
  fleetRequestId: Fleet,
): AlarmDefinition<string | Fleet> {
  const fleet = { FleetRequestId: fleetRequestId };
  return {
    name: `${experiment}_care-silence`,
    alarmDescription: `Machines are up and ${functionName} is not called: they end by their idle alarms only.`,
    metricQueries: [
      {
        id: "machines",
        metric: {
          namespace: "AWS/EC2Spot",
          metricName: "FulfilledCapacity",
          dimensions: fleet,
          period: CARE_PERIOD_SECONDS,
          stat: "Maximum",
        },
        returnData: false,
      },
      { ...lambdaMetric("calls", "Invocations", functionName), returnData: false },
      { id: "none", expression: "machines * 0", returnData: false },
      { id: "called", expression: "SUM([calls, none])", returnData: false },
      { id: "silent", expression: "IF(machines > 0 AND called < 1, 1, 0)", label: "silent", returnData: true },
    ],
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 4,
    datapointsToAlarm: 4,
    treatMissingData: "notBreaching",
  };
}

/** Seconds: as often as the function is called while machines are up, and as EC2 reports a fleet. */
const CARE_PERIOD_SECONDS = 300;

function lambdaMetric(id: string, metricName: string, functionName: string) {
  const dimensions = { FunctionName: functionName };
  return {
    id,
    metric: { namespace: "AWS/Lambda", metricName, dimensions, period: CARE_PERIOD_SECONDS, stat: "Sum" as const },
  };
}

/**
 * Visible + in flight. No FILL: late metrics would count as 0. And SUM, not `+`: SQS reports the number in flight only
 * while there are some, and `+` has no value in a minute in which one side has none.
 */
function backlogQueries(queueName: string): AlarmQuery[] {
  return [
    { ...sqsMetric("visible", "ApproximateNumberOfMessagesVisible", queueName), returnData: false },
    { ...sqsMetric("inflight", "ApproximateNumberOfMessagesNotVisible", queueName), returnData: false },
    { id: "backlog", expression: "SUM([visible, inflight])", label: "jobs visible and in flight", returnData: true },
  ];
}

function sqsMetric(id: string, metricName: string, queueName: string) {
  const dimensions = { QueueName: queueName };
  const stat = "Maximum" as const;
  return { id, metric: { namespace: "AWS/SQS", metricName, dimensions, period: ALARM_PERIOD_SECONDS, stat } };
}

/** As `aws.cloudwatch.MetricAlarm` wants it: lists and objects that may be changed. */
export function alarmArgs<Dimension>({ metricQueries, ...rest }: AlarmDefinition<Dimension>) {
  return {
    ...rest,
    metricQueries: metricQueries.map(({ metric, ...query }) => ({
      ...query,
      ...(metric && { metric: { ...metric, dimensions: { ...metric.dimensions } } }),
    })),
  };
}
