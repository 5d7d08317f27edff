import { type Deployment } from "../../worker/contract/deployment";

/** A deployment as a stack writes it; a member of `undefined` is left out of its JSON. */
export function deploymentWith(changes: { readonly [Key in keyof Deployment]?: unknown } = {}): string {
  const deployment: Deployment = {
    v: 1,
    experiment: "fiji-dev",
    stack: "dev",
    region: "us-east-1",
    accountId: "123456789012",
    bucket: "my-images",
    inputPrefix: "in/",
    outputPrefix: "fiji-dev/results/",
    logPrefix: "fiji-dev/logs/",
    queueName: "fiji-dev-jobs",
    queueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/fiji-dev-jobs",
    deadLetterQueueName: "fiji-dev-dead",
    deadLetterQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/fiji-dev-dead",
    engine: "imagej",
    cluster: "fiji-dev",
    service: "fiji-dev-workers",
    fleetId: "sfr-00000000-0000-0000-0000-000000000001",
    jobLogGroup: "fiji-dev",
    machineLogGroup: "fiji-dev_perInstance",
    image: `ghcr.io/lab/worker@sha256:${"0".repeat(64)}`,
    machines: 1,
    instanceTypes: ["m5.xlarge"],
    tasksPerMachine: 1,
    copiesPerTask: 1,
    jobsPerCopy: 1,
    scaling: "queue",
    validUntil: "2000-01-01T00:00:00Z", // no machines are asked for
    leaseSeconds: 120,
    maxAttempts: 3,
    jobTimeoutMinutes: 120,
    skipDone: true,
    mountBucket: false,
  };
  return JSON.stringify({ ...deployment, ...changes });
}
