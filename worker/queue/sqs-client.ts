import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emulatorRegion, withoutSdkWarning } from "../host/aws-sdk";

export interface SqsPlace {
  /** @default the SDK's own: AWS_ENDPOINT_URL, else AWS */
  readonly endpoint?: string | undefined;
  /** @default the SDK's own: AWS_REGION */
  readonly region?: string | undefined;
  /** false: calls go to AWS in `region`, whatever address a queue's URL holds. @default true without an endpoint */
  readonly usesQueueUrls?: boolean;
}

/** The SQS client of worker and CLI: retries what is temporary, slows down when throttled, never waits for ever. */
export function makeSqsClient({
  endpoint = process.env["AWS_ENDPOINT_URL"],
  region,
  usesQueueUrls = true,
}: SqsPlace = {}): SQSClient {
  withoutSdkWarning();
  return new SQSClient({
    // an emulator's queue URLs name hosts that do not resolve: the endpoint decides where calls go
    useQueueUrlAsEndpoint: usesQueueUrls && endpoint === undefined,
    ...(endpoint === undefined ? {} : { endpoint, region: region ?? emulatorRegion() }),
    ...(region === undefined ? {} : { region }),
    retryMode: "adaptive",
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 40_000 }, // a long poll takes 20 s
  });
}

/** A queue's URL from its name; a URL is what it is. */
export async function queueUrlOf(client: SQSClient, nameOrUrl: string): Promise<string> {
  if (/^https?:\/\//.test(nameOrUrl)) return nameOrUrl;
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: nameOrUrl }));
  if (QueueUrl === undefined) throw new Error(`SQS gave no URL for queue "${nameOrUrl}"`);
  return QueueUrl;
}
