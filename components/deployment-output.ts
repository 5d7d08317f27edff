import { jobsPerCopyFor } from "../policy/rules/capacity";
import type { Deployment } from "../worker/contract/deployment";
import { bucketsOf } from "./config/buckets";
import type { Config } from "./config/config";
import type { Names } from "./aws/names";
import type { AccountLookups } from "./lookups";

/** What is known only once it is made. */
export interface CreatedResources {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly fleetId: string;
  readonly validUntil: string;
}

/** The stack output `deployment`. */
export function deploymentOf(
  {
    stack,
    config,
    names,
    lookups,
    image,
  }: { stack: string; config: Config; names: Names; lookups: AccountLookups; image: string },
  created: CreatedResources,
): Deployment {
  const { script, scriptSha256, command, owner } = config;
  const { input, output } = bucketsOf(config, lookups.account.region);
  return {
    v: 1,
    experiment: names.experiment,
    stack,
    region: lookups.account.region,
    accountId: lookups.account.id,
    bucket: output.name,
    ...(output.region === lookups.account.region ? {} : { bucketRegion: output.region }),
    ...(output.owner === undefined ? {} : { bucketOwner: output.owner }),
    ...(input.name === output.name
      ? {}
      : { inputBucket: { name: input.name, region: input.region, ...(input.owner && { owner: input.owner }) } }),
    inputPrefix: config.inputPrefix,
    outputPrefix: config.outputPrefix,
    logPrefix: config.logPrefix,
    queueName: names.queue,
    deadLetterQueueName: names.deadLetterQueue,
    ...created,
    engine: config.engine,
    ...(script === undefined ? {} : { script }),
    ...(scriptSha256 === undefined ? {} : { scriptSha256 }),
    ...(command === undefined ? {} : { command }),
    cluster: names.cluster,
    service: names.service,
    jobLogGroup: names.jobLogGroup,
    machineLogGroup: names.machineLogGroup,
    ...(config.dashboard ? { dashboard: names.dashboard } : {}),
    image,
    machines: config.machines,
    instanceTypes: config.instanceTypes,
    tasksPerMachine: config.tasksPerMachine,
    copiesPerTask: config.copiesPerTask,
    jobsPerCopy: jobsPerCopyFor(config),
    scaling: config.scaling,
    maxSpotPrice: config.maxSpotPrice,
    ...(config.onDemandPrice === undefined ? {} : { onDemandPrice: config.onDemandPrice }),
    ...(config.onDemandMachines === 0 ? {} : { onDemandGroup: names.onDemandGroup }),
    leaseSeconds: config.leaseSeconds,
    maxAttempts: config.maxAttempts,
    jobTimeoutMinutes: config.jobTimeoutMinutes,
    skipDone: config.skipDone,
    mountBucket: config.mountBucket,
    ...(owner === undefined ? {} : { owner }),
    storageGiB: config.rootGiB + config.volumeGiB,
    publicIp: config.publicIp,
  };
}
