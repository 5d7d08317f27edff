import { knownTypes } from "./fitting";
import { instanceType } from "./instance-types";
import { type MachineRoom, packing, type Packing, type TaskNeeds } from "./packing";
import { anyOf, counted, grouped } from "./text";

export interface FleetCapacityFacts {
  readonly task: TaskNeeds;
  /** Every type that the fleet may buy. */
  readonly types: readonly WeightedType[];
  readonly room?: MachineRoom | undefined;
  /** The fleet's target at its largest: machines, or units where types have weights. */
  readonly target: number;
  /** Tasks that the service wants at its largest. */
  readonly desiredTasks: number;
}

export interface WeightedType {
  readonly name: string;
  /** Units of the target that one machine counts as. @default 1 */
  readonly weight?: number | undefined;
}

/** Machines and tasks that a fleet has of one type when it buys nothing else. */
export interface TypeCapacity {
  readonly name: string;
  readonly machines: number;
  readonly tasksPerMachine: number;
  readonly tasks: number;
  /** Why no more fit, where it is neither vCPUs nor memory. */
  readonly because?: string | undefined;
}

/** Capacity by type, smallest first; types that are unknown or take no task at all are left out. */
export function capacities({
  task,
  types,
  room,
  target,
}: Omit<FleetCapacityFacts, "desiredTasks">): readonly TypeCapacity[] {
  return types
    .flatMap(({ name, weight = 1 }) => {
      const type = instanceType(name);
      if (type === undefined || !(weight > 0)) return [];
      const machines = Math.ceil(target / weight); // the fleet rounds up until the target is met
      const packed = packing(task, type, room);
      const { tasks: tasksPerMachine } = packed;
      const tasks = machines * tasksPerMachine;
      const because = reasonOf(packed, task);
      if (tasksPerMachine === 0) return [];
      return [{ name, machines, tasksPerMachine, tasks, ...(because !== undefined && { because }) }];
    })
    .sort((a, b) => a.tasks - b.tasks || (a.name < b.name ? -1 : 1));
}

/** undefined where vCPUs, memory or disk end it: these are sizes that the program shows. */
function reasonOf({ limits, by }: Packing, { alone }: TaskNeeds): string | undefined {
  if (limits.some((resource) => ["vcpus", "memory", "disk"].includes(resource))) return undefined;
  if (limits.includes("alone")) return alone?.because;
  return limits.includes("gpus") ? "by GPUs" : `network mode awsvpc, ${by.networkInterfaces} interfaces for tasks`;
}

/** Tasks beyond what the machines take stay pending, and the run never has the size it was planned with. */
export function capacityProblems(facts: FleetCapacityFacts): readonly string[] {
  const { desiredTasks, types, target } = facts;
  const least = capacities(facts)[0];
  if (least === undefined || desiredTasks <= least.tasks) return [];
  const { name, machines, tasksPerMachine, tasks, because } = least;
  const one = knownTypes(types.map((type) => type.name)).length === 1;
  const there = `${grouped(machines)} × ${name} ${machines === 1 ? "takes" : "take"} ${grouped(tasks)} (${grouped(tasksPerMachine)} each${because === undefined ? "" : `: ${because}`})${one ? "" : ", if the fleet buys only these"}`;
  const weight = types.find((type) => type.name === name)?.weight ?? 1;
  const needed = Math.ceil(desiredTasks / tasksPerMachine);
  // the smallest target whose rounding up gives that many machines
  const raised = weight === 1 ? needed : Math.max(target + 1, Math.floor((needed - 1) * weight) + 1);
  const changes = [
    `lower desiredCount to ${tasks}`,
    `raise ${weight === 1 ? "machines" : "targetCapacity"} to ${raised}`,
    ...aloneChange(facts.task, because),
  ];
  return [`${counted(desiredTasks, "task")} wanted, but ${there}; ${anyOf(changes)}`];
}

function aloneChange({ alone }: TaskNeeds, because: string | undefined): readonly string[] {
  return alone !== undefined && alone.because === because ? [alone.change] : [];
}

/** The same for a service whose tasks may go to several fleets: the least that each of them has, together. */
export function sharedCapacityProblems(
  fleets: readonly Omit<FleetCapacityFacts, "desiredTasks">[],
  desiredTasks: number,
): readonly string[] {
  const [only] = fleets;
  if (fleets.length === 1 && only !== undefined) return capacityProblems({ ...only, desiredTasks });
  const least = fleets.map((facts) => capacities(facts)[0]);
  const total = least.reduce((sum, capacity) => sum + (capacity?.tasks ?? 0), 0);
  if (total === 0 || desiredTasks <= total) return [];
  const parts = least.flatMap((capacity) =>
    capacity === undefined
      ? []
      : [`${capacity.machines} × ${capacity.name}${capacity.because === undefined ? "" : ` (${capacity.because})`}`],
  );
  return [
    `${counted(desiredTasks, "task")} wanted, but ${parts.join(" and ")} take ${grouped(total)}; lower desiredCount to ${total} or raise a fleet's target`,
  ];
}
