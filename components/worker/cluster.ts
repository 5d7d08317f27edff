import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface ComputeClusterArgs {
  readonly clusterName: string;
  readonly jobLogGroup: string;
  readonly machineLogGroup: string;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  readonly tags: BaseTags;
}

/**
 * An ECS cluster of the experiment's own, so that no other run's containers land on its machines, and the two log
 * groups. It is there before the first machine boots and goes after the last one has ended.
 */
export class ComputeCluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ComputeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusterName, jobLogGroup, machineLogGroup, logRetentionDays, tags } = args;
    super("fiji:index:ComputeCluster", name, { clusterName }, opts);
    const cluster = new aws.ecs.Cluster(
      `${name}-cluster`,
      {
        name: clusterName,
        // the dashboard needs only what ECS reports anyway; Container Insights costs per metric
        settings: [{ name: "containerInsights", value: "disabled" }],
        tags: tagsOf(tags, "cluster"),
      },
      { parent: this },
    );
    for (const [suffix, group] of Object.entries({ jobs: jobLogGroup, machines: machineLogGroup })) {
      const groupArgs = { name: group, retentionInDays: logRetentionDays, tags: tagsOf(tags, "logs") };
      new aws.cloudwatch.LogGroup(`${name}-${suffix}-log`, groupArgs, { parent: this });
    }
    this.arn = cluster.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
