import { duration } from "../progress/render";
import { type ExperimentFacts, type FleetEvent, isUp, type MachineFacts, type StoppedTask } from "../experiment/facts";

/** Why nothing moves, and the one thing to do. */
export interface Verdict {
  readonly cause: Cause;
  /** One sentence for a person. */
  readonly text: string;
  /** Ready to paste. */
  readonly command: string;
  /** AWS may end it without a person: prices fall, capacity comes back. */
  readonly mayPass: boolean;
}

export type Cause =
  | "deployment-is-old"
  | "fleet-ended"
  | "fleet-gone"
  | "stopped"
  | "quota"
  | "key-pair"
  | "instance-profile"
  | "fleet-role"
  | "capacity"
  | "price"
  | "launch-refused"
  | "ended-at-launch"
  | "no-machine"
  | "nothing-wanted"
  | "never-registered"
  | "agent-silent"
  | "never-placed"
  | "image"
  | "worker-exits"
  | "tasks-start-slowly"
  | "takes-no-job";

/** What a verdict's command depends on. */
export interface VerdictSettings {
  readonly stack: string;
  /** `--stack dev`, `--deployment FILE`. */
  readonly place: string;
  /** Of the deployment: `deployment.json of 2026-01-02T03:04:05Z`. */
  readonly source: string;
  readonly rewrite?: string | undefined;
  readonly machineLogGroup: string;
  readonly maxSpotPrice?: string | undefined;
  readonly fleetId: string;
}

/** Minutes without any movement after which the absence of something is an answer. A slow boot takes 4. */
export const PATIENCE_MINUTES = 5;
/** Minutes that a report counts for. */
const RECENT_MINUTES = 10;
/** Workers that exit, until it is the rule. */
const EXITS = 3;
/** Images that cannot be pulled: one may be a registry's bad moment. */
const FAILED_PULLS = 2;
const MINUTE = 60_000;

/**
 * Why jobs wait and nothing moves. Undefined while something moves, when nothing waits, and while what is seen is what
 * a start looks like.
 */
export function verdict(facts: ExperimentFacts, settings: VerdictSettings): Verdict | undefined {
  const { waiting, running } = facts.jobs;
  if (waiting + running === 0) return undefined;
  return exits(facts, settings) ?? (running > 0 ? undefined : stuck(facts, settings));
}

function stuck(facts: ExperimentFacts, settings: VerdictSettings): Verdict | undefined {
  return (
    noFleet(facts, settings) ??
    suspended(facts, settings) ??
    image(facts, settings) ??
    placement(facts, settings) ??
    refusedMachine(facts, settings) ??
    missingMachine(facts, settings) ??
    idleTasks(facts, settings)
  );
}

function noFleet(facts: ExperimentFacts, { stack, source, rewrite, fleetId }: VerdictSettings): Verdict | undefined {
  const { fleet, otherFleet, validUntil, now } = facts;
  if (fleet !== undefined && !fleet.state.startsWith("cancelled")) return undefined;
  if (otherFleet !== undefined) {
    return {
      cause: "deployment-is-old",
      text: `the stack has changed since ${source}: the experiment's fleet is ${otherFleet}, not ${fleetId}`,
      command: rewrite ?? `pulumi refresh --stack ${stack}`,
      mayPass: false,
    };
  }
  if (Date.parse(validUntil) <= Date.parse(now)) {
    return {
      cause: "fleet-ended",
      text: `the fleet ended on ${validUntil}, as endAfterHours asks; the jobs still wait`,
      command: `pulumi config set distributed-fiji:endAfterHours 336 --stack ${stack} && pulumi up --refresh --stack ${stack}`,
      mayPass: false,
    };
  }
  return {
    cause: "fleet-gone",
    text: `the fleet ${fleetId} ${fleet === undefined ? "does not exist" : `is ${fleet.state}`}: someone cancelled it outside of Pulumi`,
    command: `pulumi up --refresh --stack ${stack}`,
    mayPass: false,
  };
}

