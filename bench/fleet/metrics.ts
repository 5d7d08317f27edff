import { type Series } from "../../test/helpers/alarm-evaluator";

/** More minutes than any alarm looks at. */
const WINDOW = 12;

interface Sample {
  readonly knownAt: number;
  readonly visible: number;
  readonly inFlight: number;
  readonly deleted: number;
}

/** What SQS has reported of each minute. */
export class QueueMetrics {
  readonly #samples: Sample[] = [];

  add(sample: Sample): void {
    this.#samples.push(sample);
  }

  /** The last minutes for alarms; what is not known yet is missing, and the number in flight while there are none. */
  window(now: number): Series {
    const last = this.#samples.slice(-WINDOW).map((sample) => (sample.knownAt <= now ? sample : undefined));
    return {
      ApproximateNumberOfMessagesVisible: last.map((sample) => sample?.visible),
      ApproximateNumberOfMessagesNotVisible: last.map((sample) =>
        sample !== undefined && sample.inFlight > 0 ? sample.inFlight : undefined,
      ),
    };
  }

  lastHalfHour(now: number) {
    const known = this.#samples.slice(-30).filter(({ knownAt }) => knownAt <= now);
    return {
      visible: known.map(({ visible }) => visible),
      inFlight: known.map(({ inFlight }) => inFlight).filter((count) => count > 0),
      deleted: known.map(({ deleted }) => deleted).filter((count) => count > 0),
    };
  }
}
