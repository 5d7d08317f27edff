import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../worker/contract/deployment";
import { ComputeCluster } from "./compute-cluster";
import type { Config } from "./config";
import { s3Script } from "./config-script";
import { type ConsoleLinks, consoleLinks } from "./console-links";
import { deploymentOf } from "./deployment-output";
import { JobQueue } from "./job-queue";
import { type Names, namesOf } from "./names";
import { Scaling } from "./scaling";
import type { Site } from "./site";
import { SpotFleet } from "./spot-fleet";
import { type BaseTags, tagsOf } from "./tags";
import { WorkerImage } from "./worker-image";
import { WorkerRole } from "./worker-role";
import { WorkerService } from "./worker-service";
import { workerSettings } from "./worker-settings";
import { WorkerTask } from "./worker-task";

export interface ExperimentArgs {
  readonly stack: string;
  readonly config: Config;
  readonly site: Site;
  /** Folder of Pulumi.yaml; the image is built from it. */
  readonly root: string;
}

/**
 * Everything that one experiment needs on AWS. Children are made in the order in which machines need them and go in the
 * opposite order: plain names make all of it readable at preview, `dependsOn` says what must be there first.
 */
export class Experiment extends pulumi.ComponentResource {
  /** What the CLI needs to know, see `worker/contract/deployment.ts`. */
  readonly deployment: pulumi.Output<Deployment>;
  readonly links: ConsoleLinks;

  readonly #names: Names;
  readonly #tags: BaseTags;

  constructor(name: string, args: ExperimentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fiji:index:Experiment", name, { stack: args.stack }, opts);
    const { stack, config, site } = args;
    this.#names = namesOf(stack);
    this.#tags = { experiment: this.#names.experiment, stack, owner: config.owner, more: config.tags };
    const cluster = this.#cluster(name, args);
    const queue = this.#queue(name, args);
    const image = this.#image(name, args);
    const role = this.#role(name, args);
    const task = this.#task(name, args, image, role);
    // a machine that boots before its cluster never joins it
    const fleet = this.#fleet(name, args, [cluster]);
    // tasks must find their queue, their rights and their image; and the service goes before the machines
    const service = this.#service(name, task, [fleet, cluster, queue, role, ...(image.built ? [image.built] : [])]);
    this.#scaling(name, args, fleet, [service]);
    this.links = consoleLinks(site.account, this.#names, config.dashboard);
    this.deployment = pulumi
      .all([queue.url, queue.deadLetterUrl, fleet.requestId, fleet.validUntil])
      .apply(([queueUrl, deadLetterQueueUrl, fleetId, validUntil]) =>
        deploymentOf(
          { stack, config, names: this.#names, site, image: image.reference },
          { queueUrl, deadLetterQueueUrl, fleetId, validUntil },
        ),
      );
    this.registerOutputs({ deployment: this.deployment, links: this.links });
  }

  #cluster(name: string, { config }: ExperimentArgs): ComputeCluster {
    const { cluster: clusterName, jobLogGroup, machineLogGroup } = this.#names;
    const { logRetentionDays } = config;
    const clusterArgs = { clusterName, jobLogGroup, machineLogGroup, logRetentionDays, tags: this.#tags };
    return new ComputeCluster(`${name}-cluster`, clusterArgs, { parent: this });
  }

  #queue(name: string, { config, site }: ExperimentArgs): JobQueue {
    const { queue: queueName, deadLetterQueue: deadLetterQueueName } = this.#names;
    const { leaseSeconds, maxReceives } = config;
    const { account } = site;
    const queueArgs = { account, queueName, deadLetterQueueName, leaseSeconds, maxReceives, tags: this.#tags };
    return new JobQueue(`${name}-queue`, queueArgs, { parent: this });
  }

  #image(name: string, { config, site, root }: ExperimentArgs): ImageInUse {
    const { image, platform, engine, engineUrl, engineSha256 } = config;
    if (image !== undefined) return { reference: image };
    const built = new WorkerImage(
      `${name}-image`,
      {
        account: site.account,
        repositoryName: this.#names.repository,
        root,
        platform,
        target: engine === "fiji" ? "fiji" : "imagej",
        ...(engineUrl === undefined || engineSha256 === undefined
          ? {}
          : { buildArgs: { FIJI_URL: engineUrl, FIJI_SHA256: engineSha256 } }),
        tags: this.#tags,
      },
      { parent: this },
    );
    return { reference: built.reference, built };
  }

  #role(name: string, { config, site }: ExperimentArgs): WorkerRole {
    const { queue, deadLetterQueue, cluster, jobLogGroup, machineLogGroup } = this.#names;
    const { bucket, inputPrefix, outputPrefix, logPrefix, script, bucketKmsKey } = config;
    return new WorkerRole(
      `${name}-worker`,
      {
        account: site.account,
        queueName: queue,
        deadLetterQueueName: deadLetterQueue,
        clusterName: cluster,
        logGroups: [jobLogGroup, machineLogGroup],
        bucket,
        inputPrefix,
        outputPrefix,
        logPrefix,
        script: s3Script(script),
        bucketKmsKey,
        tags: this.#tags,
      },
      { parent: this },
    );
  }