function suspended({ isSuspended }: ExperimentFacts, { place }: VerdictSettings): Verdict | undefined {
  if (!isSuspended) return undefined;
  return {
    cause: "stopped",
    text: "scaling is suspended, by `dfiji stop` or because the run stalled",
    command: `dfiji start ${place}`,
    mayPass: false,
  };
}

function image(facts: ExperimentFacts, { stack }: VerdictSettings): Verdict | undefined {
  const pulls = recentTasks(facts).filter(({ reason }) => reason.includes("CannotPull"));
  const [newest] = pulls;
  if (newest === undefined || pulls.length < FAILED_PULLS || (facts.service?.running ?? 0) > 0) return undefined;
  return {
    cause: "image",
    text: `the worker's image cannot be pulled: ${newest.reason}`,
    command: `pulumi up --refresh --stack ${stack}`,
    mayPass: false,
  };
}

/** Also while jobs count as running: what a dead worker held is in flight until its lease ends. */
function exits(facts: ExperimentFacts, { place }: VerdictSettings): Verdict | undefined {
  const ends = recentTasks(facts).filter(({ code, exitCode }) => code === "EssentialContainerExited" && exitCode !== 0);
  const [newest] = ends;
  if (newest === undefined || ends.length < EXITS || hasEndedSince(facts, ends[EXITS - 1])) return undefined;
  const isMemory = newest.reason.includes("OutOfMemory") || newest.exitCode === 137;
  return {
    cause: "worker-exits",
    text: `the last ${ends.length} workers exited (${newest.exitCode === undefined ? newest.reason : `exit code ${newest.exitCode}`}${isMemory ? ", out of memory" : ""}) and no job has ended since`,
    command: isMemory
      ? `pulumi config get distributed-fiji:memoryMiBPerTask`
      : `dfiji logs --service ${place} --since 15m`,
    mayPass: false,
  };
}

const hasEndedSince = ({ jobs }: ExperimentFacts, task: StoppedTask | undefined): boolean =>
  jobs.lastEndedAt !== undefined && task !== undefined && jobs.lastEndedAt > task.at;

/** Tasks beyond the machines that are up always wait for a place: only when none has one it is an answer. */
function placement(facts: ExperimentFacts, { stack }: VerdictSettings): Verdict | undefined {
  const { service, machines } = facts;
  if (service === undefined || service.running + service.pending > 0) return undefined;
  if (!machines.some((machine) => isUp(machine) && machine.isRegistered)) return undefined;
  const [event] = service.events.filter(
    ({ at, text }) =>
      isRecent(facts, at) && text.includes("unable to place a task") && !text.includes("No Container Instances"),
  );
  if (event === undefined) return undefined;
  return {
    cause: "never-placed",
    text: `ECS can place no task on the machines: ${event.text}`,
    command: `pulumi preview --stack ${stack} --policy-pack policy`,
    mayPass: false,
  };
}

/** What a fleet's reports mean, the most certain first. Texts are EC2's own. */
const REFUSALS: readonly (readonly [cause: Cause, report: RegExp, text: string, mayPass: boolean])[] = [
  [
    "quota",
    /spotInstanceCountLimitExceeded|Max spot instance count exceeded|MaxSpotInstanceCount/i,
    "the account's quota of spot vCPUs is used up",
    false,
  ],
  [
    "key-pair",
    /InvalidKeyPair|key pair '[^']*' does not exist|keyPairNames/i,
    "the key pair of `keyName` does not exist in this region",
    false,
  ],
  [
    "instance-profile",
    /iamInstanceProfile|Invalid IAM Instance Profile|no associated IAM Roles/i,
    "the machines' instance profile does not exist, or has no role",
    false,
  ],
  [
    "fleet-role",
    /iamFleetRoleInvalid|ServiceLinkedRoleCreationNotPermitted/i,
    "the fleet may not start machines: its role, or a service-linked role, is missing",
    false,
  ],
  [
    "capacity",
    /InsufficientInstanceCapacity|UnfulfillableCapacity|sufficient \S+ capacity|no Spot capacity/i,
    "AWS has no free machines of these types in these zones",
    true,
  ],
  [
    "price",
    /fleetProgressHalted|launchSpecUnusable|SpotMaxPriceTooLow|price.*(?:below|lower)/i,
    "the spot price is above maxSpotPrice",
    true,
  ],
];

