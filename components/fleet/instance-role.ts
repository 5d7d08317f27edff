import { type Account, bucketArn, regionalArn } from "../aws/account";
import { SESSION_CHANNELS, type Statement } from "../aws/iam";

export interface MachineRights {
  readonly account: Account;
  readonly clusterName: string;
  readonly machineLogGroup: string;
  /** What a machine mounts read-only. @default nothing */
  readonly bucketMount?: { readonly bucket: string; readonly inputPrefix: string } | undefined;
  /** ARN of the bucket's own key, when the bucket is mounted. */
  readonly bucketKmsKey?: string | undefined;
}

/**
 * What a machine may do besides its containers, which never see this role (hop limit 1). No CreateTags and no
 * PutMetricAlarm: names come from the launch template, alarms from MachineCare.
 */
export function machineStatements(rights: MachineRights): readonly Statement[] {
  const { account, clusterName, machineLogGroup } = rights;
  const cluster = regionalArn(account, "ecs", `cluster/${clusterName}`);
  const ownMachines = regionalArn(account, "ecs", `container-instance/${clusterName}/*`);
  const onCluster = { ArnEquals: { "ecs:cluster": cluster } };
  return [
    {
      // the agent joins its cluster, leaves it, and reports what containers do
      Sid: "JoinCluster",
      Action: [
        "ecs:RegisterContainerInstance",
        "ecs:DeregisterContainerInstance",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitTaskStateChange",
      ],
      Resource: cluster,
    },
    {
      // spot notice: the agent sets itself to DRAINING, which sends SIGTERM to the workers
      Sid: "DrainAtSpotNotice",
      Action: "ecs:UpdateContainerInstancesState",
      Resource: ownMachines,
      Condition: onCluster,
    },
    {
      // the agent's connections: what to start and stop, and how much CPU and memory is used
      Sid: "Poll",
      Action: ["ecs:Poll", "ecs:StartTelemetrySession"],
      Resource: ownMachines,
      Condition: onCluster,
    },
    {
      // where to connect to. AWS has no resource for it (service authorization reference of ECS): on an ARN every agent
      // is refused and no task is ever placed
      Sid: "FindEndpoint",
      Action: "ecs:DiscoverPollEndpoint",
      Resource: "*",
    },
    {
      // memory, disk and system log as streams of the group, by the CloudWatch agent
      Sid: "WriteMachineLogs",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      Resource: regionalArn(account, "logs", `log-group:${machineLogGroup}:*`),
    },
    {
      // Session Manager instead of SSH: the machine says that it is there
      Sid: "SessionManagerPresence",
      Action: "ssm:UpdateInstanceInformation",
      Resource: regionalArn(account, "ec2", "instance/*"),
    },
    {
      // and opens channels, for which AWS has no resource. AmazonSSMManagedInstanceCore has these too, but with it
      // every machine could read every SSM parameter of the account
      Sid: "SessionManagerChannels",
      Action: SESSION_CHANNELS,
      Resource: "*",
    },
    ...mountStatements(rights),
  ];
}

/** The machine, not the container, mounts the bucket: read-only and no more than the inputs. */
function mountStatements({ account, bucketMount, bucketKmsKey }: MachineRights): readonly Statement[] {
  if (bucketMount === undefined) return [];
  const { bucket, inputPrefix } = bucketMount;
  const statements: Statement[] = [
    {
      Sid: "ListMountedInputs",
      Action: "s3:ListBucket",
      Resource: bucketArn(account, bucket),
      Condition: { StringLike: { "s3:prefix": `${inputPrefix}*` } },
    },
    { Sid: "ReadMountedInputs", Action: "s3:GetObject", Resource: bucketArn(account, bucket, `${inputPrefix}*`) },
  ];
  if (bucketKmsKey === undefined) return statements;
  const viaS3 = { StringEquals: { "kms:ViaService": `s3.${account.region}.${account.dnsSuffix}` } };
  return [
    ...statements,
    { Sid: "ReadMountedInputsKey", Action: "kms:Decrypt", Resource: bucketKmsKey, Condition: viaS3 },
  ];
}
