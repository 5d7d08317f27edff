import assert from "node:assert/strict";
import { UNKNOWN, urnOf } from "../../helpers/analyzer-messages";
import { containersWith, handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const { queue, deadLetterQueue, logGroup, service, task, template, fleet } = handMade;
const LEASE = "queues-hide-running-jobs";
const GIVE_UP = "queues-give-up";
const LOGS = "logs-end";
const DRAIN = "spot-machines-drain";
const NAMED = [LEASE, GIVE_UP, LOGS, DRAIN];

describe("policies on queues, logs and draining", () => {
  defineCases(NAMED, [{ title: "have nothing against the stack made by hand", stack: spoiled({}), said: [] }]);
});

describe("queues", () => {
  const toDead = { propertyDependencies: { redrivePolicy: [urnOf(deadLetterQueue)] } };
  defineCases(NAMED, [
    {
      title: "find their dead-letter queue by the edge when its ARN is unknown",
      stack: [{ ...withProps(queue, { redrivePolicy: UNKNOWN }), ...toDead }, deadLetterQueue],
      said: [`${GIVE_UP} (advisory): unknown at .redrivePolicy`],
    },
    {
      title: "learn that the other forgets too soon, though the number of deliveries is unknown",
      stack: [
        { ...withProps(queue, { redrivePolicy: UNKNOWN }), ...toDead },
        withProps(deadLetterQueue, { messageRetentionSeconds: undefined }),
      ],
      said: [
        `${GIVE_UP} (mandatory): queue "jobs": the dead-letter queue keeps messages 345,600 s, the queue 1,209,600 s, and age counts from sending; raise the dead-letter queue's messageRetentionSeconds to 1209600`,
        `${GIVE_UP} (advisory): unknown at .redrivePolicy`,
      ],
    },
    {
      title: "may have their redrive policy as a resource beside them",
      stack: [
        withProps(queue, { redrivePolicy: undefined }),
        deadLetterQueue,
        {
          type: "aws:sqs/redrivePolicy:RedrivePolicy",
          name: "redrive",
          props: { queueUrl: UNKNOWN, redrivePolicy: queue.props["redrivePolicy"] },
          propertyDependencies: { queueUrl: [urnOf(queue)] },
        },
      ],
      said: [],
    },
    {
      title: "may give up into a queue of another stack, which has none itself if it says so",
      stack: [
        { ...queue, name: "ours" },
        withProps(deadLetterQueue, { redriveAllowPolicy: JSON.stringify({ redrivePermission: "allowAll" }) }),
      ],
      said: [],
    },
    {
      title: "are exempt one by one",
      stack: [withProps(queue, { redrivePolicy: undefined, visibilityTimeoutSeconds: 0 })],
      config: { [GIVE_UP]: { exempt: [{ name: "jobs", reason: "a test" }] } },
      said: [
        `${LEASE} (mandatory): queue "jobs": visibilityTimeoutSeconds is 0; use 30 to 43200 (SQS ends at 12 hours)`,
      ],
    },
  ]);
  it("are judged unless the one input is unknown", async () => {
    const short = withProps(queue, { visibilityTimeoutSeconds: 5 });
    assert.deepEqual(await hiddenBy(LEASE, [short]), ["Queue jobs.visibilityTimeoutSeconds"]);
    const endless = withProps(queue, { redrivePolicy: undefined });
    assert.deepEqual(await hiddenBy(GIVE_UP, [endless]), ["Queue jobs.redrivePolicy"]);
  });
});

describe("logs", () => {
  defineCases(NAMED, [
    {
      title: "may be kept as long as the config says",
      stack: [withProps(logGroup, { retentionInDays: 90 })],
      config: { [LOGS]: { maxDays: 30 } },
      said: [`${LOGS} (mandatory): log group "stitch": keeps logs for 90 days; set retentionInDays to at most 30`],
    },
  ]);
  it("are judged unless their retention is unknown", async () => {
    const hidden = await hiddenBy(LOGS, [withProps(logGroup, { retentionInDays: 3653 })]);
    assert.deepEqual(hidden, ["LogGroup stitch.retentionInDays"]);
  });
});

describe("draining", () => {
  const userData = "#!/bin/bash\necho ECS_CLUSTER=stitch >> /etc/ecs/ecs.config\n";
  const message =
    "user data doesn't switch spot draining on; write ECS_ENABLE_SPOT_INSTANCE_DRAINING=true to /etc/ecs/ecs.config";
  defineCases(NAMED, [
    {
      title: "is not asked of Fargate, of daemons and of machines that join no cluster",
      stack: [
        withProps(service, { launchType: "FARGATE", deploymentMinimumHealthyPercent: 100 }),
        withProps(service, { schedulingStrategy: "DAEMON", deploymentMinimumHealthyPercent: 100 }),
        withProps(template, { userData: "#!/bin/bash\nreboot\n" }),
        withProps(template, { userData: undefined }),
      ],
      said: [],
    },
    {
      title: "is asked of launch configurations and launch specifications too",
      stack: [
        { type: "aws:ec2/launchConfiguration:LaunchConfiguration", name: "old", props: { userData } },
        withProps(fleet, { launchSpecifications: [{ userData: Buffer.from(userData).toString("base64") }] }),
      ],
      said: [
        `${DRAIN} (advisory): launch configuration "old": ${message}`,
        `${DRAIN} (advisory): fleet "stitch": ${message}`,
      ],
    },
    {
      title: "takes the time to stop from the config",
      stack: [withProps(task, containersWith({ stopTimeout: 40 }))],
      config: { [DRAIN]: { minStopSeconds: 30, maxStopSeconds: 45 } },
      said: [],
    },
  ]);
  it("is judged unless what tells is unknown", async () => {
    assert.deepEqual(await hiddenBy(DRAIN, [withProps(template, { userData })]), ["LaunchTemplate stitch.userData"]);
    assert.deepEqual(await hiddenBy(DRAIN, [withProps(task, containersWith({ stopTimeout: 2 }))]), [
      "TaskDefinition stitch.containerDefinitions",
    ]);
    assert.deepEqual(await hiddenBy(DRAIN, [withProps(service, { deploymentMinimumHealthyPercent: 50 })]), [
      "Service stitch.launchType",
      "Service stitch.deploymentMinimumHealthyPercent",
    ]);
  });
});
