import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type JobCounts, type Queue } from "./facts";
import { STALLED_MINUTES } from "./reconcile";

/** The queue now, and minute by minute through the last half hour. Undefined when it is not there. */
export async function queueFacts(
  { sqs, cloudWatch }: { readonly sqs: SQSClient; readonly cloudWatch: CloudWatchClient },
  queueName: string,
  now: Date,
): Promise<Queue | undefined> {
  const counts = await queueCounts(sqs, queueName);
  if (counts === undefined) return undefined;
  const query = (id: string, MetricName: string, Stat: string): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: "AWS/SQS", MetricName, Dimensions: [{ Name: "QueueName", Value: queueName }] },
      Period: 60,
      Stat,
    },
  });
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - STALLED_MINUTES * 60_000),
      EndTime: now,
      MetricDataQueries: [
        query("visible", "ApproximateNumberOfMessagesVisible", "Minimum"),
        query("inflight", "ApproximateNumberOfMessagesNotVisible", "Maximum"),
        query("deleted", "NumberOfMessagesDeleted", "Sum"),
      ],
    }),
  );
  const values = (id: string) => MetricDataResults.find((result) => result.Id === id)?.Values ?? [];
  const lastHalfHour = { visible: values("visible"), inFlight: values("inflight"), deleted: values("deleted") };
  return { ...counts, lastHalfHour };
}

/** Undefined when the queue is not there. */
export async function queueCounts(sqs: SQSClient, queueName: string): Promise<JobCounts | undefined> {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    return {
      visible: Number(Attributes["ApproximateNumberOfMessages"]),
      inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
    };
  } catch (error) {
    if ((error as Error).name === "QueueDoesNotExist") return undefined;
    throw error;
  }
}
