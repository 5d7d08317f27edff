import {
  type Action,
  type Facts,
  type Fleet,
  type JobCounts,
  type Look,
  type Machine,
  type MachineAlarm,
  type Minimum,
  type OnDemand,
  type Queue,
  type Service,
} from "./facts";
import { isUp } from "./machine-state";
import { alarmName, teardown, machineAlarmPrefix, reconcile } from "./reconcile";
import { CLOSE_LOOK_SECONDS, endsSoon, haveEnded, LONGEST_GAP_SECONDS, nothingWaits } from "./looks";
import { machinesToKeep } from "./scale-in";
import { type Settings } from "./settings";

/** A machine in the cluster, and its tasks that have not stopped. */
export interface Placement {
  readonly containerInstanceArn: string;
  readonly isDraining: boolean;
  readonly taskArns: readonly string[];
}

/** A machine as EC2 shows it. */
export type Instance = Omit<Machine, "tasks" | "protectedTasks" | "isDraining" | "containerInstanceArn">;

/** Where facts come from and actions go; each answers for this experiment only. */
export interface CareAws {
  /** By id, or all; those of others are left out. */
  machines(ids?: readonly string[]): Promise<Instance[]>;
  alarms(by: { readonly prefix: string } | { readonly name: string }): Promise<MachineAlarm[]>;
  /** Undefined when cluster or service is not there (yet, or any more). */
  service(): Promise<Service | undefined>;
  fleet(): Promise<Fleet | undefined>;
  queue(now: Date): Promise<Queue | undefined>;
  /** Jobs now, without metrics. Undefined when the queue is not there. */
  counts(): Promise<JobCounts | undefined>;
  /** Undefined where the experiment has no on-demand machines. */
  onDemand(fleetId: string, now: Date): Promise<OnDemand | undefined>;
  minimum(fleetId: string): Promise<Minimum | undefined>;
  /** By machine id, all container instances or one. */
  placements(containerInstanceArn?: string): Promise<ReadonlyMap<string, Placement>>;
  /** Of these tasks, those that ECS protects. */
  protectedTasks(taskArns: readonly string[]): Promise<ReadonlySet<string>>;
  /** Machines are up: the next run is due, and until then a deadline counts (watch.ts). */
  keepWatch(now: Date, watch: Watch): Promise<void>;
  /** No machine is up: no run is due. */
  rest(watch: Watch): Promise<void>;
  apply(action: Action, now: Date): Promise<void>;
}

export interface Watch {
  /** The maximum is 0 since the last job has ended, and is set back in time (`hold-at-zero`). */
  readonly isHeld: boolean;
}

/** What the function is called with: two EventBridge events, a schedule, and Pulumi's calls at create, update, delete. */
export interface CareEvent {
  readonly source?: string;
  readonly detail?: {
    readonly "instance-id"?: string;
    readonly containerInstanceArn?: string;
  };
  readonly tf?: { readonly action: "create" | "update" | "delete" };
}

/**
 * What one call keeps for the next. Lambda starts a function again when it likes: then all is looked at, and machines leave a
 * minute later.
 */
export interface Memory {
  readonly looks: readonly Look[];
  /** When everything was looked at. */
  readonly wholeAt?: Date | undefined;
  /** At the last look machines drained that still had tasks. */
  readonly areDraining?: boolean;
}

/** Everything is looked at so often, while machines are up; the queue each minute. A little less than 5: no call is left out. */
const WHOLE_MINUTES = 4.5;
/** Looks that are kept: five minutes of close ones. */
const MOST_LOOKS = 30;
/** A call of the schedule begins no look after so many seconds: the next call comes after a minute. */
const LAST_LOOK_SECONDS = 50;

/**
 * Looks at what the event is about, decides, acts. Answers with what it did.
 * @throws {AggregateError} after all actions were tried, when some failed
 */
