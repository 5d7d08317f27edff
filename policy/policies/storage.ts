import type { StackValidationPolicy } from "@pulumi/policy";
import { checksInStack, type Stack, stackChecks, type StackResource } from "../support/check-runner";
import { matchesPattern, statementsOf } from "../support/iam";
import type { ResourceType } from "../support/resources";
import { settings } from "../support/settings";
import { all, ifKnown } from "../support/unknowns";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

/** Logs without an end are paid for every month, long after the experiment is forgotten. */
export const logsEnd: StackValidationPolicy = {
  name: "logs-end",
  description: "Log groups delete what is older than their retention.",
  enforcementLevel: "mandatory",
  severity: "low",
  remediationSteps: "Set retentionInDays, e.g. 60.",
  configSchema: settings({
    maxDays: { type: "integer", default: 400, description: "Longest retention, days." },
  }),
  validateStack: checksInStack({
    "aws:cloudwatch/logGroup:LogGroup": [
      ({ retentionInDays }, { report, args }) => {
        const { maxDays = 400 } = args.getConfig<{ maxDays?: number }>();
        if (retentionInDays === undefined || retentionInDays === 0) {
          report(`keeps logs for ever; set retentionInDays to at most ${maxDays}`, "retentionInDays");
        } else if (!(retentionInDays <= maxDays)) {
          report(
            `keeps logs for ${retentionInDays} days; set retentionInDays to at most ${maxDays}`,
            "retentionInDays",
          );
        }
      },
    ],
  }),
};

/** One wrong line in a policy and images of patients are on the internet, unless the bucket refuses to be public. */
export const bucketsAreNotPublic: StackValidationPolicy = {
  name: "buckets-are-not-public",
  description: "Every bucket blocks public access in all four ways.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Add a BucketPublicAccessBlock for the bucket with all four settings true.",
  configSchema: settings(),
  validateStack: stackChecks(BUCKETS, [
    (stack) => all(judgedBuckets(stack).map((bucket) => () => checkBlocked(bucket, stack))),
  ]),
};

/** Without TLS, keys of signed requests and the data itself can be read on the way. */
export const bucketsDemandTls: StackValidationPolicy = {
  name: "buckets-demand-tls",
  description: "Every bucket refuses requests that are not encrypted on the way.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    'Add a BucketPolicy that denies s3:* on the bucket and its objects where {"Bool": {"aws:SecureTransport": "false"}}.',
  configSchema: settings(),
  validateStack: stackChecks(BUCKETS, [
    (stack) => all(judgedBuckets(stack).map((bucket) => () => checkTls(bucket, stack))),
  ]),
};

type Bucket = StackResource<(typeof BUCKETS)[number]>;
const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

function judgedBuckets(stack: Stack): readonly Bucket[] {
  return BUCKETS.flatMap((type) => stack.of(type)).filter(({ isJudged }) => isJudged);
}

function checkBlocked(bucket: Bucket, stack: Stack): void {
  const blocks = ofBucket(stack, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", bucket);
  if (blocks.length === 0) {
    bucket.report("has no public access block; add a BucketPublicAccessBlock with all four settings true", "bucket");
    return;
  }
  all(
    // the one that AWS hears last counts, so each must block
    blocks.flatMap((block) =>
      BLOCKS.map((setting) => () => {
        if (block.props[setting] !== true)
          bucket.report(`${setting} is ${block.props[setting] ?? "not set"}; set it to true`, setting);
      }),
    ),
  );
}

function checkTls(bucket: Bucket, stack: Stack): void {
  const policies = ofBucket(stack, "aws:s3/bucketPolicy:BucketPolicy", bucket).map(
    ({ props }) =>
      () =>
        props.policy,
  );
  if (bucket.props.policy !== undefined) policies.push(() => bucket.props.policy!);
  const demanded = policies.some((policy) => {
    const denials = statementsOf(policy()).filter(deniesPlainHttp);
    return isWholly(
      denials.flatMap(({ resources }) => resources),
      bucket,
    );
  });
  if (!demanded) {
    bucket.report(
      'takes requests without TLS; deny s3:* where {"Bool": {"aws:SecureTransport": "false"}} in its policy',
      "policy",
    );
  }
}

function deniesPlainHttp({
  allows,
  actions,
  principals,
  conditions,
}: ReturnType<typeof statementsOf>[number]): boolean {
  return (
    !allows &&
    actions.some((action) => action === "*" || action.toLowerCase() === "s3:*") &&
    principals.some(([, who]) => who === "*") &&
    conditions.length === 1 &&
    conditions.some(({ key, values }) => key === "aws:securetransport" && values.join() === "false")
  );
}

/** Whether ARNs cover the bucket and its objects; of a bucket whose name is hidden, any that look so. */
function isWholly(arns: readonly string[], bucket: Bucket): boolean {
  const name = ifKnown(() => bucket.props.bucket, undefined);
  const covers = (ending: string): boolean =>
    arns.some((arn) => {
      const path = arn.split(":").slice(5).join(":");
      if (arn === "*" || name === undefined) return arn === "*" || path.endsWith("/*") === (ending !== "");
      return matchesPattern(path, `${name}${ending}`);
    });
  return covers("") && covers("/a/b");
}

/** The resources of a type that are for this bucket: by the edge, else by its name. */
function ofBucket<T extends ResourceType & `aws:s3/bucketP${string}`>(
  stack: Stack,
  type: T,
  bucket: Bucket,
): readonly StackResource<T>[] {
  const name = ifKnown(() => bucket.props.bucket, undefined);
  return stack.of(type).filter((resource) => {
    if (resource.dependencies("bucket").some(({ urn }) => urn === bucket.urn)) return true;
    return name !== undefined && ifKnown(() => resource.props.bucket as string | undefined, undefined) === name;
  });
}
