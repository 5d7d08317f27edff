import assert from "node:assert/strict";
import { type ExperimentFacts, type FleetEvent, type StoppedTask } from "../../../cli/experiment/facts";
import { type Cause, verdict } from "../../../cli/monitor/verdict";
import { ago, factsWith, machine } from "../../helpers/experiment-facts";

const settings = {
  stack: "dev",
  place: "--stack dev",
  source: 'stack "dev"',
  machineLogGroup: "fiji-dev_perInstance",
  maxSpotPrice: "0.1",
  fleetId: "sfr-1",
};
const event = (type: string, subType: string, text: string, minutes = 2): FleetEvent => ({
  at: ago(minutes),
  type,
  subType,
  text,
});
const stopped = (minutes: number, changes: Partial<StoppedTask>): StoppedTask => ({
  at: ago(minutes),
  code: "EssentialContainerExited",
  reason: "Essential container in task exited",
  exitCode: 1,
  ...changes,
});
const service = (changes: Partial<NonNullable<ExperimentFacts["service"]>>): ExperimentFacts["service"] => ({
  desired: 4,
  running: 0,
  pending: 0,
  events: [],
  ...changes,
});
const POOL = "m5.xlarge, ami-0e02647cb673cb89a, Linux/UNIX, us-east-1a";

interface Case {
  readonly cause: Cause;
  /** Where the facts' form comes from. */
  readonly source: string;
  readonly facts: Partial<ExperimentFacts>;
  readonly text: RegExp;
  readonly command: RegExp;
  readonly mayPass?: true;
  /** What looks alike and must not give this verdict. */
  readonly neighbour: readonly [title: string, facts: Partial<ExperimentFacts>, cause?: Cause];
}