export async function reconcileFleet(
  event: CareEvent,
  aws: CareAws,
  settings: Settings,
  now: Date,
  memory: { current: Memory } = { current: { looks: [] } },
): Promise<Action[]> {
  const errors: Error[] = [];
  const { actions, machines, isWhole } = await decide(event, { aws, settings, now, memory, errors });
  const attempt = async (what: string, run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      errors.push(new Error(`${what}: ${(error as Error).message}`, { cause: error }));
    }
  };
  const areUp = machines.some(isUp);
  const watch: Watch = { isHeld: haveEnded(memory.current.looks) };
  if (areUp) await attempt("watch", () => aws.keepWatch(now, watch));
  for (const action of actions) await attempt(action.kind, () => aws.apply(action, now));
  if (isWhole && !areUp) await attempt("rest", () => restUnlessUp(aws, now, watch));
  if (errors.length > 0) throw new AggregateError(errors, errors.map((error) => error.message).join("; "));
  return actions;
}

/**
 * Seconds until the same call looks again, since the run is about to end; undefined: the next call is soon enough.
 * @param looked seconds since the call began
 */
export function nextLookSeconds(event: CareEvent, { looks }: Memory, looked: number): number | undefined {
  const { tf, detail } = event;
  const isSchedule = tf === undefined && detail?.["instance-id"] === undefined && !detail?.containerInstanceArn;
  const isLast = looked + CLOSE_LOOK_SECONDS > LAST_LOOK_SECONDS;
  return isSchedule && !isLast && endsSoon(looks) ? CLOSE_LOOK_SECONDS : undefined;
}

/** A machine that started after the first look switched the schedule on, maybe before it was switched off here. */
async function restUnlessUp(aws: CareAws, now: Date, watch: Watch): Promise<void> {
  await aws.rest(watch);
  if ((await aws.machines()).some(isUp)) await aws.keepWatch(now, watch);
}

interface Decision {
  readonly actions: Action[];
  /** Those whose being up asks for the next run. */
  readonly machines: readonly Machine[];
  /** All machines were looked at. */
  readonly isWhole: boolean;
}

interface Context {
  readonly aws: CareAws;
  readonly settings: Settings;
  readonly now: Date;
  readonly memory: { current: Memory };
  /** What could not be looked at; the rest is done all the same. */
  readonly errors: Error[];
}

const NOTHING: Decision = { actions: [], machines: [], isWhole: false };

async function decide(event: CareEvent, context: Context): Promise<Decision> {
  const { aws, settings, now, memory } = context;
  const part = (facts: Facts): Decision => ({ ...NOTHING, actions: reconcile(facts, settings, now) });
  // nothing is there yet, and the role's rights may take seconds to be known everywhere
  if (event.tf?.action === "create") return NOTHING;
  const machineId = event.detail?.["instance-id"];
  const containerInstanceArn = event.detail?.containerInstanceArn;
  if (machineId !== undefined) {
    const facts = await oneMachine(machineId, aws, settings);
    return { ...part(facts), machines: facts.machines };
  }
  if (containerInstanceArn !== undefined) return part(await oneTask(containerInstanceArn, aws));
  // with the fleet still there it is no destroy, whatever Pulumi deletes: no machine ends then
  if (event.tf?.action === "delete" && (await aws.fleet()) === undefined) {
    return { ...NOTHING, actions: teardown(await everyMachine(aws, settings)) };
  }
  const { wholeAt } = memory.current;
  if (event.tf === undefined && wholeAt !== undefined && minutesBetween(wholeAt, now) < WHOLE_MINUTES) {
    const facts = await queueOnly(context);
    return facts === undefined ? NOTHING : part(facts);
  }
  const facts = await everything(context);
  memory.current = { ...memory.current, wholeAt: now };
  return { ...part(facts), machines: facts.machines, isWhole: true };
}

const minutesBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 60_000;

/** A machine started or ended: its alarm. */
async function oneMachine(id: string, aws: CareAws, { experiment }: Settings): Promise<Facts> {
  const [machines, alarms] = await Promise.all([aws.machines([id]), aws.alarms({ name: alarmName(experiment, id) })]);
  return { machines, alarms };
}

/** A task stopped: the machine it was on, when it drains or no task is wanted any more. */
async function oneTask(containerInstanceArn: string, aws: CareAws): Promise<Facts> {
  const [service, placements] = await Promise.all([aws.service(), aws.placements(containerInstanceArn)]);
  const [placement] = placements.values();
  if (placement === undefined || (service?.desired !== 0 && !placement.isDraining)) return { machines: [] };
  const [machines, fleet] = await Promise.all([aws.machines([...placements.keys()]), aws.fleet()]);
  return { machines: placed(machines, placements), service, fleet };
}

