import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { STACK_ID_TAG } from "../aws/stack-id";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface ComputeClusterArgs {
  readonly clusterName: string;
  readonly jobLogGroup: string;
  readonly machineLogGroup: string;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Marks the job log group as this stack's own, see `stack-id.ts`. */
  readonly stackId: pulumi.Input<string>;
  readonly tags: BaseTags;
}

/**
 * The job log group comes first, and everything else after it: AWS refuses to make it twice, while it makes queues, topics,
 * rules, alarms and clusters as if they were new. So of two stacks of one name in one account the second takes over nothing.
 *
 * An ECS cluster of the experiment's own, so that no other run's containers land on its machines, and the two log
 * groups. It is there before the first machine boots and goes after the last one has ended.
 */
export class ComputeCluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly jobLog: aws.cloudwatch.LogGroup;

  constructor(name: string, args: ComputeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusterName, jobLogGroup, machineLogGroup, logRetentionDays, tags } = args;
    super("fiji:index:ComputeCluster", name, { clusterName }, opts);
    const log = (
      suffix: string,
      logName: string,
      more: Record<string, pulumi.Input<string>>,
      after: pulumi.Resource[],
    ) =>
      new aws.cloudwatch.LogGroup(
        `${name}-${suffix}-log`,
        { name: logName, retentionInDays: logRetentionDays, tags: { ...tagsOf(tags, "logs"), ...more } },
        { parent: this, dependsOn: after },
      );
    this.jobLog = log("jobs", jobLogGroup, { [STACK_ID_TAG]: args.stackId }, []);
    log("machines", machineLogGroup, {}, [this.jobLog]);
    const cluster = new aws.ecs.Cluster(
      `${name}-cluster`,
      {
        name: clusterName,
        // the dashboard needs only what ECS reports anyway; Container Insights costs per metric
        settings: [{ name: "containerInsights", value: "disabled" }],
        tags: tagsOf(tags, "cluster"),
      },
      { parent: this, dependsOn: [this.jobLog] },
    );
    this.arn = cluster.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
