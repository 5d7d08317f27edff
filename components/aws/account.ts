import * as aws from "@pulumi/aws";

/** Where the experiment lives. Plain values, so that all that is made from them is known at preview. */
export interface Account {
  readonly id: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** `amazonaws.com`, `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
  /** ARN of the policy that bounds every role of the stack. @default none */
  readonly permissionsBoundary?: string;
}

/** The account, region and partition of the default provider. */
export async function lookUpAccount(boundaryName?: string): Promise<Account> {
  const [identity, region, partition] = await Promise.all([
    aws.getCallerIdentity(),
    aws.getRegion(),
    aws.getPartition(),
  ]);
  return {
    id: identity.accountId,
    region: region.region,
    partition: partition.partition,
    dnsSuffix: partition.dnsSuffix,
    ...(boundaryName !== undefined && {
      permissionsBoundary: `arn:${partition.partition}:iam::${identity.accountId}:policy/${boundaryName}`,
    }),
  };
}

/** ARN of a thing of this account and region, e.g. `regionalArn(account, "sqs", "fiji-dev-jobs")`. */
export function regionalArn({ partition, region, id }: Account, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${id}:${resource}`;
}

/** ARNs of a bucket and of what is below a prefix; S3 names are global. */
export function bucketArn({ partition }: Account, bucket: string, key?: string): string {
  return `arn:${partition}:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;
}