async function everyMachine(aws: CareAws, { experiment }: Settings): Promise<Facts> {
  const [machines, alarms] = await Promise.all([
    aws.machines(),
    aws.alarms({ prefix: machineAlarmPrefix(experiment) }),
  ]);
  return { machines, alarms };
}

/** The minute's look. Undefined: no machine may leave now. */
async function queueOnly(context: Context): Promise<Facts | undefined> {
  const { aws, memory } = context;
  const looks = remember(memory, context.now, await aws.counts());
  if (!nothingWaits(looks) && memory.current.areDraining !== true) return undefined;
  const service = await aws.service();
  if (service === undefined) return undefined;
  return await withScaleIn({ machines: await aws.machines(), service, looks }, context);
}

async function everything(context: Context): Promise<Facts> {
  const { aws, settings, now, memory } = context;
  const service = await aws.service();
  const { machines, alarms } = await everyMachine(aws, settings);
  if (service === undefined) return { machines, alarms };
  const queue = await aws.queue(now);
  const looks = remember(memory, now, queue);
  const facts = await withScaleIn({ machines, alarms, service, queue, looks }, context, { isWhole: true });
  return facts.fleet === undefined ? facts : { ...facts, onDemand: await aws.onDemand(facts.fleet.id, now) };
}

/** What decides which machines leave. Tasks are many: they are looked at when some may, and with everything else. */
async function withScaleIn(facts: Facts, context: Context, { isWhole } = { isWhole: false }): Promise<Facts> {
  const { aws, settings, memory } = context;
  const fleet = await aws.fleet();
  const minimum = fleet === undefined ? undefined : await aws.minimum(fleet.id);
  const known = { ...facts, fleet, minimum };
  const mayLeave =
    nothingWaits(facts.looks ?? []) && facts.machines.filter(isUp).length > machinesToKeep(known, settings);
  if (!isWhole && !mayLeave && memory.current.areDraining !== true) return known;
  const placements = await aws.placements();
  const areProtected = mayLeave ? await protection(placements, context) : undefined;
  const machines = placed(facts.machines, placements, areProtected);
  const areDraining = machines.some(
    (machine) => isUp(machine) && machine.isDraining === true && (machine.tasks ?? 0) > 0,
  );
  memory.current = { ...memory.current, areDraining };
  return { ...known, machines };
}

/** Without it no machine with tasks leaves; all else continues. */
async function protection(placements: ReadonlyMap<string, Placement>, { aws, errors }: Context) {
  try {
    return await aws.protectedTasks([...placements.values()].flatMap(({ taskArns }) => taskArns));
  } catch (error) {
    errors.push(new Error(`task protection: ${(error as Error).message}`, { cause: error }));
    return undefined;
  }
}

/** Adds a look; those before a gap are forgotten. */
function remember(memory: { current: Memory }, at: Date, counts: JobCounts | undefined): readonly Look[] {
  const before = memory.current.looks;
  const last = before.at(-1);
  const isTorn = last !== undefined && minutesBetween(last.at, at) * 60 > LONGEST_GAP_SECONDS;
  const chain = isTorn || counts === undefined ? [] : before;
  const look = counts === undefined ? [] : [{ at, visible: counts.visible, inFlight: counts.inFlight }];
  const looks = [...chain, ...look].slice(-MOST_LOOKS);
  memory.current = { ...memory.current, looks };
  return looks;
}

function placed(
  machines: readonly Instance[],
  placements: ReadonlyMap<string, Placement>,
  areProtected?: ReadonlySet<string>,
): Machine[] {
  return machines.map((machine) => {
    const placement = placements.get(machine.id);
    if (placement === undefined) return machine;
    const { taskArns, isDraining, containerInstanceArn } = placement;
    const protectedTasks = areProtected && taskArns.filter((arn) => areProtected.has(arn)).length;
    return { ...machine, tasks: taskArns.length, isDraining, containerInstanceArn, protectedTasks };
  });
}
