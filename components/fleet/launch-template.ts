import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RESERVED_MEMORY_MIB } from "../../policy/rules/memory";
import { type BaseTags, tagsOf } from "../aws/tags";
import { type BucketMount, DATA_DEVICE, renderUserData } from "./user-data";

/** What a machine is like, as the fleet gets it. */
export interface MachineArgs {
  readonly clusterName: string;
  readonly machineLogGroup: string;
  readonly launchTemplateName: string;
  readonly securityGroupName: string;
  readonly vpcId: string;
  readonly amiId: string;
  /** true: the template keeps the first image it got, whatever `amiId` says later. */
  readonly keepFirstAmi: boolean;
  /** System volume, GiB. */
  readonly rootGiB: number;
  /** Data volume, GiB. */
  readonly volumeGiB: number;
  readonly publicIp: boolean;
  /** @default none: Session Manager instead of SSH */
  readonly keyName?: string | undefined;
  /** @default no mount */
  readonly bucketMount?: BucketMount | undefined;
  readonly tags: BaseTags;
}

export interface MachineTemplateArgs extends MachineArgs {
  readonly profileArn: pulumi.Input<string>;
}

/** Name of the root volume on Amazon Linux 2023. */
const ROOT_DEVICE = "/dev/xvda";

/** What a machine is like: image, volumes, network, boot script. All but the type and the subnet. */
export class MachineTemplate extends pulumi.ComponentResource {
  readonly template: aws.ec2.LaunchTemplate;

  constructor(name: string, args: MachineTemplateArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusterName, machineLogGroup, bucketMount, tags } = args;
    const userData = renderUserData({
      clusterName,
      machineLogGroup,
      reservedMemoryMiB: RESERVED_MEMORY_MIB,
      bucketMount,
    });
    super("fiji:index:MachineTemplate", name, { launchTemplateName: args.launchTemplateName }, opts);
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-security-group`,
      {
        name: args.securityGroupName,
        description: `Machines of ${tags.experiment}: nothing comes in`,
        vpcId: args.vpcId,
        ingress: [],
        // S3, SQS, ECS, ECR and logs are reached by HTTPS, Amazon Linux's packages too
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
        tags: { ...tagsOf(tags, "machine"), Name: tags.experiment },
      },
      // only another VPC replaces it, where the name is free; AWS refuses to delete it while machines have it
      { parent: this, deleteBeforeReplace: false },
    );
    this.template = new aws.ec2.LaunchTemplate(
      `${name}-launch-template`,
      {
        name: args.launchTemplateName,
        description: `Machines of ${tags.experiment}`,
        updateDefaultVersion: true,
        imageId: args.amiId,
        ...(args.keyName === undefined ? {} : { keyName: args.keyName }),
        iamInstanceProfile: { arn: args.profileArn },
        userData: Buffer.from(userData).toString("base64"),
        // hop limit 1: containers cannot reach the machine's role
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        // the idle alarm looks at single minutes; basic monitoring reports every five
        monitoring: { enabled: true },
        blockDeviceMappings: [volume(ROOT_DEVICE, args.rootGiB), volume(DATA_DEVICE, args.volumeGiB)],
        networkInterfaces: [
          {
            deviceIndex: 0,
            associatePublicIpAddress: String(args.publicIp),
            deleteOnTermination: "true",
            securityGroups: [securityGroup.id],
          },
        ],
        tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
          resourceType,
          tags: { ...tagsOf(tags, "machine"), Name: tags.experiment },
        })),
        tags: tagsOf(tags, "machine"),
      },
      { parent: this, ...(args.keepFirstAmi ? { ignoreChanges: ["imageId"] } : {}) },
    );
    this.registerOutputs({ launchTemplateName: args.launchTemplateName });
  }
}

/** Encrypted with the account's EBS key, and gone with its machine. */
function volume(deviceName: string, volumeSize: number): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping {
  return { deviceName, ebs: { volumeType: "gp3", volumeSize, encrypted: "true", deleteOnTermination: "true" } };
}
