import { type Account, regionalArn } from "../aws/account";
import type { Statement } from "../aws/iam";
import { EXPERIMENT_TAG } from "../aws/tags";

/**
 * What Spot Fleet may do on our behalf: AmazonEC2SpotFleetTaggingRole, narrowed to this region and, for ending
 * machines, to this experiment's.
 */
export function fleetStatements(account: Account, experiment: string): readonly Statement[] {
  const ec2 = (...kinds: readonly string[]): readonly string[] =>
    kinds.map((kind) => regionalArn(account, "ec2", `${kind}/*`));
  const images = `arn:${account.partition}:ec2:${account.region}::image/*`;
  const snapshots = `arn:${account.partition}:ec2:${account.region}::snapshot/*`;
  const parts = ec2("key-pair", "launch-template", "network-interface", "security-group", "subnet");
  return [
    {
      // looks at what the launch template names, and at its machines; AWS has no resources for describing
      Sid: "Look",
      Action: ["ec2:DescribeImages", "ec2:DescribeSubnets", "ec2:DescribeInstanceStatus"],
      Resource: "*",
    },
    {
      // buys machines from the launch template
      Sid: "BuyMachines",
      Action: ["ec2:RunInstances", "ec2:RequestSpotInstances"],
      Resource: [images, snapshots, ...parts, ...ec2("instance", "volume", "spot-instances-request")],
    },
    {
      // names them; only the fleet's tags tell whose they are
      Sid: "TagMachines",
      Action: "ec2:CreateTags",
      Resource: ec2("instance", "volume", "network-interface", "spot-instances-request", "spot-fleet-request"),
    },
    {
      // ends its own machines and no other's
      Sid: "EndOwnMachines",
      Action: "ec2:TerminateInstances",
      Resource: ec2("instance"),
      Condition: { StringEquals: { [`ec2:ResourceTag/${EXPERIMENT_TAG}`]: experiment } },
    },
  ];
}

/** The fleet gives machines their role, the only one it may hand out, and to nothing but EC2. */
export function passStatement(account: Account, machineRoleArn: string): Statement {
  return {
    Sid: "GiveMachinesTheirRole",
    Action: "iam:PassRole",
    Resource: machineRoleArn,
    Condition: { StringEquals: { "iam:PassedToService": `ec2.${account.dnsSuffix}` } },
  };
}
