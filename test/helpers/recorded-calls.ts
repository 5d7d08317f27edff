import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { mock } from "node:test";

/** One call as IAM sees it. */
export interface RecordedCall {
  readonly action: string;
  readonly arn: string;
}

/**
 * The action that IAM checks for each command of the SDK, where it has another name. From S3's and SQS's pages "Actions
 * defined by …": a HEAD is a read, a list is a right to the bucket, each part of an upload is a write, a batch is its single call.
 */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: "s3:GetObject",
  ListObjectsV2: "s3:ListBucket",
  CreateMultipartUpload: "s3:PutObject",
  UploadPart: "s3:PutObject",
  CompleteMultipartUpload: "s3:PutObject",
  SendMessageBatch: "sqs:SendMessage",
  DeleteMessageBatch: "sqs:DeleteMessage",
  ChangeMessageVisibilityBatch: "sqs:ChangeMessageVisibility",
};

const ACCOUNT = "us-east-1:123456789012";

/** All clients of the process, until `stop`. Application Auto Scaling, which no emulator here has, answers with nothing. */
export function recordCalls(): { readonly calls: RecordedCall[]; stop(): void } {
  const calls: RecordedCall[] = [];
  const clients = [S3Client, SQSClient, ApplicationAutoScalingClient] as const;
  const bases = new Set(clients.map(({ prototype }) => Object.getPrototypeOf(prototype) as Sender));
  const mocks = [...bases].map((base) => {
    const send = base.send;
    return mock.method(base, "send", function (this: Sender, command: AnyCommand, ...rest: readonly unknown[]) {
      const name = command.constructor.name.replace(/Command$/u, "");
      if (this instanceof ApplicationAutoScalingClient) {
        calls.push({
          action: `application-autoscaling:${name}`,
          arn: `arn:aws:application-autoscaling:${ACCOUNT}:scalable-target/0123`,
        });
        return Promise.resolve({});
      }
      const service = this instanceof S3Client ? "s3" : "sqs";
      calls.push({ action: ACTIONS[name] ?? `${service}:${name}`, arn: arnOf(service, name, command.input) });
      return send.call(this, command, ...rest);
    });
  });
  return {
    calls,
    stop() {
      for (const one of mocks) one.mock.restore();
    },
  };
}

interface Sender {
  send(command: AnyCommand, ...rest: readonly unknown[]): Promise<unknown>;
}
interface AnyCommand {
  readonly input: { readonly [name in "Bucket" | "Key" | "QueueUrl" | "QueueName"]?: string };
}

function arnOf(service: "s3" | "sqs", name: string, input: AnyCommand["input"]): string {
  const { Bucket = "", Key, QueueUrl = "", QueueName = QueueUrl.split("/").at(-1) } = input;
  if (service === "sqs") return `arn:aws:sqs:${ACCOUNT}:${QueueName}`;
  return name.startsWith("List") ? `arn:aws:s3:::${Bucket}` : `arn:aws:s3:::${Bucket}/${Key}`;
}
