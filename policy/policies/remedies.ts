import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { remedies } from "../support/remedies";
import { settings } from "../support/settings";

/** The answer to a machine without IMDSv2 is always the same, and costs nothing. */
export const machinesGetImdsv2: ResourceValidationPolicy = {
  name: "machines-get-imdsv2",
  description: "Sets httpTokens to required, and the hop limit, on launch templates and instances that lack them.",
  enforcementLevel: "disabled",
  severity: "high",
  remediationSteps:
    "Switch it on with the level remediate; machines-hide-their-credentials says which machines it is for.",
  configSchema: settings({
    maxHops: {
      type: "integer",
      default: 1,
      description: "The hop limit that is set where there is none, or a higher one.",
    },
  }),
  remediateResource: remedies({
    "aws:ec2/launchTemplate:LaunchTemplate": setMetadata,
    "aws:ec2/instance:Instance": (props, args) => {
      if (props.launchTemplate !== undefined && props.metadataOptions === undefined) return false; // the template's word counts
      return setMetadata(props, args);
    },
  }),
};

/** Encryption with the service's own key changes nothing else: new volumes and messages are encrypted. */
export const storageGetsEncrypted: ResourceValidationPolicy = {
  name: "storage-gets-encrypted",
  description: "Encrypts the volumes that launch templates name, and queues without a key, with AWS's own keys.",
  enforcementLevel: "disabled",
  severity: "high",
  remediationSteps:
    "Switch it on with the level remediate. Instances and volumes that exist would be replaced, so they are left alone: volumes-are-encrypted names them.",
  configSchema: settings({
    volumes: { type: "boolean", default: true, description: "Whether volumes of launch templates are encrypted." },
    queues: { type: "boolean", default: true, description: "Whether queues are encrypted." },
  }),
  remediateResource: remedies({
    "aws:ec2/launchTemplate:LaunchTemplate": ({ blockDeviceMappings }, args) => {
      if (!args.getConfig<{ readonly volumes: boolean }>().volumes) return false;
      const open = indexes(blockDeviceMappings).flatMap((index) => {
        const ebs = blockDeviceMappings?.[index]?.ebs;
        return ebs === undefined || ebs.encrypted === "true" ? [] : [ebs];
      });
      for (const ebs of open) ebs.encrypted = "true";
      return open.length > 0;
    },
    "aws:sqs/queue:Queue": (queue, args) => {
      if (!args.getConfig<{ readonly queues: boolean }>().queues) return false;
      if (queue.kmsMasterKeyId || queue.sqsManagedSseEnabled === true) return false;
      queue.sqsManagedSseEnabled = true;
      return true;
    },
  }),
};

/** A log group without an end is paid for every month; a number that somebody chose stays, up to a limit. */
export const logsGetAnEnd: ResourceValidationPolicy = {
  name: "logs-get-an-end",
  description: "Sets the retention of log groups that keep logs for ever, or longer than a limit.",
  enforcementLevel: "disabled",
  severity: "low",
  remediationSteps: "Switch it on with the level remediate; logs-end says which log groups it is for.",
  configSchema: settings({
    days: {
      type: "integer",
      default: 60,
      description: "Retention that is set, days: one of those that CloudWatch has.",
    },
    maxDays: { type: "integer", default: 400, description: "Longer retentions are lowered to `days`." },
  }),
  remediateResource: remedies({
    "aws:cloudwatch/logGroup:LogGroup": (group, args) => {
      const { days, maxDays } = args.getConfig<{ readonly days: number; readonly maxDays: number }>();
      const { retentionInDays = 0 } = group;
      if (retentionInDays > 0 && retentionInDays <= maxDays) return false;
      group.retentionInDays = days;
      return true;
    },
  }),
};

/** Of the four settings none does any good when it is off. */
export const bucketsGetBlocked: ResourceValidationPolicy = {
  name: "buckets-get-blocked",
  description: "Sets all four settings of a public access block.",
  enforcementLevel: "disabled",
  severity: "critical",
  remediationSteps:
    "Switch it on with the level remediate. A block has no tags, so it is touched below this project's components, or with scope all; a bucket without a block gets none: buckets-are-not-public names it.",
  configSchema: settings(),
  remediateResource: remedies({
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (block) => {
      const open = BLOCKS.filter((setting) => block[setting] !== true);
      for (const setting of open) block[setting] = true;
      return open.length > 0;
    },
  }),
};

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

interface WithMetadata {
  metadataOptions?:
    | {
        httpEndpoint?: string | undefined;
        httpTokens?: string | undefined;
        httpPutResponseHopLimit?: number | undefined;
      }
    | undefined;
}

function setMetadata(props: WithMetadata, args: ResourceValidationArgs): boolean {
  const { maxHops } = args.getConfig<{ readonly maxHops: number }>();
  const options = props.metadataOptions;
  if (options === undefined) {
    props.metadataOptions = { httpTokens: "required", httpPutResponseHopLimit: maxHops };
    return true;
  }
  if (options.httpEndpoint === "disabled") return false;
  const { httpTokens, httpPutResponseHopLimit: hops } = options;
  const isOpen = httpTokens !== "required";
  const isFar = hops === undefined || hops > maxHops;
  if (isOpen) options.httpTokens = "required";
  if (isFar) options.httpPutResponseHopLimit = maxHops;
  return isOpen || isFar;
}

function indexes(list: readonly unknown[] | undefined): number[] {
  return Array.from({ length: list?.length ?? 0 }, (_, index) => index);
}
