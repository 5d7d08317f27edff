import { type CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Series } from "../helpers/alarm-evaluator";
import { type MinuteClock } from "./clock";

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
}

/** What SQS reports of one queue, minute by minute, and when it does. */
export class QueueMetrics {
  readonly #minutes: { readonly visible: number; readonly inFlight: number; readonly deleted: number }[] = [];
  #reported = 0;
  /** SQS begins to report a queue that was not used for six hours up to 15 minutes after its first use. */
  #silentUntil = 0;
  #sent = 0;
  #gone = 0;

  constructor(
    private readonly clients: { readonly sqs: SQSClient; readonly cloudWatch: CloudWatchClient },
    private readonly queue: { readonly name: string; readonly url: string },
    private readonly clock: MinuteClock,
  ) {}

  /** Somebody sends to the idle queue: what it holds shows only `lagMinutes` later. */
  used(sent: number, lagMinutes: number): void {
    this.#sent += sent;
    this.#silentUntil = this.clock.minute + lagMinutes;
  }

  counts(): Promise<QueueCounts> {
    return this.countsOf(this.queue.name);
  }

  /** Of any queue beside this one. */
  async countsOf(name: string): Promise<QueueCounts> {
    const QueueUrl = this.queue.url.replace(/[^/]+$/u, name);
    const { Attributes = {} } = await this.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    const delayed = Number(Attributes["ApproximateNumberOfMessagesDelayed"] ?? 0);
    return {
      visible: Number(Attributes["ApproximateNumberOfMessages"]),
      inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]) + delayed,
    };
  }

  /** The minute that ends now. */
  async take(): Promise<QueueCounts> {
    const counts = await this.counts();
    const gone = this.#sent - counts.visible - counts.inFlight;
    this.#minutes.push({ ...counts, deleted: gone - this.#gone });
    this.#gone = gone;
    return counts;
  }

  /** Hands to CloudWatch what has come in by now. */
  async report(): Promise<void> {
    const until = this.#known().length;
    const fresh = this.#minutes.slice(this.#reported, until);
    const datum = (MetricName: string, minute: number, Value: number) => ({
      MetricName,
      Dimensions: [{ Name: "QueueName", Value: this.queue.name }],
      Timestamp: this.clock.at(minute + 0.5),
      Value,
    });
    const MetricData = fresh.flatMap(({ visible, inFlight, deleted }, index) => {
      const minute = this.#reported + index;
      return [
        datum("ApproximateNumberOfMessagesVisible", minute, visible),
        ...(inFlight > 0 ? [datum("ApproximateNumberOfMessagesNotVisible", minute, inFlight)] : []),
        ...(deleted > 0 ? [datum("NumberOfMessagesDeleted", minute, deleted)] : []),
      ];
    });
    this.#reported = until;
    if (MetricData.length > 0) {
      await this.clients.cloudWatch.send(new PutMetricDataCommand({ Namespace: "AWS/SQS", MetricData }));
    }
  }

  /** For alarms: what is known by now of each minute. */
  get series(): Series {
    const missing = Array.from({ length: this.#minutes.length - this.#known().length }, () => undefined);
    return {
      ApproximateNumberOfMessagesVisible: [...this.#known().map(({ visible }) => visible), ...missing],
      // not reported while there are none
      ApproximateNumberOfMessagesNotVisible: [
        ...this.#known().map(({ inFlight }) => (inFlight > 0 ? inFlight : undefined)),
        ...missing,
      ],
    };
  }

  #known() {
    return this.clock.minute < this.#silentUntil ? this.#minutes.slice(0, this.#reported) : this.#minutes;
  }
}
