import * as pulumi from "@pulumi/pulumi";
import { jobsPerCopyFor } from "../policy/rules/capacity";
import type { Deployment } from "../worker/contract/deployment";
import { regionalArn } from "./aws/account";
import { CareAlarms } from "./observability/care-alarms";
import { ComputeCluster } from "./worker/cluster";
import type { Config } from "./config/config";
import { isWebhook } from "./config/keys";
import { s3Script } from "./config/script-checks";
import { type ConsoleLinks, consoleLinks } from "./observability/console-links";
import { emptyAlarmName } from "./observability/alarms";
import { Dashboard } from "./observability/dashboard";
import { deploymentOf } from "./deployment-output";
import { JobQueue } from "./queue/job-queue";
import { MachineCare } from "./fleet-controller/fleet-controller";
import { type Names, namesOf, workerRoleName } from "./aws/names";
import { Notifications } from "./observability/notifications";
import { Webhooks } from "./observability/webhooks";
import { Scaling } from "./scaling/scaling";
import type { AccountLookups } from "./lookups";
import { OnDemandMachines } from "./fleet/on-demand";
import { SpotFleet } from "./fleet/spot-fleet";
import { type BaseTags } from "./aws/tags";
import { WorkerImage } from "./image/worker-image";
import { foreignBucketPolicies, WorkerRole, type WorkerRoleArgs } from "./worker/task-role";
import { bucketsOf } from "./config/buckets";
import { WorkerService } from "./worker/service";
import { workerSettings } from "./worker/environment";
import { WorkerTask } from "./worker/task-definition";

export interface ExperimentArgs {
  readonly stack: string;
  readonly config: Config;
  readonly lookups: AccountLookups;
  /** Made once per stack. */
  readonly stackId: pulumi.Input<string>;
}

/**
 * Everything that one experiment needs on AWS. Children are made in the order in which machines need them and go in the
 * opposite order: plain names make all of it readable at preview, `dependsOn` says what must be there first.
 */
export class Experiment extends pulumi.ComponentResource {
  /** What the CLI needs to know, see `worker/contract/deployment.ts`. */
  readonly deployment: pulumi.Output<Deployment>;
  readonly links: ConsoleLinks;
  /** Known at preview, so that the owner of a bucket can be given it first. */
  readonly workerRoleArn: string;
  /** What owners of buckets of other accounts have to add, by bucket. */
  readonly bucketPolicies: Readonly<Record<string, string>>;

  readonly #names: Names;
  readonly #tags: BaseTags;
  /** Of all components but the cluster's: nothing is made before AWS has made the job log group. */
  readonly #child: pulumi.ComponentResourceOptions;

