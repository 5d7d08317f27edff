import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { queueProblems } from "../../policy/rules/queue";
import { type Account, regionalArn } from "../aws/account";
import { policyDocument } from "../aws/iam";
import { refuse } from "../aws/refuse";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface JobQueueArgs {
  readonly account: Account;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  /** Seconds that a received job stays hidden from others; workers renew it. */
  readonly leaseSeconds: number;
  /** Deliveries before SQS itself gives a job up, 2 to 1000. */
  readonly maxReceives: number;
  readonly tags: BaseTags;
}

/** The longest that SQS keeps messages. The clock runs from the first send and is not reset by a move. */
const FOURTEEN_DAYS_SECONDS = 1_209_600;
/** The largest message that SQS takes, bytes. */
const MAX_MESSAGE_BYTES = 1_048_576;
const LONG_POLL_SECONDS = 20;

/**
 * The jobs, and a dead-letter queue for those that failed permanently. Both are encrypted, keep messages for 14 days and
 * refuse calls without TLS.
 * @example new JobQueue("fiji-dev-queue", { account, queueName: "fiji-dev-jobs", …, leaseSeconds: 120, maxReceives: 100 })
 */
export class JobQueue extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly deadLetterUrl: pulumi.Output<string>;

  constructor(name: string, args: JobQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, queueName, deadLetterQueueName, leaseSeconds, maxReceives, tags } = args;
    const retention = FOURTEEN_DAYS_SECONDS;
    refuse(
      `JobQueue "${name}"`,
      queueProblems({
        visibilitySeconds: leaseSeconds,
        maxReceives,
        retentionSeconds: retention,
        deadLetterRetentionSeconds: retention,
        encrypted: true,
      }),
    );
    super("fiji:index:JobQueue", name, { queueName, deadLetterQueueName, leaseSeconds, maxReceives }, opts);
    const arn = regionalArn(account, "sqs", queueName);
    const deadArn = regionalArn(account, "sqs", deadLetterQueueName);
    const common = {
      messageRetentionSeconds: retention,
      maxMessageSize: MAX_MESSAGE_BYTES,
      receiveWaitTimeSeconds: LONG_POLL_SECONDS,
      sqsManagedSseEnabled: true,
    };
    const dead = new aws.sqs.Queue(
      `${name}-dead`,
      {
        ...common,
        name: deadLetterQueueName,
        // only our queue may use it: another's failures would look like ours
        redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arn] }),
        policy: tlsOnly(deadArn),
        tags: tagsOf(tags, "dead-letter"),
      },
      { parent: this },
    );
    const jobs = new aws.sqs.Queue(
      `${name}-jobs`,
      {
        ...common,
        name: queueName,
        visibilityTimeoutSeconds: leaseSeconds,
        // the ARN in its plain form is known at preview; `dependsOn` replaces the edge
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: maxReceives }),
        policy: tlsOnly(arn),
        tags: tagsOf(tags, "jobs"),
      },
      { parent: this, dependsOn: [dead] },
    );
    this.url = jobs.url;
    this.deadLetterUrl = dead.url;
    this.registerOutputs({ url: this.url, deadLetterUrl: this.deadLetterUrl });
  }
}

/** Refuses every call that is not encrypted on its way, by whomever. */
function tlsOnly(queueArn: string): string {
  return policyDocument([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: queueArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
