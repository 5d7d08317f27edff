import assert from "node:assert/strict";
import { DEADLINE_MINUTES } from "../../../components/fleet-controller/lambda/watch";
import {
  alarmArgs,
  backlogAlarm,
  careErrorsAlarm,
  careSilenceAlarm,
  deadLetterAlarm,
  emptyAlarm,
} from "../../../components/observability/alarms";
import { fleetSteps, type StepAdjustment } from "../../../components/scaling/scaling";
import { alarmStates, type AlarmState, compared } from "../../helpers/alarm-evaluator";

const backlog = backlogAlarm("fiji-plates", "fiji-plates");
const empty = emptyAlarm("fiji-plates", "fiji-plates");
const none = (minutes: number): undefined[] => Array.from({ length: minutes }, () => undefined);
const facts = { machines: 3, tasksPerMachine: 16, copiesPerTask: 4, jobsPerCopy: 1 };

/** The fleet's target after each minute: the step policies on the alarms' states, kept between minimum and machines. */
function targets(visible: readonly (number | undefined)[], inFlight: readonly (number | undefined)[], minimum = 0) {
  const series = { ApproximateNumberOfMessagesVisible: visible, ApproximateNumberOfMessagesNotVisible: inFlight };
  const [up, down] = [alarmStates(backlog, series), alarmStates(empty, series)];
  const values = compared(backlog, series);
  let target = minimum;
  return values.map((_, minute) => {
    const value = values.slice(0, minute + 1).findLast((point) => point !== undefined) ?? 0;
    if (up[minute] === "ALARM") target = stepOf(fleetSteps("queue", facts, 1), value - 1);
    if (down[minute] === "ALARM") target = 0;
    target = Math.max(minimum, target);
    return target;
  });
}

function stepOf(steps: readonly StepAdjustment[], aboveThreshold: number): number {
  const holds = (step: StepAdjustment) =>
    Number(step.metricIntervalLowerBound) <= aboveThreshold &&
    aboveThreshold < Number(step.metricIntervalUpperBound ?? Infinity);
  const step = steps.find(holds);
  assert.ok(step, `no step for ${aboveThreshold}`);
  return step.scalingAdjustment;
}

describe("the size that follows the queue", () => {
  it("rises with the first minute of work and falls after five empty ones", () => {
    assert.deepEqual(
      targets([0, 1, 200, 60, 0, 0, 0, 0, 0, 0], [0, 0, 0, 64, 0, 0, 0, 0, 0, 0]),
      [0, 1, 3, 2, 2, 2, 2, 2, 0, 0],
    );
  });
  it("stays up while the last jobs run, though none is visible", () => {
    assert.deepEqual(targets([10, 0, 0, 0, 0, 0, 0, 0], [0, 5, 4, 3, 3, 2, 1, 1]).at(-1), 1);
  });
  it("needs no number of jobs in flight, which SQS leaves out when there are none", () => {
    assert.deepEqual(targets([0, 3, 3], []), [0, 1, 1]);
    assert.deepEqual(targets([5, 0, 0, 0, 0, 0], []).at(-1), 0);
  });
  it("ignores single empty readings: the counts are approximate", () => {
    assert.deepEqual(targets([9, 0, 9, 0, 0, 0, 0, 9], []), [1, 1, 1, 1, 1, 1, 1, 1]);
  });
  it("keeps what submit asked for while metrics are late", () => {
    const late = targets(none(15), none(15), 2);
    assert.deepEqual([...new Set(late)], [2]);
  });
  it("keeps its size through a gap in the metrics", () => {
    assert.deepEqual([...new Set(targets([100, ...none(10)], [0, ...none(10)]))], [2]);
  });
  it("continues where the metrics resume, with work or without", () => {
    assert.deepEqual(targets([9, ...none(9), 200], []).at(-1), 3);
    assert.deepEqual(targets([9, ...none(9), 0, 0, 0, 0], []).at(-1), 1);
    assert.deepEqual(targets([9, ...none(9), 0, 0, 0, 0, 0], []).at(-1), 0);
  });
  it("takes empty minutes followed by silence for empty, as CloudWatch does; submit's minimum holds against it", () => {
    assert.equal(targets([9, 0, 0, 0, ...none(4)], []).at(-1), 0);
    assert.equal(targets([9, 0, 0, 0, ...none(4)], [], 2).at(-1), 2);
  });
});

describe("the experiment's alarms", () => {
  const changes = (states: readonly AlarmState[]) => states.filter((state, index) => state !== states[index - 1]);

  it("tell all done as the backlog alarm's change from ALARM to OK, and only then", () => {
    const ran = alarmStates(backlog, { ApproximateNumberOfMessagesVisible: [0, 0, 4, 2, 1, 0, 0] });
    assert.deepEqual(changes(ran), ["OK", "ALARM", "OK"]);
    const late = alarmStates(backlog, { ApproximateNumberOfMessagesVisible: [4, 2, ...none(6)] });
    assert.deepEqual(changes(late), ["ALARM", "INSUFFICIENT_DATA"]);
  });
  it("tell of dead letters once, also when SQS stops reporting the queue", () => {
    const alarm = deadLetterAlarm("fiji-plates", "fiji-plates-dead");
    const states = alarmStates(alarm, { ApproximateNumberOfMessagesVisible: [0, 0, 1, 1, ...none(10), 2] });
    assert.deepEqual(changes(states), ["OK", "ALARM"]);
  });
  it("tell of a function that fails in two of three periods, and of one that nothing calls while machines are up", () => {
    const errors = careErrorsAlarm("fiji-plates", "fiji-plates-care");
    assert.deepEqual(
      [
        errors.name,
        errors.metricQueries[0]?.metric,
        errors.threshold,
        errors.datapointsToAlarm,
        errors.evaluationPeriods,
      ],
      [
        "fiji-plates_care-errors",
        {
          namespace: "AWS/Lambda",
          metricName: "Errors",
          dimensions: { FunctionName: "fiji-plates-care" },
          period: 300,
          stat: "Sum",
        },
        1,
        2,
        3,
      ],
    );
    const silence = careSilenceAlarm("fiji-plates", "fiji-plates-care", "sfr-1");
    assert.deepEqual(
      silence.metricQueries.map(({ metric, expression }) => metric?.metricName ?? expression),
      [
        "FulfilledCapacity",
        "Invocations",
        "machines * 0",
        "SUM([calls, none])",
        "IF(machines > 0 AND called < 1, 1, 0)",
      ],
    );
    // longer than two calls that failed to come, shorter than the deadline that they would have moved
    const minutes = (silence.evaluationPeriods * 300) / 60;
    assert.ok(minutes > 10 && minutes < DEADLINE_MINUTES, String(minutes));
    assert.deepEqual([errors.treatMissingData, silence.treatMissingData], ["notBreaching", "notBreaching"]);
  });
  it("have names that begin with the experiment's and an underscore", () => {
    const names = [backlog, empty, deadLetterAlarm("fiji-plates", "dead")].map((alarm) => alarm.name);
    assert.deepEqual(names, ["fiji-plates_backlog", "fiji-plates_empty", "fiji-plates_dead-letters"]);
  });
  it("compare visible and in flight together, without filling gaps", () => {
    for (const alarm of [backlog, empty]) {
      assert.doesNotMatch(JSON.stringify(alarm), /FILL/);
      assert.equal(alarm.treatMissingData, "missing");
      assert.deepEqual(
        alarmArgs(alarm).metricQueries.map((query) => query.metric?.metricName ?? query.expression),
        ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible", "SUM([visible, inflight])"],
      );
    }
  });
});
