import { type AlarmDefinition } from "../../components/observability/alarms";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
/** What a metric reported each minute; undefined: nothing, or nothing yet. */
export type Series = Readonly<Record<string, readonly (number | undefined)[]>>;

/** Our definitions, and the alarms of machines. */
export type Evaluated = Omit<AlarmDefinition, "name" | "alarmDescription" | "comparisonOperator"> & {
  readonly comparisonOperator: AlarmDefinition["comparisonOperator"] | "LessThanThreshold";
};

/** CloudWatch looks at some more points than it evaluates; how many varies, its documentation shows two. */
const LOOK_BACK = 2;

/**
 * The state of an alarm after each minute, by CloudWatch's documented rules for missing data. Knows what our alarms use:
 * metrics, SUM over them, all points of the window needed, missing data as `missing` or `ignore`.
 */
export function alarmStates(alarm: Evaluated, series: Series): AlarmState[] {
  const points = compared(alarm, series);
  let state: AlarmState = "INSUFFICIENT_DATA";
  return points.map((_, minute) => {
    const first = Math.max(0, minute + 1 - alarm.evaluationPeriods - LOOK_BACK);
    state = nextState(alarm, points.slice(first, minute + 1), state);
    return state;
  });
}

/** Oldest first; the last one is now. */
function nextState(alarm: Evaluated, range: readonly (number | undefined)[], before: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm;
  const real = range.filter((value) => value !== undefined);
  if (real.length >= evaluationPeriods) {
    // enough points: the newest of them count, wherever gaps are
    const breaching = real.slice(-evaluationPeriods).filter((value) => breaches(alarm, value)).length;
    return breaching >= datapointsToAlarm ? "ALARM" : "OK";
  }
  if (treatMissingData === "ignore") return before;
  if (real.length === 0) return "INSUFFICIENT_DATA";
  if (real.some((value) => !breaches(alarm, value))) return "OK";
  // only breaching points, too few: an alarm all the same once the oldest is as old as the points needed
  const oldest = range.length - range.findIndex((value) => value !== undefined);
  return oldest >= datapointsToAlarm ? "ALARM" : before;
}

function breaches({ comparisonOperator, threshold }: Evaluated, value: number): boolean {
  if (comparisonOperator === "LessThanThreshold") return value < threshold;
  return comparisonOperator === "GreaterThanOrEqualToThreshold" ? value >= threshold : value <= threshold;
}

/** The series that the alarm compares. */
export function compared({ metricQueries }: Pick<Evaluated, "metricQueries">, series: Series): (number | undefined)[] {
  const minutes = Math.max(...Object.values(series).map((values) => values.length));
  const byId = (id: string, minute: number): number | undefined => {
    const query = metricQueries.find((candidate) => candidate.id === id);
    if (query === undefined) throw new Error(`no query "${id}"`);
    if (query.metric) return series[query.metric.metricName]?.[minute];
    const terms = /^SUM\(\[([a-z, ]+)\]\)$/.exec(query.expression ?? "")?.[1]?.split(", ");
    if (terms === undefined) throw new Error(`this evaluator does not know the expression "${query.expression}"`);
    const values = terms.map((term) => byId(term, minute)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  };
  const shown = metricQueries.find((query) => query.returnData);
  if (shown === undefined) throw new Error("no query returns data");
  return Array.from({ length: minutes }, (_, minute) => byId(shown.id, minute));
}