  constructor(name: string, args: ExperimentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fiji:index:Experiment", name, { stack: args.stack }, opts);
    const { stack, config, lookups } = args;
    this.#names = namesOf(stack);
    this.#tags = { experiment: this.#names.experiment, stack, owner: config.owner, more: config.tags };
    const cluster = this.#cluster(name, args);
    this.#child = { parent: this, transformations: [after(cluster.jobLog)] };
    const queue = this.#queue(name, args);
    const image = this.#image(name, args);
    const role = this.#role(name, args);
    const { partition, id } = lookups.account;
    const { roleName } = this.#roleArgs(args);
    this.workerRoleArn = `arn:${partition}:iam::${id}:role/${roleName}`;
    this.bucketPolicies = foreignBucketPolicies(this.#roleArgs(args), this.workerRoleArn);
    const task = this.#task(name, args, image, role);
    const notices = this.#notifications(name, args);
    this.#webhooks(name, args, notices);
    const care = this.#care(name, args, [cluster, notices]);
    // a machine that boots before its cluster never joins it; one that boots before MachineCare gets its alarm late,
    // and MachineCare cleans up after the last one
    const fleet = this.#fleet(name, args, [cluster, care]);
    this.#onDemand(name, args, fleet, [cluster, care]);
    // tasks must find their queue, their rights and their image; and the service goes before the machines
    const service = this.#service(name, args, task, [
      fleet,
      cluster,
      queue,
      role,
      ...(image.built ? [image.built] : []),
    ]);
    this.#scaling(name, args, fleet, service);
    this.#careAlarms(name, args, fleet);
    if (config.dashboard) this.#dashboard(name, args, fleet);
    this.links = consoleLinks(lookups.account, this.#names, config.dashboard);
    this.deployment = pulumi
      .all([queue.url, queue.deadLetterUrl, fleet.requestId, fleet.validUntil])
      .apply(([queueUrl, deadLetterQueueUrl, fleetId, validUntil]) =>
        deploymentOf(
          { stack, config, names: this.#names, lookups, image: image.reference },
          { queueUrl, deadLetterQueueUrl, fleetId, validUntil },
        ),
      );
    this.registerOutputs({ deployment: this.deployment, links: this.links });
  }

  #cluster(name: string, { config, stackId }: ExperimentArgs): ComputeCluster {
    const { cluster: clusterName, jobLogGroup, machineLogGroup } = this.#names;
    const { logRetentionDays } = config;
    const clusterArgs = { clusterName, jobLogGroup, machineLogGroup, logRetentionDays, stackId, tags: this.#tags };
    return new ComputeCluster(`${name}-cluster`, clusterArgs, { parent: this });
  }

  #queue(name: string, { config, lookups }: ExperimentArgs): JobQueue {
    const { queue: queueName, deadLetterQueue: deadLetterQueueName } = this.#names;
    const { leaseSeconds, maxReceives } = config;
    const { account } = lookups;
    const queueArgs = { account, queueName, deadLetterQueueName, leaseSeconds, maxReceives, tags: this.#tags };
    return new JobQueue(`${name}-queue`, queueArgs, this.#child);
  }

  #image(name: string, { config, lookups }: ExperimentArgs): ImageInUse {
    if (config.image !== undefined) return { reference: config.image };
    const { account, build } = lookups;
    if (build === undefined) throw new Error("the image to build was not looked up");
    const imageArgs = { account, repositoryName: this.#names.repository, build, tags: this.#tags };
    const built = new WorkerImage(`${name}-image`, imageArgs, this.#child);
    return { reference: built.reference, built };
  }

  #role(name: string, args: ExperimentArgs): WorkerRole {
    const roleArgs = this.#roleArgs(args);
    return new WorkerRole(`${name}-worker`, roleArgs, this.#child);
  }

  #roleArgs({ config, lookups }: ExperimentArgs): WorkerRoleArgs {
    const { experiment, queue, deadLetterQueue, cluster, jobLogGroup } = this.#names;
    const { inputPrefix, outputPrefix, script, uploadAcl } = config;
    const { account } = lookups;
    return {
      account,
      queueName: queue,
      deadLetterQueueName: deadLetterQueue,
      clusterName: cluster,
      jobLogGroup,
      ...bucketsOf(config, account.region),
      uploadAcl,
      inputPrefix,
      outputPrefix,
      script: s3Script(script),
      execLogGroup: config.ecsExec ? this.#names.machineLogGroup : undefined,
      roleName: workerRoleName(experiment, account.region),
      tags: this.#tags,
    };
  }

  #task(name: string, { config, lookups }: ExperimentArgs, image: ImageInUse, role: WorkerRole): WorkerTask {
    return new WorkerTask(
      `${name}-task`,
      {
        account: lookups.account,
        family: this.#names.taskFamily,
        image: image.reference,
        repositoryName: image.built?.repositoryName,
        vcpus: config.vcpusPerTask,
        memoryMiB: config.memoryMiBPerTask,
        platform: config.platform,
        environment: workerSettings(config, this.#names),
        logGroup: this.#names.machineLogGroup,
        mountBucket: config.mountBucket,
        ecsExec: config.ecsExec,
        taskRoleArn: role.arn,
        tags: this.#tags,
      },
      this.#child,
    );
  }

  #fleet(name: string, { config, lookups }: ExperimentArgs, after: pulumi.Resource[]): SpotFleet {
    const { inputPrefix, mountBucket } = config;
    const { input } = bucketsOf(config, lookups.account.region);
    return new SpotFleet(
      `${name}-fleet`,
      {
        ...config,
        account: lookups.account,
        clusterName: this.#names.cluster,
        machineLogGroup: this.#names.machineLogGroup,
        launchTemplateName: this.#names.launchTemplate,
        securityGroupName: this.#names.securityGroup,
        vpcId: lookups.network.vpcId,
        subnets: lookups.network.subnets,
        amiId: lookups.amiId,
        keepFirstAmi: config.amiId === undefined,
        bucketMount: mountBucket ? { bucket: input.name, inputPrefix } : undefined,
        bucketKmsKey: input.kmsKey,
        after,
        tags: this.#tags,
      },
      this.#child,
    );
  }

  #onDemand(name: string, { config, lookups }: ExperimentArgs, fleet: SpotFleet, after: pulumi.Resource[]): void {
    if (config.onDemandMachines === 0) return;
    new OnDemandMachines(
      `${name}-on-demand`,
      {
        groupName: this.#names.onDemandGroup,
        machines: config.onDemandMachines,
        template: fleet.template,
        subnets: lookups.network.subnets,
        after,
        tags: this.#tags,
      },
      this.#child,
    );
  }

