import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CPU_UNITS } from "../../policy/rules/packing";
import { renderWorkerEnv, type WorkerEnv } from "../../worker/contract/env";
import { type Account, regionalArn } from "../aws/account";
import { serviceRole, type Statement } from "../aws/iam";
import { BUCKET_MOUNT_FOLDER, MACHINE_FOLDER } from "../fleet/user-data";
import { type BaseTags, tagsOf } from "../aws/tags";
import { registryOf } from "../image/worker-image";
import { ownTasksOnly } from "./task-role";

export interface WorkerTaskArgs {
  readonly account: Account;
  readonly family: string;
  /** With tag or digest; known at preview. */
  readonly image: string;
  /** Repository of this account that the execution role may pull from. @default taken from `image`, none if elsewhere */
  readonly repositoryName?: string | undefined;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly platform: "linux/amd64" | "linux/arm64";
  readonly environment: Partial<{ readonly [Name in keyof WorkerEnv]: WorkerEnv[Name] | undefined }>;
  readonly logGroup: string;
  /** Shows the machine's read-only mount of the bucket to scripts. */
  readonly mountBucket: boolean;
  /** A shell can be opened: ECS Exec puts its agent into the container's file system. @default false */
  readonly ecsExec?: boolean;
  readonly taskRoleArn: pulumi.Input<string>;
  readonly tags: BaseTags;
}

/** SIGTERM to SIGKILL. A spot machine ends 120 s after its notice; the worker's own grace (90 s) ends before. */
export const STOP_TIMEOUT_SECONDS = 110;
/** Where the image's user works, on the data volume; and what Java and Fiji unpack. Both go with the task. */
export const WORK_FOLDER = "/work";
const TEMPORARY_FOLDER = "/tmp";
/** Where the originals mount the bucket, and where their scripts look for it. */
export const ORIGINALS_BUCKET_FOLDER = "/home/ubuntu/bucket";
/** The uid that docker/Dockerfile makes: not root, whatever a ready-made image says. */
export const WORKER_USER = "10001:10001";
/** Open files: 64 copies read many images each; more than Docker's default of 1,024. */
const OPEN_FILES = 65_536;

/** One container with `copiesPerTask` Fijis: the task definition and the role that ECS starts it with. */
export class WorkerTask extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: WorkerTaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fiji:index:WorkerTask", name, { family: args.family, image: args.image }, opts);
    const { account, family, platform, taskRoleArn, tags } = args;
    const execution = serviceRole(
      `${name}-execution`,
      {
        account,
        description: `ECS, to start containers of ${tags.experiment}: pulls the image, writes their output`,
        service: "ecs-tasks.amazonaws.com",
        trustCondition: ownTasksOnly(account),
        statements: executionStatements(args),
        tags: tagsOf(tags, "worker"),
      },
      { parent: this },
    );
    const definition = new aws.ecs.TaskDefinition(
      `${name}-definition`,
      {
        family,
        requiresCompatibilities: ["EC2"],
        networkMode: "bridge",
        // no unknown value stands here: one would hide the whole text from policies at preview
        containerDefinitions: JSON.stringify([containerDefinition(args)]),
        volumes: volumesOf(args),
        taskRoleArn,
        executionRoleArn: execution.role.arn,
        runtimePlatform: {
          operatingSystemFamily: "LINUX",
          cpuArchitecture: platform === "linux/arm64" ? "ARM64" : "X86_64",
        },
        tags: tagsOf(tags, "worker"),
      },
      { parent: this, dependsOn: [execution.policy] },
    );
    this.arn = definition.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** What ECS needs to start the container, and nothing that the container needs. */
export function executionStatements(args: WorkerTaskArgs): readonly Statement[] {
  const { account, logGroup } = args;
  const repository = args.repositoryName ?? repositoryOf(account, args.image);
  const logs: Statement = {
    // the awslogs driver makes one stream per task; the group is the stack's
    Sid: "WriteContainerOutput",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: regionalArn(account, "logs", `log-group:${logGroup}:*`),
  };
  if (repository === undefined) return [logs];
  return [
    logs,
    {
      // the image, from its own repository
      Sid: "PullImage",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: regionalArn(account, "ecr", `repository/${repository}`),
    },
    // the registry's log-in is per account: AWS has no resource for it
    { Sid: "LogInToRegistry", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  ];
}

/** Name of the repository when the image is in this account's registry. */
function repositoryOf(account: Account, image: string): string | undefined {
  const registry = `${registryOf(account)}/`;
  return image.startsWith(registry) ? image.slice(registry.length).split(/[@:]/u)[0] : undefined;
}

/** Exactly what ECS gets, as data. */
export function containerDefinition(args: WorkerTaskArgs) {
  const { account, image, vcpus, memoryMiB, environment, logGroup, mountBucket } = args;
  const variables = {
    ...renderWorkerEnv({ ...environment, DFIJI_WORK_DIR: WORK_FOLDER, MEMORY: memoryMiB, DFIJI_VCPUS: vcpus }),
    // for the AWS SDK; agents before 1.104 do not set it
    AWS_REGION: account.region,
  };
  return {
    name: "worker",
    image,
    essential: true,
    cpu: Math.round(vcpus * CPU_UNITS),
    // the limit stands on the container: one on the task is invisible inside it
    memory: memoryMiB,
    user: WORKER_USER,
    readonlyRootFilesystem: args.ecsExec !== true,
    privileged: false,
    stopTimeout: STOP_TIMEOUT_SECONDS,
    // reaps what Fijis leave behind and passes SIGTERM on
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    dockerSecurityOptions: ["no-new-privileges"],
    ulimits: [
      { name: "nofile", softLimit: OPEN_FILES, hardLimit: OPEN_FILES },
      // a core of a JVM would fill the disk
      { name: "core", softLimit: 0, hardLimit: 0 },
    ],
    environment: Object.entries(variables)
      .map(([name, value]) => ({ name, value }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    mountPoints: [
      { sourceVolume: "work", containerPath: WORK_FOLDER, readOnly: false },
      { sourceVolume: "tmp", containerPath: TEMPORARY_FOLDER, readOnly: false },
      { sourceVolume: "machine", containerPath: MACHINE_FOLDER, readOnly: true },
      ...(mountBucket ? [{ sourceVolume: "bucket", containerPath: ORIGINALS_BUCKET_FOLDER, readOnly: true }] : []),
    ],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup,
        "awslogs-region": account.region,
        "awslogs-stream-prefix": "task",
        // a stalled log service must not stall the worker
        mode: "non-blocking",
        "max-buffer-size": "16m",
      },
    },
  };
}

function volumesOf({ mountBucket }: WorkerTaskArgs): aws.types.input.ecs.TaskDefinitionVolume[] {
  // Docker makes these on the data volume when the task starts and deletes them when it is cleaned up
  const ownVolume = { scope: "task", driver: "local" };
  return [
    { name: "work", dockerVolumeConfiguration: ownVolume },
    { name: "tmp", dockerVolumeConfiguration: ownVolume },
    { name: "machine", hostPath: MACHINE_FOLDER },
    ...(mountBucket ? [{ name: "bucket", hostPath: BUCKET_MOUNT_FOLDER }] : []),
  ];
}