const CASES: readonly Case[] = [
  {
    cause: "deployment-is-old",
    source: "botocore ec2 BatchState: cancelled",
    facts: { fleet: { id: "sfr-1", state: "cancelled", target: 0 }, otherFleet: "sfr-2" },
    text: /^the stack has changed since stack "dev": the experiment's fleet is sfr-2, not sfr-1$/,
    command: /^pulumi refresh --stack dev$/,
    neighbour: [
      "a fleet that is being modified",
      { fleet: { id: "sfr-1", state: "modifying", target: 1 }, waitingSince: ago(1) },
    ],
  },
  {
    cause: "fleet-ended",
    source: "botocore ec2 EventInformation: expired; BatchState",
    facts: { fleet: { id: "sfr-1", state: "cancelled_terminating", target: 1 }, validUntil: ago(60) },
    text: /^the fleet ended on 2026-03-01T11:00:00\.000Z, as endAfterHours asks; the jobs still wait$/,
    command: /endAfterHours 336 --stack dev && pulumi up --refresh/,
    neighbour: ["a fleet whose end is a minute away", { validUntil: ago(-1), waitingSince: ago(1) }],
  },
  {
    cause: "fleet-gone",
    source: "botocore ec2 BatchState: cancelled_running",
    facts: { fleet: undefined },
    text: /^the fleet sfr-1 does not exist: someone cancelled it outside of Pulumi$/,
    command: /^pulumi up --refresh --stack dev$/,
    neighbour: ["a new fleet", { fleet: { id: "sfr-1", state: "submitted", target: 1 }, waitingSince: ago(1) }],
  },
  {
    cause: "stopped",
    source: "botocore application-autoscaling SuspendedState",
    facts: { isSuspended: true },
    text: /^scaling is suspended, by `dfiji stop` or because the run stalled$/,
    command: /^dfiji start --stack dev$/,
    neighbour: [
      "a stopped experiment whose last jobs end",
      { isSuspended: true, jobs: { waiting: 10, running: 2, dead: 0 } },
    ],
  },
  {
    cause: "quota",
    source: "botocore ec2 EventInformation: spotInstanceCountLimitExceeded; aws/aws-parallelcluster#340",
    facts: {
      fleetEvents: [event("error", "spotInstanceCountLimitExceeded", `${POOL}: Max spot instance count exceeded`)],
    },
    text: /^the account's quota of spot vCPUs is used up \(spotInstanceCountLimitExceeded: .*exceeded\)$/,
    command: /^aws service-quotas list-service-quotas --service-code ec2/,
    neighbour: [
      "the same limit with a machine at work",
      {
        fleetEvents: [event("error", "spotInstanceCountLimitExceeded", "Max spot instance count exceeded")],
        machines: [machine()],
        service: service({ running: 4, runningSince: ago(2) }),
      },
    ],
  },
  {
    cause: "key-pair",
    source: "botocore ec2 EventInformation: spotFleetRequestConfigurationInvalid; the original's troubleshooting: .pem",
    facts: {
      fleetEvents: [
        event(
          "error",
          "spotFleetRequestConfigurationInvalid",
          "m5.xlarge, ami-0e0, Linux/UNIX: The key pair 'lab.pem' does not exist",
        ),
      ],
    },
    text: /^the key pair of `keyName` does not exist in this region \(.*'lab\.pem'/,
    command: /^pulumi config rm distributed-fiji:keyName --stack dev/,
    neighbour: [
      "an old report, before a machine was bought",
      {
        fleetEvents: [
          event("instanceChange", "launched", "", 1),
          event("error", "spotFleetRequestConfigurationInvalid", "The key pair 'lab.pem' does not exist", 9),
        ],
        waitingSince: ago(4),
      },
    ],
  },
  {
    cause: "instance-profile",
    source: "hashicorp/terraform-provider-aws#24281, DanielThomas/ec2gaming#17",
    facts: {
      fleetEvents: [
        event(
          "Information",
          "launchSpecTemporarilyBlacklisted",
          `${POOL}, Value (fiji-dev-machine) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
        ),
      ],
    },
    text: /^the machines' instance profile does not exist, or has no role/,
    command: /^pulumi up --refresh --stack dev$/,
    neighbour: [
      "a fleet that reports its progress",
      { fleetEvents: [event("fleetRequestChange", "progress", "iamInstanceProfile")], waitingSince: ago(2) },
    ],
  },
  {
    cause: "fleet-role",
    source: "botocore ec2 EventInformation: iamFleetRoleInvalid; determined-ai/determined#1830",
    facts: { fleetEvents: [event("error", "iamFleetRoleInvalid", "")] },
    text: /^the fleet may not start machines: its role, or a service-linked role, is missing \(iamFleetRoleInvalid\)$/,
    command: /^aws iam create-service-linked-role --aws-service-name spot\.amazonaws\.com$/,
    neighbour: [
      "a report of an hour ago",
      { fleetEvents: [event("error", "iamFleetRoleInvalid", "", 60)], waitingSince: ago(2) },
    ],
  },
  {
    cause: "capacity",
    source: "c6fc/npk#70",
    facts: {
      fleetEvents: [
        event(
          "error",
          "spotFleetRequestConfigurationInvalid",
          "p2.xlarge, ami-0e0, Linux/UNIX: We currently do not have sufficient p2.xlarge capacity in the Availability Zone you requested",
        ),
        event(
          "Information",
          "launchSpecUnusable",
          "p2.xlarge, ami-0e0, Linux/UNIX, eu-central-1c, requested instance type is not supported in the requested Availability Zone",
        ),
      ],
    },
    text: /^AWS has no free machines of these types in these zones/,
    command: /^pulumi config set distributed-fiji:instanceTypes /,
    mayPass: true,
    neighbour: [
      "one zone that lacks the type",
      {
        fleetEvents: [
          event(
            "Information",
            "launchSpecUnusable",
            "p2.xlarge, eu-central-1c, requested instance type is not supported in the requested Availability Zone",
          ),
        ],
        waitingSince: ago(3),
      },
    ],
  },
  {
    cause: "price",
    source: "botocore ec2 EventInformation: fleetProgressHalted, launchSpecUnusable",
    facts: { fleetEvents: [event("Information", "fleetProgressHalted", "")] },
    text: /^the spot price is above maxSpotPrice of 0\.1 USD \(fleetProgressHalted\)$/,
    command: /^pulumi config set distributed-fiji:maxSpotPrice PRICE --stack dev/,
    mayPass: true,
    neighbour: [
      "a price that was too high before a machine was bought",
      {
        fleetEvents: [event("instanceChange", "launched", "", 1), event("Information", "fleetProgressHalted", "", 3)],
        machines: [machine({ launchedAt: ago(1), isRegistered: false })],
      },
    ],
  },
  {
    cause: "launch-refused",
    source: "DistributedScience/Distributed-CellProfiler#151",
    facts: {
      fleetEvents: [
        event("error", "spotFleetRequestConfigurationInvalid", "c5.xlarge, ami-096981b2599d2d99b, Linux/UNIX: Value"),
      ],
    },
    text: /^EC2 refuses to start machines \(spotFleetRequestConfigurationInvalid: c5\.xlarge, .*: Value\)$/,
    command: /^aws ec2 describe-spot-fleet-request-history --spot-fleet-request-id sfr-1 --start-time 2026-03-01T11:40/,
    neighbour: [
      "an information that is no error",
      { fleetEvents: [event("Information", "registerWithLoadBalancersFailed", "x")], waitingSince: ago(3) },
    ],
  },
  {
    cause: "ended-at-launch",
    source: "aws-samples/aws-service-catalog-reference-architectures#103",
    facts: {
      machines: [
        machine({
          state: "terminated",
          endReason: "Client.InternalError: Client error on launch",
          isRegistered: false,
        }),
      ],
    },
    text: /^machines end at launch \(Client\.InternalError: Client error on launch\): .*AWSServiceRoleForEC2Spot$/,
    command: /^aws ec2 get-ebs-default-kms-key-id$/,
    neighbour: [
      "a machine that AWS took back",
      {
        machines: [
          machine({ state: "terminated", endReason: "Server.SpotInstanceTermination: Spot instance termination" }),
        ],
        waitingSince: ago(4),
      },
    ],
  },
  {
    cause: "nothing-wanted",
    source: "docs/machines.md: SQS reports an idle queue up to 15 minutes late",
    facts: { fleet: { id: "sfr-1", state: "active", target: 0 } },
    text: /^jobs have waited for 20 min 0 s and no machine is requested/,
    command: /^dfiji start --stack dev$/,
    mayPass: true,
    neighbour: [
      "jobs that were sent a minute ago",
      { fleet: { id: "sfr-1", state: "active", target: 0 }, waitingSince: ago(1) },
    ],
  },
  {
    cause: "no-machine",
    source: "botocore ec2 SpotFleetRequestConfig",
    facts: {},
    text: /^the fleet's target is 1 and it has had no machine for 20 min 0 s, without an error$/,
    command: /^aws ec2 describe-spot-fleet-request-history/,
    mayPass: true,
    neighbour: [
      "a fleet that lost its only machine 4 minutes ago",
      { machines: [machine({ state: "terminated", endedAt: ago(4) })], waitingSince: ago(300) },
    ],
  },
  {
    cause: "never-registered",
    source: "aws-samples/ecs-refarch-cloudformation#101",
    facts: {
      machines: [
        machine({ isRegistered: false, launchedAt: ago(6) }),
        machine({ id: "i-2", isRegistered: false, launchedAt: ago(7) }),
      ],
    },
    text: /^2 machines are up for more than 5 minutes and none has joined the cluster: i-1, i-2$/,
    command: /^dfiji logs --machine i-1 --stack dev$/,
    neighbour: ["a slow boot of 4 minutes", { machines: [machine({ isRegistered: false, launchedAt: ago(4) })] }],
  },
  {
    cause: "agent-silent",
    source: "botocore ecs ContainerInstance: agentConnected",
    facts: { machines: [machine({ agentConnected: false })] },
    text: /^the ECS agents of all 1 machines are silent$/,
    command: /^dfiji shell i-1 --stack dev$/,
    neighbour: [
      "one of two agents that restarts",
      { machines: [machine({ agentConnected: false }), machine({ id: "i-2" })] },
    ],
  },
  {
    cause: "never-placed",
    source: "aws/containers-roadmap#331, pulumi/pulumi-cloud#454",
    facts: {
      machines: [machine()],
      service: service({
        events: [
          {
            at: ago(1),
            text: "(service fiji-dev-workers) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 333ba941 has insufficient memory available.",
          },
        ],
      }),
    },
    text: /^ECS can place no task on the machines: .*insufficient memory available\.$/,
    command: /^pulumi preview --stack dev --policy-pack policy$/,
    neighbour: [
      "a cluster without a machine yet (aws-samples/amazon-scalable-infra-discord-diffusion#3)",
      {
        machines: [machine({ isRegistered: false, launchedAt: ago(2) })],
        service: service({
          events: [
            {
              at: ago(1),
              text: "was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
            },
          ],
        }),
      },
    ],
  },
  {
    cause: "image",
    source: "aws/containers-roadmap#2493, aws/amazon-ecs-agent#943",
    facts: {
      machines: [machine()],
      stoppedTasks: [1, 2].map((minutes) =>
        stopped(minutes, {
          code: "TaskFailedToStart",
          exitCode: undefined,
          reason: "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref",
        }),
      ),
    },
    text: /^the worker's image cannot be pulled: CannotPullContainerError: pull image manifest/,
    command: /^pulumi up --refresh --stack dev$/,
    neighbour: [
      "a registry's one bad moment (aws/amazon-ecs-agent#719)",
      {
        machines: [machine()],
        stoppedTasks: [
          stopped(1, {
            code: "TaskFailedToStart",
            exitCode: undefined,
            reason: "CannotPullContainerError: Could not reach any registry endpoint",
          }),
        ],
      },
    ],
  },
  {
    cause: "worker-exits",
    source: "botocore ecs TaskStopCode: EssentialContainerExited; aws/amazon-ecs-agent#1187",
    facts: {
      machines: [machine()],
      jobs: { waiting: 8, running: 2, dead: 0 },
      stoppedTasks: [1, 2, 3].map((minutes) => stopped(minutes, {})),
    },
    text: /^the last 3 workers exited \(exit code 1\) and no job has ended since$/,
    command: /^dfiji logs --service --stack dev --since 15m$/,
    neighbour: [
      "workers that ended as they should (aws/amazon-ecs-agent#1236 has exit code 0)",
      {
        machines: [machine()],
        jobs: { waiting: 8, running: 2, dead: 0 },
        stoppedTasks: [1, 2, 3].map((minutes) => stopped(minutes, { exitCode: 0 })),
      },
    ],
  },
  {
    cause: "takes-no-job",
    source: "botocore ecs Task: startedAt",
    facts: { machines: [machine()], service: service({ running: 2, runningSince: ago(8) }) },
    text: /^2 workers run for 8 min 0 s and take no job$/,
    command: /^dfiji logs --service --stack dev --since 15m$/,
    neighbour: [
      "workers whose engines start",
      { machines: [machine()], service: service({ running: 2, runningSince: ago(3) }) },
    ],
  },
  {
    cause: "tasks-start-slowly",
    source: "botocore ecs Task: createdAt, lastStatus",
    facts: { machines: [machine()], service: service({ pending: 4, pendingSince: ago(9) }) },
    text: /^4 tasks have been starting for 9 min 0 s: a large image, or a slow way to the registry$/,
    command: /^dfiji logs --service/,
    mayPass: true,
    neighbour: [
      "tasks whose image is pulled for 3 minutes",
      { machines: [machine()], service: service({ pending: 4, pendingSince: ago(3) }) },
    ],
  },
];

describe("why nothing moves", () => {
  for (const { cause, source, facts, text, command, mayPass = false, neighbour } of CASES) {
    it(`${cause}: one sentence and one command (${source})`, () => {
      const found = verdict(factsWith(facts), settings);
      assert.equal(found?.cause, cause);
      assert.match(found?.text ?? "", text);
      assert.match(found?.command ?? "", command);
      assert.equal(found?.mayPass, mayPass);
    });
    it(`${cause} is not the verdict on ${neighbour[0]}`, () => {
      assert.equal(verdict(factsWith(neighbour[1]), settings)?.cause, neighbour[2]);
    });
  }

  it("every verdict comes within five minutes after the jobs were sent, when nothing comes of them", () => {
    for (const { cause, facts } of CASES) {
      const since = ["takes-no-job", "tasks-start-slowly"].includes(cause) ? {} : { waitingSince: ago(5) };
      assert.equal(verdict(factsWith({ ...facts, ...since }), settings)?.cause, cause);
    }
  });

  it("a fleet that was asked 4 minutes ago is waited for, and so is one whose history shows a machine that just ended", () => {
    assert.equal(verdict(factsWith({ waitingSince: ago(4) }), settings), undefined);
    const ended = event("instanceChange", "terminated", "", 3);
    assert.equal(verdict(factsWith({ fleetEvents: [ended] }), settings), undefined);
  });

  it("a file that is older than the stack is named with its date and how to write it again", () => {
    const found = verdict(factsWith({ fleet: undefined, otherFleet: "sfr-2" }), {
      ...settings,
      source: "d.json of 2026-01-02T03:04:05Z",
      rewrite: "dfiji deployment --stack dev --out d.json",
    });
    assert.match(found?.text ?? "", /since d\.json of 2026-01-02T03:04:05Z: .* is sfr-2, not sfr-1$/);
    assert.equal(found?.command, "dfiji deployment --stack dev --out d.json");
  });

  it("memory is named where the kernel killed the worker", () => {
    const reason = "OutOfMemoryError: Container killed due to memory usage";
    const stoppedTasks = [1, 2, 3].map((minutes) => stopped(minutes, { exitCode: 137, reason }));
    const found = verdict(factsWith({ machines: [machine()], stoppedTasks }), settings);
    assert.match(found?.text ?? "", /exit code 137, out of memory/);
    assert.match(found?.command ?? "", /memoryMiBPerTask/);
  });

  it("exits do not count once a job has ended after them", () => {
    const stoppedTasks = [1, 2, 3].map((minutes) => stopped(minutes, {}));
    const jobs = { waiting: 8, running: 2, dead: 0, lastEndedAt: ago(2) };
    assert.equal(verdict(factsWith({ machines: [machine()], stoppedTasks, jobs }), settings), undefined);
  });

  it("an empty queue and a run that moves have none, whatever else is seen", () => {
    for (const { facts } of CASES.filter(({ cause }) => cause !== "worker-exits")) {
      assert.equal(verdict(factsWith({ ...facts, jobs: { waiting: 0, running: 0, dead: 3 } }), settings), undefined);
      assert.equal(verdict(factsWith({ ...facts, jobs: { waiting: 9, running: 1, dead: 0 } }), settings), undefined);
    }
  });
});
