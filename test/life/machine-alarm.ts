import { type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { alarmStates } from "../helpers/alarm-evaluator";

/** Whether the alarm that MachineCare gave a machine is on, by what the machine used in each minute of its life. */
export function machineAlarmIsOn(alarm: MetricAlarm, cpuPercent: readonly number[]): boolean {
  const { ComparisonOperator, TreatMissingData, MetricName = "", Namespace = "", Dimensions = [] } = alarm;
  if (ComparisonOperator !== "LessThanThreshold" || TreatMissingData !== "missing" || alarm.Period !== 60) {
    throw new Error(`this test does not know alarms such as ${JSON.stringify(alarm)}`);
  }
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
  const metric = { namespace: Namespace, metricName: MetricName, dimensions, period: 60, stat: "Maximum" as const };
  const states = alarmStates(
    {
      metricQueries: [{ id: "cpu", metric, returnData: true }],
      comparisonOperator: ComparisonOperator,
      threshold: alarm.Threshold ?? 0,
      evaluationPeriods: alarm.EvaluationPeriods ?? 0,
      datapointsToAlarm: alarm.DatapointsToAlarm ?? 0,
      treatMissingData: TreatMissingData,
    },
    { [MetricName]: cpuPercent },
  );
  return states.at(-1) === "ALARM";
}
