import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { doneFolder } from "../../worker/contract/keys";
import { type Account, bucketArn, regionalArn } from "../aws/account";
import { policyDocument, serviceRole, SESSION_CHANNELS, type Statement } from "../aws/iam";
import { type BucketFacts } from "../config/buckets";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface WorkerRoleArgs {
  readonly account: Account;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly clusterName: string;
  /** The group of the jobs' logs. What the container prints is written by the execution role. */
  readonly jobLogGroup: string;
  /** Read; may be the same as `output`. */
  readonly input: BucketFacts;
  /** Written. */
  readonly output: BucketFacts;
  /** Workers send it with each file. */
  readonly uploadAcl?: string | undefined;
  /** "" or ends in `/`: read. */
  readonly inputPrefix: string;
  /** Ends in `/`: read and written below; only markers are deleted. */
  readonly outputPrefix: string;
  /** The stack's script, when it is in S3. */
  readonly script?: { readonly bucket: string; readonly key: string } | undefined;
  /** The group that sessions of ECS Exec are logged to. @default none: no session can be opened */
  readonly execLogGroup?: string | undefined;
  /** Plain, so that a bucket's owner can be given it before the stack is made. */
  readonly roleName: string;
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
    super("fiji:index:WorkerRole", name, { bucket: args.output.name, queueName: args.queueName }, opts);
    const { account, tags } = args;
    const { role } = serviceRole(
      `${name}-role`,
      {
        account,
        description: `Containers of ${tags.experiment}: its queue, its folders in ${args.output.name}, its logs`,
        service: "ecs-tasks.amazonaws.com",
        trustCondition: ownTasksOnly(account),
        statements: workerStatements(args),
        roleName: args.roleName,
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
  const { account, queueName, deadLetterQueueName, clusterName, input, output, uploadAcl } = args;
  const { inputPrefix, outputPrefix, jobLogGroup, script, execLogGroup } = args;
  const queue = regionalArn(account, "sqs", queueName);
  const dead = regionalArn(account, "sqs", deadLetterQueueName);
  const inputs = bucketArn(account, input.name, `${inputPrefix}*`);
  // globs and folders of jobs are listed, and so are markers and attempts; nothing outside these folders
  const listing = (Sid: string, { name }: BucketFacts, folders: readonly string[]): Statement => ({
    Sid,
    Action: "s3:ListBucket",
    Resource: bucketArn(account, name),
    Condition: { StringLike: { "s3:prefix": folders } },
  });
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
    ...(input.name === output.name
      ? [listing("ListFolders", output, [`${inputPrefix}*`, `${outputPrefix}*`])]
      : [listing("ListInputs", input, [`${inputPrefix}*`]), listing("ListFolders", output, [`${outputPrefix}*`])]),
    {
      // inputs are only read; the script may lie in another bucket
      Sid: "ReadInputs",
      Action: "s3:GetObject",
      Resource: script === undefined ? inputs : [inputs, bucketArn(account, script.bucket, script.key)],
    },
    {
      // results, markers, attempts and logs; an upload that failed is aborted
      Sid: "WriteResults",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        ...(uploadAcl === undefined ? [] : ["s3:PutObjectAcl"]),
      ],
      Resource: bucketArn(account, output.name, `${outputPrefix}*`),
    },
    {
      // a marker whose results were replaced; never results, nor a version of them
      Sid: "RemoveMarkers",
      Action: "s3:DeleteObject",
      Resource: bucketArn(account, output.name, `${outputPrefix}*${doneFolder("")}*.json`),
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
  // objects of a bucket with its own key are read and written through that key, by S3 of that bucket's region only
  const use = (Sid: string, { kmsKey, region }: BucketFacts, Action: Statement["Action"]): void => {
    if (kmsKey === undefined) return;
    const via = { "kms:ViaService": `s3.${region}.${account.dnsSuffix}` };
    statements.push({ Sid, Action, Resource: kmsKey, Condition: { StringEquals: via } });
  };
  use("UseBucketKey", output, ["kms:Decrypt", "kms:GenerateDataKey"]);
  if (input.kmsKey !== output.kmsKey) use("ReadInputsKey", input, "kms:Decrypt");
  if (execLogGroup !== undefined) statements.push(...execStatements(account, execLogGroup));
  return statements;
}

/**
 * What the owner of a bucket of another account has to add to its policy, by bucket: the role's own rights there, for the
 * role. Without it AWS refuses every call, whatever the role allows.
 */
export function foreignBucketPolicies(args: WorkerRoleArgs, roleArn: string): Readonly<Record<string, string>> {
  const { account, input, output } = args;
  const foreign = [input, output].filter(({ owner }) => owner !== undefined && owner !== account.id);
  return Object.fromEntries(
    foreign.map(({ name }) => {
      const own = bucketArn(account, name);
      const statements = workerStatements(args).flatMap(({ Resource = [], ...rest }) => {
        const resources = (typeof Resource === "string" ? [Resource] : Resource).filter(
          (arn) => arn === own || arn.startsWith(`${own}/`),
        );
        return resources.length === 0 ? [] : [{ ...rest, Principal: { AWS: roleArn }, Resource: resources }];
      });
      return [name, policyDocument(statements)];
    }),
  );
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
      Action: SESSION_CHANNELS,
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
