import { type FittingFacts, knownTypes } from "./fitting";
import { familyOf, typesOf } from "./instance-types";
import { leastWaste, memoryMiBEach, packing, type Packing, vcpusEach, wastedPercent } from "./packing";
import { counted, grouped } from "./text";

export const MAX_WASTE_PERCENT = 25;

export interface WasteLimits {
  /** Unused vCPUs or memory of a full machine, per cent. @default 25 */
  readonly maxPercent?: number | undefined;
}

/** What no task can ever use is paid for all the same. */
export function wasteProblems(facts: FittingFacts, limits: WasteLimits = {}): readonly string[] {
  const { task, types, room } = facts;
  const { maxPercent = MAX_WASTE_PERCENT } = limits;
  const known = knownTypes(types);
  const families = [...new Set(known.map(({ name }) => familyOf(name)))];
  return known.flatMap((type) => {
    const packed = packing(task, type, room);
    const wasted = (["vcpus", "memory"] as const).filter((resource) => packed.leftOver[resource] > maxPercent);
    if (wasted.length === 0) return []; // also where no task fits: that is the fitting rule's
    const unused = wasted.map((resource) => unusedText(packed, resource)).join(" and ");
    const cured = leastWaste(task, typesOf(families), room).find(
      ({ leftOver }) => leftOver.vcpus <= maxPercent && leftOver.memory <= maxPercent,
    );
    const change = cured === undefined ? moreForEach(packed, wasted) : takeText(cured);
    return [`${type.name} is full with ${counted(packed.tasks, "task")} and leaves ${unused} unused; ${change}`];
  });
}

/** ECS fills a machine until nothing fits: too big a one gets more tasks than planned, and they share its disk. */
export function tooBigProblems({ task, types, room, tasksPerMachine }: FittingFacts): readonly string[] {
  if (tasksPerMachine === undefined || tasksPerMachine < 1) return [];
  return knownTypes(types).flatMap((type) => {
    const { tasks } = packing(task, type, room);
    if (tasks <= tasksPerMachine) return [];
    return [
      `${type.name} takes ${counted(tasks, "task")}, ${grouped(tasks - tasksPerMachine)} more than tasksPerMachine (${tasksPerMachine}); raise tasksPerMachine to ${tasks}, take a smaller type or give each task more`,
    ];
  });
}

function unusedText({ leftOver, type, memoryMiB }: Packing, resource: "vcpus" | "memory"): string {
  const percent = `${Math.round(leftOver[resource])} %`;
  return resource === "vcpus"
    ? `${percent} of its ${counted(type.vcpus, "vCPU")}`
    : `${percent} of its ${grouped(memoryMiB)} MiB`;
}

function takeText(packed: Packing): string {
  return `take ${packed.type.name} (${counted(packed.tasks, "task")}, ${Math.round(wastedPercent(packed))} % unused)`;
}

/** No type of the families has this task's shape: the same number of tasks can have what is there. */
function moreForEach({ tasks, memoryMiB, type }: Packing, wasted: readonly ("vcpus" | "memory")[]): string {
  const shares = {
    vcpus: `vcpusPerTask to ${vcpusEach(type.vcpus, tasks)}`,
    memory: `memoryMiBPerTask to ${memoryMiBEach(memoryMiB, tasks)}`,
  };
  return `raise ${wasted.map((resource) => shares[resource]).join(" and ")}`;
}
