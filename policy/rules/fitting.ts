import {
  type Architecture,
  type InstanceType,
  familyOf,
  instanceType,
  INSTANCE_TYPES,
  typesOf,
  unknownTypeProblem,
} from "./instance-types";
import {
  bySize,
  leastWaste,
  memoryMiBEach,
  type MachineRoom,
  packing,
  type Packing,
  type TaskNeeds,
  vcpusEach,
} from "./packing";
import { anyOf, counted, grouped, short } from "./text";

export interface FittingFacts {
  readonly task: TaskNeeds;
  /** Names of every instance type that the fleet may buy; unknown ones are left out here, see `unknownTypeProblems`. */
  readonly types: readonly string[];
  readonly room?: MachineRoom | undefined;
  /** Tasks that each machine is meant to take. @default 1 */
  readonly tasksPerMachine?: number | undefined;
}

/** A fleet may buy any of its types: a task that does not fit one of them waits there for ever, and the machine is paid. */
export function fittingProblems({ task, types, room, tasksPerMachine = 1 }: FittingFacts): readonly string[] {
  return knownTypes(types).flatMap((type) => {
    const packed = packing(task, type, room);
    const lacking = FITTED.filter((resource) => packed.by[resource] < tasksPerMachine);
    return lacking.length === 0 ? [] : [fittingProblem({ task, packed, lacking, tasksPerMachine, room })];
  });
}

/** What a task may not find on a machine. That it has to be alone there leaves room for one. */
const FITTED = ["vcpus", "memory", "gpus", "networkInterfaces"] as const;

/** Types that the catalogue does not know: nothing can be said about them, which is worth a word and no more. */
export function unknownTypeProblems(types: readonly string[]): readonly string[] {
  return [...new Set(types)].flatMap((name) => unknownTypeProblem(name) ?? []);
}

/** Each known type once, in the order given. */
export function knownTypes(names: readonly string[]): readonly InstanceType[] {
  return [...new Set(names)].flatMap((name) => instanceType(name) ?? []);
}

interface Misfit {
  readonly task: TaskNeeds;
  readonly packed: Packing;
  readonly lacking: readonly (typeof FITTED)[number][];
  readonly tasksPerMachine: number;
  readonly room: MachineRoom | undefined;
}

function fittingProblem({ task, packed, lacking, tasksPerMachine, room }: Misfit): string {
  const { type, memoryMiB, tasks } = packed;
  const words = {
    memory: {
      asked: `${task.memoryMiB} MiB`,
      there: `leaves ${grouped(memoryMiB)} MiB to tasks`,
      change: `memoryMiBPerTask to ${memoryMiBEach(memoryMiB, tasksPerMachine)}`,
    },
    vcpus: {
      asked: `${short(task.vcpus)} vCPUs`,
      there: `has ${counted(type.vcpus, "vCPU")}`,
      change: `vcpusPerTask to ${vcpusEach(type.vcpus, tasksPerMachine)}`,
    },
    gpus: {
      asked: counted(task.gpus ?? 0, "GPU"),
      there: type.gpus === 0 ? "has none" : `has ${counted(type.gpus, "GPU")}`,
      change: `the task's GPUs to ${Math.floor(type.gpus / tasksPerMachine)}`,
    },
    networkInterfaces: {
      asked: counted(task.networkInterfaces ?? 0, "network interface"),
      there: `leaves ${packed.by.networkInterfaces} to tasks`,
      change: `the tasks on a machine to ${packed.by.networkInterfaces}`,
    },
  };
  const asked = lacking.map((resource) => words[resource].asked).join(" and ");
  const lowered = lacking.filter((resource) => resource !== "gpus" || type.gpus > 0); // none is no task for a GPU
  const verb = lacking.length === 1 && /^1 (?:GPU|network)/u.test(asked) ? "does" : "do";
  const each = tasksPerMachine === 1 ? "" : `${counted(tasksPerMachine, "task")} × `;
  const there = lacking.map((resource) => words[resource].there).join(" and ");
  const changes = [
    ...(tasksPerMachine > 1 && tasks > 0 ? [`lower tasksPerMachine to ${tasks}`] : []),
    ...(lowered.length > 0 ? [`lower ${lowered.map((resource) => words[resource].change).join(" and ")}`] : []),
    ...largerType(task, type, tasksPerMachine, room),
  ];
  return `${each}${asked} ${verb} not fit ${type.name}, which ${there}; ${anyOf(changes)}`;
}

/** "take m5.xlarge (2 tasks fit)": the smallest of the family that does, else the smallest of all ordinary ones. */
function largerType(task: TaskNeeds, type: InstanceType, atLeast: number, room: MachineRoom | undefined): string[] {
  const family = smallestFirst(leastWaste(task, typesOf([familyOf(type.name)]), room, atLeast));
  const others = (task.gpus ?? 0) > 0 ? gpuTypes(type) : ordinaryTypes(type.architectures);
  const found = family[0] ?? smallestFirst(leastWaste(task, others, room, atLeast))[0];
  if (found === undefined) return [];
  return [`take ${found.type.name} (${counted(found.tasks, "task")} ${found.tasks === 1 ? "fits" : "fit"})`];
}

function smallestFirst(packed: readonly Packing[]): readonly Packing[] {
  return packed.toSorted((a, b) => bySize(a.type, b.type));
}

/** General, compute and memory families of today on the same processor: nothing with accelerators or of other purpose. */
export function ordinaryTypes(architectures: readonly Architecture[]): readonly InstanceType[] {
  return INSTANCE_TYPES.filter(
    ({ name, spot, current, architectures: others }) =>
      /^[mcr]\d+[ag]?\./u.test(name) &&
      !name.includes(".metal") &&
      spot &&
      current &&
      others.some((architecture) => architectures.includes(architecture)),
  );
}

/** Machines with GPUs on the same processor, none that has only a part of one. */
function gpuTypes({ architectures }: InstanceType): readonly InstanceType[] {
  return INSTANCE_TYPES.filter(
    ({ name, spot, current, gpus, architectures: others }) =>
      gpus > 0 &&
      !/^gr?\d+f\./u.test(name) &&
      !name.includes(".metal") &&
      spot &&
      current &&
      others.some((architecture) => architectures.includes(architecture)),
  );
}