  #service(name: string, { config }: ExperimentArgs, task: WorkerTask, after: pulumi.Resource[]): WorkerService {
    const { service: serviceName, cluster: clusterName } = this.#names;
    const serviceArgs = {
      serviceName,
      clusterName,
      taskDefinitionArn: task.arn,
      ecsExec: config.ecsExec,
      after,
      tags: this.#tags,
    };
    return new WorkerService(`${name}-service`, serviceArgs, this.#child);
  }

  #scaling(name: string, { config }: ExperimentArgs, fleet: SpotFleet, service: WorkerService): void {
    const { experiment, cluster, service: serviceName, queue } = this.#names;
    const { machines, tasksPerMachine, copiesPerTask, scaling } = config;
    new Scaling(
      `${name}-scaling`,
      {
        experiment,
        clusterName: cluster,
        serviceName,
        fleetRequestId: fleet.requestId,
        queueName: queue,
        machines,
        tasksPerMachine,
        copiesPerTask,
        jobsPerCopy: jobsPerCopyFor(config),
        mode: scaling,
        after: [service],
        tags: this.#tags,
      },
      this.#child,
    );
  }

  #notifications(name: string, { config, lookups }: ExperimentArgs): Notifications {
    const { experiment, topic, deadLetterQueue } = this.#names;
    return new Notifications(
      `${name}-notices`,
      {
        account: lookups.account,
        experiment,
        topicName: topic,
        deadLetterQueueName: deadLetterQueue,
        notify: config.notify.filter((address) => !isWebhook(address)),
        tags: this.#tags,
      },
      this.#child,
    );
  }

  #webhooks(name: string, { stack, config, lookups }: ExperimentArgs, { topicArn }: Notifications): void {
    const webhooks = [...new Set(config.notify.filter(isWebhook))];
    if (webhooks.length === 0) return;
    const { experiment, noticesFunction, careFunction } = this.#names;
    new Webhooks(
      `${name}-webhooks`,
      {
        account: lookups.account,
        experiment,
        stack,
        functionName: noticesFunction,
        careFunction,
        topicArn,
        webhooks,
        logRetentionDays: config.logRetentionDays,
        tags: this.#tags,
      },
      this.#child,
    );
  }

  #care(name: string, { config, lookups }: ExperimentArgs, dependsOn: pulumi.Resource[]): MachineCare {
    const { experiment, careFunction, onDemandGroup, cluster, service, queue, topic } = this.#names;
    const { idleMinutes, idleAction, logRetentionDays } = config;
    const { machines, tasksPerMachine, copiesPerTask, scaling } = config;
    return new MachineCare(
      `${name}-care`,
      {
        account: lookups.account,
        experiment,
        functionName: careFunction,
        clusterName: cluster,
        serviceName: service,
        queueName: queue,
        topicName: topic,
        idleMinutes,
        idleAction,
        machines,
        tasksPerMachine,
        copiesPerTask,
        jobsPerCopy: jobsPerCopyFor(config),
        scaling,
        onDemandMachines: config.onDemandMachines,
        onDemandGroup,
        emptyAlarm: emptyAlarmName(experiment),
        logRetentionDays,
        tags: this.#tags,
      },
      { ...this.#child, dependsOn },
    );
  }

  #careAlarms(name: string, { lookups }: ExperimentArgs, fleet: SpotFleet): void {
    const { experiment, careFunction: functionName, topic } = this.#names;
    const topicArn = regionalArn(lookups.account, "sns", topic);
    const alarmArgs = { experiment, functionName, fleetRequestId: fleet.requestId, topicArn, tags: this.#tags };
    new CareAlarms(`${name}-care-alarms`, alarmArgs, this.#child);
  }

  #dashboard(name: string, { lookups }: ExperimentArgs, fleet: SpotFleet): void {
    const { dashboard, cluster, queue, deadLetterQueue, machineLogGroup } = this.#names;
    new Dashboard(
      `${name}-dashboard`,
      {
        region: lookups.account.region,
        dashboardName: dashboard,
        clusterName: cluster,
        queueName: queue,
        deadLetterQueueName: deadLetterQueue,
        machineLogGroup,
        fleetRequestId: fleet.requestId,
      },
      this.#child,
    );
  }
}

/** Every resource below waits for this one: `dependsOn` of a component does not reach its children. */
function after(first: pulumi.Resource): pulumi.ResourceTransformation {
  return ({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, { dependsOn: first }) });
}

interface ImageInUse {
  readonly reference: string;
  /** Absent: a ready-made image is used. */
  readonly built?: WorkerImage;
}
