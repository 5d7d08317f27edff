import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface WorkerServiceArgs {
  readonly serviceName: string;
  /** Plain name, known at preview: give the cluster in `after`. */
  readonly clusterName: string;
  readonly taskDefinitionArn: pulumi.Input<string>;
  /** What tasks need, and what must outlive them: cluster, fleet, queue, role, image. */
  readonly after: pulumi.Resource[];
  /** Shells can be opened in its tasks. */
  readonly ecsExec: boolean;
  readonly tags: BaseTags;
}

/** Keeps the wanted number of containers running: all or none, set by Scaling. What has no machine waits. */
export class WorkerService extends pulumi.ComponentResource {
  readonly service: aws.ecs.Service;

  constructor(name: string, args: WorkerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { serviceName, clusterName, taskDefinitionArn, ecsExec, tags } = args;
    super("fiji:index:WorkerService", name, { serviceName, clusterName }, opts);
    this.service = new aws.ecs.Service(
      `${name}-service`,
      {
        name: serviceName,
        cluster: clusterName,
        taskDefinition: taskDefinitionArn,
        launchType: "EC2",
        schedulingStrategy: "REPLICA",
        desiredCount: 0,
        enableExecuteCommand: ecsExec,
        // spot draining stops tasks as these allow: with 100 a task on a machine that goes would get no SIGTERM
        deploymentMinimumHealthyPercent: 0,
        deploymentMaximumPercent: 100,
        // rebalancing would stop busy tasks to even out zones
        availabilityZoneRebalancing: "DISABLED",
        // a larger machine must not fill up while another is empty
        orderedPlacementStrategies: [{ type: "spread", field: "instanceId" }],
        forceDelete: true,
        waitForSteadyState: false,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        tags: tagsOf(tags, "worker"),
      },
      // the number is Scaling's
      { parent: this, dependsOn: args.after, ignoreChanges: ["desiredCount"] },
    );
    this.registerOutputs({ serviceName });
  }
}