  #task(name: string, { config, site }: ExperimentArgs, image: ImageInUse, role: WorkerRole): WorkerTask {
    return new WorkerTask(
      `${name}-task`,
      {
        account: site.account,
        family: this.#names.taskFamily,
        image: image.reference,
        repositoryName: image.built?.repositoryName,
        vcpus: config.vcpusPerTask,
        memoryMiB: config.memoryMiBPerTask,
        platform: config.platform,
        environment: workerSettings(config, this.#names),
        logGroup: this.#names.machineLogGroup,
        mountBucket: config.mountBucket,
        taskRoleArn: role.arn,
        tags: this.#tags,
      },
      { parent: this },
    );
  }

  #fleet(name: string, { config, site }: ExperimentArgs, after: pulumi.Resource[]): SpotFleet {
    const { bucket, inputPrefix, mountBucket } = config;
    return new SpotFleet(
      `${name}-fleet`,
      {
        ...config,
        account: site.account,
        clusterName: this.#names.cluster,
        machineLogGroup: this.#names.machineLogGroup,
        launchTemplateName: this.#names.launchTemplate,
        securityGroupName: this.#names.securityGroup,
        vpcId: site.network.vpcId,
        places: site.network.places,
        amiId: site.amiId,
        keepFirstAmi: config.amiId === undefined,
        bucketMount: mountBucket ? { bucket, inputPrefix } : undefined,
        after,
        tags: this.#tags,
      },
      { parent: this },
    );
  }

  #service(name: string, task: WorkerTask, after: pulumi.Resource[]): WorkerService {
    const { service: serviceName, cluster: clusterName } = this.#names;
    const serviceArgs = { serviceName, clusterName, taskDefinitionArn: task.arn, after, tags: this.#tags };
    return new WorkerService(`${name}-service`, serviceArgs, { parent: this });
  }

  #scaling(name: string, { config }: ExperimentArgs, fleet: SpotFleet, dependsOn: pulumi.Resource[]): Scaling {
    const { experiment, cluster, service, queue } = this.#names;
    const { machines, tasksPerMachine, copiesPerTask, jobsPerCopy, scaling } = config;
    return new Scaling(
      `${name}-scaling`,
      {
        experiment,
        clusterName: cluster,
        serviceName: service,
        fleetRequestId: fleet.requestId,
        queueName: queue,
        machines,
        tasksPerMachine,
        copiesPerTask,
        jobsPerCopy,
        mode: scaling,
        tags: tagsOf(this.#tags, "scaling"),
      },
      { parent: this, dependsOn },
    );
  }
}

interface ImageInUse {
  readonly reference: string;
  /** Absent: a ready-made image is used. */
  readonly built?: WorkerImage;
}
