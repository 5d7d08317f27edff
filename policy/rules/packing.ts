import { tasksByDisk } from "./disk";
import type { InstanceType } from "./instance-types";
import { RESERVED_MEMORY_MIB, taskMemoryMiB } from "./memory";
import { interfacesForTasks } from "./network-interfaces";

/** ECS counts CPU in 1/1024 of a vCPU. */
export const CPU_UNITS = 1024;

/** What one task takes of its machine. */
export interface TaskNeeds {
  /** vCPUs, in steps of 1/1024; 0: ECS does not look at the CPU. */
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** Work files, GiB; absent or 0: not counted. */
  readonly diskGiB?: number | undefined;
  /** Whole GPUs, which ECS gives to one task each. @default 0 */
  readonly gpus?: number | undefined;
  /** Network interfaces of its own: 1 in network mode awsvpc. @default 0 */
  readonly networkInterfaces?: number | undefined;
  /** Absent: a machine may take several tasks of this kind. */
  readonly alone?: Alone | undefined;
}

/** Why a machine takes only one task of a kind. */
export interface Alone {
  /** "host port 8080 is fixed". */
  readonly because: string;
  /** What would let it take more: "leave hostPort out". */
  readonly change: string;
}

/** What the machines have besides what their type says. */
export interface MachineRoom {
  /** ECS_RESERVED_MEMORY, MiB. @default 256 */
  readonly reservedMemoryMiB?: number | undefined;
  /** Volume for work files, GiB; absent: disk is not counted. */
  readonly volumeGiB?: number | undefined;
  /** Account setting awsvpcTrunking: tasks share the machine's interfaces. @default false */
  readonly trunking?: boolean | undefined;
}

const RESOURCES = ["vcpus", "memory", "disk", "gpus", "networkInterfaces", "alone"] as const;
export type Resource = (typeof RESOURCES)[number];

/** How many tasks of one kind a machine takes, why no more, and what stays unused then. */
export interface Packing {
  readonly type: InstanceType;
  readonly tasks: number;
  /** Tasks by each resource alone; Infinity where it is not counted. */
  readonly by: Readonly<Record<Resource, number>>;
  /** The resources that one more task would not find. */
  readonly limits: readonly Resource[];
  /** MiB that ECS can give to tasks. */
  readonly memoryMiB: number;
  /** What no task can use once the machine is full, per cent of its vCPUs and of the MiB that ECS has to give. */
  readonly leftOver: { readonly vcpus: number; readonly memory: number };
}

/** Places identical tasks on an empty machine until no more fits, as ECS does. */
export function packing(task: TaskNeeds, type: InstanceType, room: MachineRoom = {}): Packing {
  const { reservedMemoryMiB = RESERVED_MEMORY_MIB, volumeGiB, trunking = false } = room;
  const { gpus = 0, networkInterfaces = 0 } = task;
  const cpuUnits = Math.round(task.vcpus * CPU_UNITS);
  const memoryMiB = taskMemoryMiB(type.memoryMiB, reservedMemoryMiB);
  const by = {
    vcpus: cpuUnits > 0 ? Math.floor((type.vcpus * CPU_UNITS) / cpuUnits) : Infinity,
    memory: task.memoryMiB > 0 ? Math.floor(memoryMiB / task.memoryMiB) : Infinity,
    disk: volumeGiB === undefined ? Infinity : tasksByDisk(volumeGiB, task.diskGiB ?? 0),
    gpus: gpus > 0 ? Math.floor(type.gpus / gpus) : Infinity,
    networkInterfaces:
      networkInterfaces > 0 ? Math.floor(interfacesForTasks(type, trunking) / networkInterfaces) : Infinity,
    alone: task.alone === undefined ? Infinity : 1,
  };
  const tasks = Math.min(by.vcpus, by.memory, by.disk, by.gpus, by.networkInterfaces, by.alone);
  const finite = Number.isFinite(tasks) ? tasks : 0; // a task that asks for nothing says nothing about the machine
  return {
    type,
    tasks: finite,
    by,
    limits: RESOURCES.filter((resource) => by[resource] === tasks),
    memoryMiB,
    leftOver: {
      vcpus: percentLeft(type.vcpus * CPU_UNITS, finite * cpuUnits),
      memory: percentLeft(memoryMiB, finite * task.memoryMiB),
    },
  };
}

/**
 * Tasks that ECS puts on one machine: by CPU and memory until it is full, or until all are placed; it counts no disk. At
 * least 1.
 * @param mostTasks of the service, on all machines together
 */
export function tasksPlaced(task: TaskNeeds, type: InstanceType, mostTasks: number, room: MachineRoom = {}): number {
  const { tasks } = packing({ ...task, diskGiB: 0 }, type, room);
  return Math.min(Math.max(1, tasks), mostTasks);
}

/** 0 for a resource that the tasks do not ask for: ECS does not count it. */
function percentLeft(total: number, used: number): number {
  return total > 0 && used > 0 ? (100 * (total - used)) / total : 0;
}

/** Candidates that take at least `atLeast` tasks, those that leave least unused first; equal ones: smallest first. */
export function leastWaste(
  task: TaskNeeds,
  candidates: readonly InstanceType[],
  room: MachineRoom = {},
  atLeast = 1,
): readonly Packing[] {
  return candidates
    .map((type) => packing(task, type, room))
    .filter((packed) => packed.tasks >= atLeast)
    .sort((a, b) => wastedPercent(a) - wastedPercent(b) || bySize(a.type, b.type));
}

/** Unused share of what is paid for, vCPUs and memory alike, per cent. */
export function wastedPercent({ leftOver }: Packing): number {
  return (leftOver.vcpus + leftOver.memory) / 2;
}

/** Smaller machines first, by vCPUs, memory, name. */
export function bySize(a: InstanceType, b: InstanceType): number {
  return a.vcpus - b.vcpus || a.memoryMiB - b.memoryMiB || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** vCPUs that each of `tasks` can have, rounded down to hundredths that ECS's units do not round up again. */
export function vcpusEach(vcpus: number, tasks: number): number {
  return Math.floor((Math.floor((vcpus * CPU_UNITS) / tasks) * 100) / CPU_UNITS) / 100;
}

/** MiB that each of `tasks` can have. */
export function memoryMiBEach(memoryMiB: number, tasks: number): number {
  return Math.floor(memoryMiB / tasks);
}
