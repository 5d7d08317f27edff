import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
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

/** What a stub answers to a command, by its name without `Command`. An error is thrown. @default nothing: `{}` */
export type StubAnswers = Readonly<Record<string, unknown>>;

/** ARNs of services that only stubs answer for: no emulator here has them, or not with a fleet's history and prices. */
const STUBBED: readonly (readonly [client: abstract new (...args: never) => object, service: string])[] = [
  [ApplicationAutoScalingClient, "application-autoscaling"],
  [AutoScalingClient, "autoscaling"],
  [CloudWatchClient, "cloudwatch"],
  [CloudWatchLogsClient, "logs"],
  [EC2Client, "ec2"],
  [ECRClient, "ecr"],
  [ECSClient, "ecs"],
  [EventBridgeClient, "events"],
  [IAMClient, "iam"],
  [LambdaClient, "lambda"],
  [SNSClient, "sns"],
];

/** All clients of the process, until `stop`. S3 and SQS are asked, the others are stubs. */
export function recordCalls(answers: StubAnswers = {}): { readonly calls: RecordedCall[]; stop(): void } {
  const calls: RecordedCall[] = [];
  const clients = [S3Client, SQSClient, ...STUBBED.map(([client]) => client)];
  const bases = new Set(clients.map(({ prototype }) => Object.getPrototypeOf(prototype) as Sender));
  const mocks = [...bases].map((base) => {
    const send = base.send;
    return mock.method(base, "send", function (this: Sender, command: AnyCommand, ...rest: readonly unknown[]) {
      const name = command.constructor.name.replace(/Command$/u, "");
      const stubbed = STUBBED.find(([client]) => this instanceof client);
      if (stubbed !== undefined) {
        const [, service] = stubbed;
        calls.push(...stubbedArns(service, name, command.input).map((arn) => ({ action: `${service}:${name}`, arn })));
        const answer = answers[name] ?? {};
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
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
  readonly input: { readonly [name in "Bucket" | "Key" | "QueueUrl" | "QueueName"]?: string } & StubbedInput;
}
interface StubbedInput {
  readonly cluster?: string;
  readonly service?: string;
  readonly services?: readonly string[];
  readonly task?: string;
  readonly logGroupName?: string;
  readonly repositoryNames?: readonly string[];
  readonly RoleName?: string;
  readonly SpotFleetRequestId?: string;
}

/** The resources that IAM looks for, after the pages "Actions, resources, and condition keys" of each service. */
function stubbedArns(service: string, name: string, input: StubbedInput): readonly string[] {
  const { cluster = "", services = [input.service ?? ""], logGroupName, SpotFleetRequestId, task = "t" } = input;
  const arn = (resource: string): string => `arn:aws:${service}:${ACCOUNT}:${resource}`;
  switch (`${service}:${name}`) {
    case "application-autoscaling:RegisterScalableTarget":
    case "application-autoscaling:PutScheduledAction":
    case "application-autoscaling:DeleteScheduledAction":
      return [arn("scalable-target/0123")];
    case "cloudwatch:DescribeAlarms":
      return [arn("alarm:*")];
    case "ecr:DescribeRepositories":
      return (input.repositoryNames ?? ["*"]).map((one) => arn(`repository/${one}`));
    case "iam:ListRoleTags":
      return [`arn:aws:iam::123456789012:role/${input.RoleName}`];
    case "ec2:DescribeSpotFleetRequestHistory":
    case "ec2:ModifySpotFleetRequest":
      return [arn(`spot-fleet-request/${SpotFleetRequestId}`)];
    case "ecs:DescribeServices":
    case "ecs:UpdateService":
      return services.map((one) => arn(`service/${cluster}/${one}`));
    case "ecs:ListContainerInstances":
      return [arn(`cluster/${cluster}`)];
    case "ecs:DescribeContainerInstances":
      return [arn(`container-instance/${cluster}/0123`)];
    case "ecs:DescribeTasks":
    case "ecs:StopTask":
      return [arn(`task/${cluster}/${task.split("/").at(-1)}`)];
    case "logs:FilterLogEvents":
    case "logs:DescribeLogStreams":
      return [arn(`log-group:${logGroupName}:*`)];
    default:
      return ["*"];
  }
}

function arnOf(service: "s3" | "sqs", name: string, input: AnyCommand["input"]): string {
  const { Bucket = "", Key, QueueUrl = "", QueueName = QueueUrl.split("/").at(-1) } = input;
  if (service === "sqs") return `arn:aws:sqs:${ACCOUNT}:${QueueName}`;
  return name.startsWith("List") ? `arn:aws:s3:::${Bucket}` : `arn:aws:s3:::${Bucket}/${Key}`;
}