function refusedMachine(facts: ExperimentFacts, settings: VerdictSettings): Verdict | undefined {
  if (facts.machines.some(isUp)) return undefined;
  const lastLaunch = facts.fleetEvents.find(({ subType }) => subType === "launched")?.at ?? "";
  const reports = facts.fleetEvents.filter(
    (event) => isRefusal(event) && event.at > lastLaunch && isRecent(facts, event.at, 30),
  );
  const known = REFUSALS.flatMap(([cause, report, text, mayPass]) => {
    const found = reports.find((event) => report.test(reasonOf(event)));
    return found === undefined ? [] : [{ cause, text, mayPass, found }];
  });
  const [first] = known;
  if (first !== undefined) {
    const { cause, text, mayPass, found } = first;
    const price = cause === "price" && settings.maxSpotPrice !== undefined ? ` of ${settings.maxSpotPrice} USD` : "";
    return { cause, text: `${text}${price} (${shown(found)})`, command: refusalCommand(cause, settings), mayPass };
  }
  const [launch] = facts.machines.filter(endedAtLaunch);
  if (launch !== undefined) {
    return {
      cause: "ended-at-launch",
      text: `machines end at launch (${launch.endReason}): most often the account's key for EBS may not be used by AWSServiceRoleForEC2Spot`,
      command: `aws ec2 get-ebs-default-kms-key-id`,
      mayPass: false,
    };
  }
  const error = reports.find(({ type }) => type === "error");
  if (error === undefined) return undefined;
  return {
    cause: "launch-refused",
    text: `EC2 refuses to start machines (${shown(error)})`,
    command: historyCommand(facts, settings),
    mayPass: false,
  };
}

const isRefusal = ({ type, subType }: FleetEvent): boolean =>
  type === "error" ||
  ["launchSpecUnusable", "launchSpecTemporarilyBlacklisted", "fleetProgressHalted"].includes(subType);

/** One zone that lacks a type is no refusal of the price: EC2 uses `launchSpecUnusable` for both. */
const reasonOf = ({ subType, text }: FleetEvent): string =>
  subType === "launchSpecUnusable" && /not supported/.test(text) ? text : `${subType} ${text}`;

const shown = ({ subType, text }: FleetEvent): string => (text === "" ? subType : `${subType}: ${text}`);

const endedAtLaunch = ({ state, endReason = "" }: MachineFacts): boolean =>
  state !== "running" && endReason.startsWith("Client.InternalError");

function refusalCommand(cause: Cause, { stack }: VerdictSettings): string {
  const set = (key: string, value: string): string =>
    `pulumi config set distributed-fiji:${key} ${value} --stack ${stack} && pulumi up --refresh --stack ${stack}`;
  switch (cause) {
    case "quota":
      return "aws service-quotas list-service-quotas --service-code ec2 --query \"Quotas[?contains(QuotaName,'Spot')]\"";
    case "key-pair":
      return `pulumi config rm distributed-fiji:keyName --stack ${stack} && pulumi up --refresh --stack ${stack}`;
    case "fleet-role":
      return "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com";
    case "capacity":
      return set("instanceTypes", '\'["m5.xlarge", "m5a.xlarge", "m4.xlarge"]\'');
    case "price":
      return set("maxSpotPrice", "PRICE");
    default:
      return `pulumi up --refresh --stack ${stack}`;
  }
}

