import {
  type Action,
  type Facts,
  type Fleet,
  type Machine,
  type MachineAlarm,
  type Queue,
  type Service,
} from "./facts";
import { alarmName, teardown, machineAlarmPrefix, reconcile } from "./reconcile";
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
  /** Running and pending tasks by machine id, of all container instances or of one. */
  tasksByMachine(containerInstanceArn?: string): Promise<ReadonlyMap<string, number>>;
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
  const actions = await decide(event, aws, settings, now);
  const errors: Error[] = [];
  for (const action of actions) {
    try {
      await aws.apply(action);
    } catch (error) {
      errors.push(new Error(`${action.kind}: ${(error as Error).message}`, { cause: error }));
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, errors.map((error) => error.message).join("; "));
  return actions;
}

async function decide(event: CareEvent, aws: CareAws, settings: Settings, now: Date): Promise<Action[]> {
  // nothing is there yet, and the role's rights may take seconds to be known everywhere
  if (event.tf?.action === "create") return [];
  const machineId = event.detail?.["instance-id"];
  const containerInstanceArn = event.detail?.containerInstanceArn;
  if (machineId !== undefined) return reconcile(await oneMachine(machineId, aws, settings), settings, now);
  if (containerInstanceArn !== undefined) return reconcile(await oneTask(containerInstanceArn, aws), settings, now);
  // with the fleet still there it is no destroy, whatever Pulumi deletes: nobody's machines end then
  if (event.tf?.action === "delete" && (await aws.fleet()) === undefined) {
    return teardown(await everyMachine(aws, settings));
  }
  return reconcile(await everything(aws, settings, now), settings, now);
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
