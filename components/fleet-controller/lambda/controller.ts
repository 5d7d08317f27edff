import {
  type Action,
  type Facts,
  type Fleet,
  type Machine,
  type MachineAlarm,
  type Queue,
  type Service,
} from "./facts";
import { alarmName, teardown, isUp, machineAlarmPrefix, reconcile } from "./reconcile";
import { type Settings } from "./settings";

/** Where facts come from and actions go; each answers for this experiment only. */
export interface CareAws {
  /** By id, or all; those of others are left out. */
  machines(ids?: readonly string[]): Promise<Omit<Machine, "tasks">[]>;
  alarms(by: { readonly prefix: string } | { readonly name: string }): Promise<MachineAlarm[]>;
  /** Undefined when cluster or service is not there (yet, or any more). */
  service(): Promise<Service | undefined>;
  fleet(): Promise<Fleet | undefined>;
  queue(now: Date): Promise<Queue | undefined>;
  /** Tasks that have not stopped, by machine id, of all container instances or of one. */
  tasksByMachine(containerInstanceArn?: string): Promise<ReadonlyMap<string, number>>;
  /** Machines are up: the next run is due, and until then a deadline counts (watch.ts). */
  keepWatch(now: Date): Promise<void>;
  /** No machine is up: no run is due. */
  rest(): Promise<void>;
  apply(action: Action): Promise<void>;
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
 * Looks at what the event is about, decides, acts. Answers with what it did.
 * @throws {AggregateError} after all actions were tried, when some failed
 */
export async function reconcileFleet(event: CareEvent, aws: CareAws, settings: Settings, now: Date): Promise<Action[]> {
  const { actions, machines, isWhole } = await decide(event, aws, settings, now);
  const errors: Error[] = [];
  const attempt = async (what: string, run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      errors.push(new Error(`${what}: ${(error as Error).message}`, { cause: error }));
    }
  };
  const areUp = machines.some(isUp);
  if (areUp) await attempt("watch", () => aws.keepWatch(now));
  for (const action of actions) await attempt(action.kind, () => aws.apply(action));
  if (isWhole && !areUp) await attempt("rest", () => restUnlessUp(aws, now));
  if (errors.length > 0) throw new AggregateError(errors, errors.map((error) => error.message).join("; "));
  return actions;
}

/** A machine that started after the first look switched the schedule on, maybe before it was switched off here. */
async function restUnlessUp(aws: CareAws, now: Date): Promise<void> {
  await aws.rest();
  if ((await aws.machines()).some(isUp)) await aws.keepWatch(now);
}

interface Decision {
  readonly actions: Action[];
  /** Those whose being up asks for the next run. */
  readonly machines: readonly Machine[];
  /** All machines were looked at. */
  readonly isWhole: boolean;
}

async function decide(event: CareEvent, aws: CareAws, settings: Settings, now: Date): Promise<Decision> {
  const nothing = { actions: [], machines: [], isWhole: false };
  const part = (facts: Facts) => ({ ...nothing, actions: reconcile(facts, settings, now) });
  // nothing is there yet, and the role's rights may take seconds to be known everywhere
  if (event.tf?.action === "create") return nothing;
  const machineId = event.detail?.["instance-id"];
  const containerInstanceArn = event.detail?.containerInstanceArn;
  if (machineId !== undefined) {
    const facts = await oneMachine(machineId, aws, settings);
    return { ...part(facts), machines: facts.machines };
  }
  if (containerInstanceArn !== undefined) return part(await oneTask(containerInstanceArn, aws));
  // with the fleet still there it is no destroy, whatever Pulumi deletes: no machine ends then
  if (event.tf?.action === "delete" && (await aws.fleet()) === undefined) {
    return { ...nothing, actions: teardown(await everyMachine(aws, settings)) };
  }
  const facts = await everything(aws, settings, now);
  return { ...part(facts), machines: facts.machines, isWhole: true };
}

/** A machine started or ended: its alarm. */
async function oneMachine(id: string, aws: CareAws, { experiment }: Settings): Promise<Facts> {
  const [machines, alarms] = await Promise.all([aws.machines([id]), aws.alarms({ name: alarmName(experiment, id) })]);
  return { machines, alarms };
}

/** A task stopped: the machine it was on, when no task is wanted any more. */
async function oneTask(containerInstanceArn: string, aws: CareAws): Promise<Facts> {
  const service = await aws.service();
  if (service?.desired !== 0) return { machines: [] };
  const [tasks, fleet] = await Promise.all([aws.tasksByMachine(containerInstanceArn), aws.fleet()]);
  const machines = tasks.size === 0 ? [] : await aws.machines([...tasks.keys()]);
  return { machines: withTasks(machines, tasks), service, fleet };
}

async function everyMachine(aws: CareAws, { experiment }: Settings): Promise<Facts> {
  const [machines, alarms] = await Promise.all([
    aws.machines(),
    aws.alarms({ prefix: machineAlarmPrefix(experiment) }),
  ]);
  return { machines, alarms };
}

async function everything(aws: CareAws, settings: Settings, now: Date): Promise<Facts> {
  const service = await aws.service();
  const { machines, alarms } = await everyMachine(aws, settings);
  if (service === undefined) return { machines, alarms };
  const [tasks, fleet, queue] = await Promise.all([aws.tasksByMachine(), aws.fleet(), aws.queue(now)]);
  return { machines: withTasks(machines, tasks), alarms, service, fleet, queue };
}

function withTasks(machines: readonly Omit<Machine, "tasks">[], tasks: ReadonlyMap<string, number>): Machine[] {
  return machines.map((machine) => ({ ...machine, tasks: tasks.get(machine.id) }));
}