function missingMachine(facts: ExperimentFacts, settings: VerdictSettings): Verdict | undefined {
  const { fleet, machines, service } = facts;
  const up = machines.filter(isUp);
  const ends = machines.flatMap(({ endedAt = "" }) => endedAt);
  const changes = facts.fleetEvents.filter(({ type }) => type === "instanceChange").map(({ at }) => at);
  // a fleet that just lost its machines may take as long as a new one
  const waited = minutesSince(facts, [facts.waitingSince, ...ends, ...changes].sort().at(-1) ?? facts.now);
  if (up.length === 0) {
    if (waited < PATIENCE_MINUTES) return undefined;
    if (fleet?.target === 0 || service?.desired === 0) {
      return {
        cause: "nothing-wanted",
        text: `jobs have waited for ${inWords(waited)} and no machine is requested: the queue's metrics are late, or scaling was changed by hand`,
        command: `dfiji start ${settings.place}`,
        mayPass: true,
      };
    }
    return {
      cause: "no-machine",
      text: `the fleet's target is ${fleet?.target} and it has had no machine for ${inWords(waited)}, without an error`,
      command: historyCommand(facts, settings),
      mayPass: true,
    };
  }
  const registered = up.filter(({ isRegistered }) => isRegistered);
  const booting = up.filter(({ launchedAt }) => minutesSince(facts, launchedAt) < PATIENCE_MINUTES);
  if (registered.length === 0 && booting.length === 0) {
    return {
      cause: "never-registered",
      text: `${up.length === 1 ? "1 machine is" : `${up.length} machines are`} up for more than ${PATIENCE_MINUTES} minutes and none has joined the cluster: ${up.map(({ id }) => id).join(", ")}`,
      command: `dfiji logs --machine ${up[0]?.id} ${settings.place}`,
      mayPass: false,
    };
  }
  if (
    registered.length > 0 &&
    booting.length === 0 &&
    registered.every(({ agentConnected }) => agentConnected === false)
  ) {
    return {
      cause: "agent-silent",
      text: `the ECS agents of all ${registered.length} machines are silent`,
      command: `dfiji shell ${registered[0]?.id} ${settings.place}`,
      mayPass: false,
    };
  }
  return undefined;
}

function idleTasks(facts: ExperimentFacts, { place }: VerdictSettings): Verdict | undefined {
  const { service } = facts;
  if (service === undefined) return undefined;
  const command = `dfiji logs --service ${place} --since 15m`;
  const since = (at = facts.now): string => (at > facts.waitingSince ? at : facts.waitingSince);
  const started = minutesSince(facts, since(service.runningSince));
  if (
    service.running > 0 &&
    started >= PATIENCE_MINUTES &&
    !isRecent(facts, facts.jobs.lastEndedAt, PATIENCE_MINUTES)
  ) {
    return {
      cause: "takes-no-job",
      text: `${service.running === 1 ? "1 worker runs" : `${service.running} workers run`} for ${inWords(started)} and ${service.running === 1 ? "takes" : "take"} no job`,
      command,
      mayPass: false,
    };
  }
  const starting = minutesSince(facts, since(service.pendingSince));
  if (service.running === 0 && service.pending > 0 && starting >= PATIENCE_MINUTES) {
    return {
      cause: "tasks-start-slowly",
      text: `${service.pending === 1 ? "1 task has" : `${service.pending} tasks have`} been starting for ${inWords(starting)}: a large image, or a slow way to the registry`,
      command,
      mayPass: true,
    };
  }
  return undefined;
}

const historyCommand = ({ waitingSince }: ExperimentFacts, { fleetId }: VerdictSettings): string =>
  `aws ec2 describe-spot-fleet-request-history --spot-fleet-request-id ${fleetId} --start-time ${waitingSince}`;

const recentTasks = (facts: ExperimentFacts): readonly StoppedTask[] =>
  facts.stoppedTasks.filter(({ at }) => isRecent(facts, at));

const minutesSince = ({ now }: ExperimentFacts, at: string): number => (Date.parse(now) - Date.parse(at)) / MINUTE;

const isRecent = (facts: ExperimentFacts, at: string | undefined, minutes = RECENT_MINUTES): boolean =>
  at !== undefined && minutesSince(facts, at) <= minutes;

const inWords = (minutes: number): string => duration(minutes * 60);
