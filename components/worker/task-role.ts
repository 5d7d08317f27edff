import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { doneFolder } from "../../worker/contract/keys";
import { type Account, bucketArn, regionalArn } from "../aws/account";
import { serviceRole, type Statement } from "../aws/iam";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface WorkerRoleArgs {
  readonly account: Account;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly clusterName: string;
  /** The group of the jobs' logs. What the container prints is written by the execution role. */
  readonly jobLogGroup: string;
  readonly bucket: string;
  /** "" or ends in `/`: read. */
  readonly inputPrefix: string;
  /** Ends in `/`: read and written below; only markers are deleted. */
  readonly outputPrefix: string;
  /** The stack's script, when it is in S3. */
  readonly script?: { readonly bucket: string; readonly key: string } | undefined;
  /** ARN of the bucket's own KMS key. @default none: S3's own encryption asks for no right */
  readonly bucketKmsKey?: string | undefined;
  /** The group that sessions of ECS Exec are logged to. @default none: no session can be opened */
  readonly execLogGroup?: string | undefined;
  readonly tags: BaseTags;
}

/**
 * What the containers may do: take jobs of this queue, read inputs, write results and logs, nothing else. A job's script may
 * do the same: it can take the role (docs/security.md lists what that means, statement by statement).
 */
export class WorkerRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly role: aws.iam.Role;

  constructor(name: string, args: WorkerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fiji:index:WorkerRole", name, { bucket: args.bucket, queueName: args.queueName }, opts);
    const { account, tags } = args;
    const { role } = serviceRole(
      `${name}-role`,
      {
        account,
        description: `Containers of ${tags.experiment}: its queue, its folders in ${args.bucket}, its logs`,
        service: "ecs-tasks.amazonaws.com",
        trustCondition: ownTasksOnly(account),
        statements: workerStatements(args),
        tags: tagsOf(tags, "worker"),
      },
      { parent: this },
    );
    this.role = role;
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** ECS names account and task on whose behalf it asks: no other account's tasks can be given our role. */
export function ownTasksOnly(account: Account): NonNullable<Statement["Condition"]> {
  return {
    StringEquals: { "aws:SourceAccount": account.id },
    ArnLike: { "aws:SourceArn": regionalArn(account, "ecs", "*") },
  };
}

export function workerStatements(args: WorkerRoleArgs): readonly Statement[] {
  const { account, queueName, deadLetterQueueName, clusterName, bucket } = args;
  const { inputPrefix, outputPrefix, jobLogGroup, script, bucketKmsKey, execLogGroup } = args;
  const queue = regionalArn(account, "sqs", queueName);
  const dead = regionalArn(account, "sqs", deadLetterQueueName);
  const inputs = bucketArn(account, bucket, `${inputPrefix}*`);
  const statements: Statement[] = [
    {
      // the worker's loop: take a job, hold it while it runs, give it back or finish it; the name becomes a URL
      Sid: "TakeJobs",
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"],
      Resource: queue,
    },
    {
      // a job whose marker was wrong is queued again; one that failed for the last time goes to the dead-letter queue
      Sid: "ReturnAndGiveUpJobs",
      Action: ["sqs:SendMessage", "sqs:GetQueueUrl"],
      Resource: [queue, dead],
    },
    {
      // globs and folders of jobs are listed, and so are markers and attempts; nothing outside these folders
      Sid: "ListFolders",
      Action: "s3:ListBucket",
      Resource: bucketArn(account, bucket),
      Condition: { StringLike: { "s3:prefix": [`${inputPrefix}*`, `${outputPrefix}*`] } },
    },
    {
      // inputs are only read; the script may lie in another bucket
      Sid: "ReadInputs",
      Action: "s3:GetObject",
      Resource: script === undefined ? inputs : [inputs, bucketArn(account, script.bucket, script.key)],
    },
    {
      // results, markers, attempts and logs; an upload that failed is aborted
      Sid: "WriteResults",
      Action: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
      Resource: bucketArn(account, bucket, `${outputPrefix}*`),
    },
    {
      // a marker whose results were replaced; never results, nor a version of them
      Sid: "RemoveMarkers",
      Action: "s3:DeleteObject",
      Resource: bucketArn(account, bucket, `${outputPrefix}*${doneFolder("")}*.json`),
    },
    {
      // one stream per job; the group is the stack's, no other can be made
      Sid: "WriteLogs",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: regionalArn(account, "logs", `log-group:${jobLogGroup}:*`),
    },
    {
      // a deployment or scale-in waits for a task that has jobs; a task's own id is unknown before it runs
      Sid: "ProtectOwnTasks",
      Action: "ecs:UpdateTaskProtection",
      Resource: regionalArn(account, "ecs", `task/${clusterName}/*`),
    },
  ];
  if (bucketKmsKey !== undefined) {
    statements.push({
      // objects of a bucket with its own key are read and written through that key, by S3 only
      Sid: "UseBucketKey",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: bucketKmsKey,
      Condition: { StringEquals: { "kms:ViaService": `s3.${account.region}.${account.dnsSuffix}` } },
    });
  }
  if (execLogGroup !== undefined) statements.push(...execStatements(account, execLogGroup));
  return statements;
}

/**
 * What the agent of ECS Exec in the container needs ("Monitor Amazon ECS containers with ECS Exec": permissions, logging). The
 * log of a session goes where the container's own output goes, which is what a cluster without another setting does.
 */
function execStatements(account: Account, logGroup: string): readonly Statement[] {
  return [
    {
      // channels to Session Manager, for which AWS has no resource
      Sid: "ExecChannels",
      Action: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      Resource: "*",
    },
    // what was typed and printed
    {
      Sid: "ExecLog",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      Resource: regionalArn(account, "logs", `log-group:${logGroup}:*`),
    },
    // whether that group is there; AWS has no resource for the list
    { Sid: "ExecFindLog", Action: "logs:DescribeLogGroups", Resource: "*" },
  ];
}
