import { tasksByDisk, volumeGiBFor } from "../../policy/rules/disk";
import { ordinaryTypes } from "../../policy/rules/fitting";
import {
  type Architecture,
  type InstanceType,
  instanceType,
  unknownTypeProblem,
} from "../../policy/rules/instance-types";
import { bySize, memoryMiBEach, packing, type Packing, tasksPlaced } from "../../policy/rules/packing";
import { counted } from "../../policy/rules/text";
import type { CheckContext } from "./check-context";
import type { Config } from "./keys";

export const ARCHITECTURES: Readonly<Record<Config["platform"], Architecture>> = {
  "linux/amd64": "x86_64",
  "linux/arm64": "arm64",
};

/** Types that we do not know (newer than the catalogue), and types that take more tasks than planned. */
export function placeWarnings(config: Config): readonly string[] {
  const unknown = config.instanceTypes.map((name) => unknownTypeProblem(name)).filter((text) => text !== undefined);
  const larger = knownTypes(config)
    .map((type) => packed(config, type))
    .filter(({ tasks }) => tasks > config.tasksPerMachine)
    .map(
      ({ type, tasks }) =>
        `${type.name} takes ${counted(tasks, "task")}, planned are ${config.tasksPerMachine}: some machines will have more work than others, or part of what you pay for stays idle`,
    );
  return [...unknown, ...larger];
}

function knownTypes({ instanceTypes }: Config): readonly InstanceType[] {
  return [...new Set(instanceTypes)].map((name) => instanceType(name)).filter((type) => type !== undefined);
}

function packed(config: Config, type: InstanceType): Packing {
  const { vcpusPerTask: vcpus, memoryMiBPerTask: memoryMiB, diskGiBPerTask: diskGiB, volumeGiB } = config;
  return packing({ vcpus, memoryMiB, diskGiB }, type, { volumeGiB });
}

/**
 * The disk is the same for every type: one problem, not one per type. ECS places tasks by CPU and memory alone, so the type
 * that takes most of them is the one to judge, by the rule of the policy disks-hold-the-work.
 */
export function diskProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { machines, tasksPerMachine, diskGiBPerTask, volumeGiB, vcpusPerTask: vcpus } = config;
  const needs = { vcpus, memoryMiB: config.memoryMiBPerTask };
  const placed = spotTypes(config).map((type) => ({
    type,
    tasks: tasksPlaced(needs, type, machines * tasksPerMachine),
  }));
  const most = placed.toSorted((a, b) => b.tasks - a.tasks)[0];
  const tasks = Math.max(tasksPerMachine, most?.tasks ?? 0);
  if (tasksByDisk(volumeGiB, diskGiBPerTask) >= tasks) return [];
  const enough = set("volumeGiB", volumeGiBFor(tasks, diskGiBPerTask));
  const each = `${counted(tasks, "task")} × ${diskGiBPerTask} GiB do not fit (1 % is the file system's)`;
  if (most === undefined || tasks === tasksPerMachine) return [`volumeGiB is ${volumeGiB}: ${each}: ${enough}`];
  const { memoryMiB } = packing(needs, most.type);
  const fewer = set("memoryMiBPerTask", memoryMiBEach(memoryMiB, tasksPerMachine));
  return [
    `volumeGiB is ${volumeGiB}: planned are ${counted(tasksPerMachine, "task")}, but ECS counts no disk and places ${tasks} by CPU and memory on ${most.type.name}; ${each}: ${enough}, or let no more fit: ${fewer}`,
  ];
}

/** Processor and market of each instance type. */
export function typeProblems(config: Config, { set, unset }: CheckContext): readonly string[] {
  const { instanceTypes, platform } = config;
  return knownTypes(config).flatMap(({ name, architectures, spot }) => {
    const problems: string[] = [];
    if (!architectures.includes(ARCHITECTURES[platform])) {
      const other = platform === "linux/amd64" ? "linux/arm64" : "linux/amd64";
      problems.push(
        `instanceTypes has ${name}, which is ${architectures.join("/")}, and platform is ${platform}: ${set("platform", other)}`,
      );
    }
    if (!spot) {
      problems.push(
        `instanceTypes has ${name}, which the spot market does not have: ${unset("instanceTypes", instanceTypes.indexOf(name))}`,
      );
    }
    return problems;
  });
}

/** ECS never places a task that is larger than its machine: every instance type must take all planned tasks. */
export function sizeProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { tasksPerMachine: tasks, vcpusPerTask, memoryMiBPerTask } = config;
  return knownTypes(config).flatMap((type) => {
    const { by, memoryMiB } = packed(config, type);
    const problems: string[] = [];
    const larger = smallestThatFits(config);
    const orTake = larger === undefined ? "" : `, or take ${larger.name}`;
    if (by.vcpus < tasks) {
      const change =
        by.vcpus > 0 ? set("tasksPerMachine", by.vcpus) : set("vcpusPerTask", Math.max(0.125, type.vcpus / tasks));
      problems.push(
        `vcpusPerTask is ${vcpusPerTask}: ${needing(tasks)} ${counted(vcpusPerTask * tasks, "vCPU")}, ${type.name} has ${type.vcpus}: ${change}${orTake}`,
      );
    }
    if (by.memory < tasks) {
      problems.push(
        `memoryMiBPerTask is ${memoryMiBPerTask}: ${needing(tasks)} ${memoryMiBPerTask * tasks} MiB, ${type.name} leaves ${memoryMiB} MiB to tasks: ${set("memoryMiBPerTask", Math.floor(memoryMiB / tasks))}${orTake}`,
      );
    }
    return problems;
  });
}

/** Others are a problem of their own. */
const spotTypes = (config: Config): readonly InstanceType[] => knownTypes(config).filter(({ spot }) => spot);

const needing = (tasks: number): string => `${counted(tasks, "task")} ${tasks === 1 ? "needs" : "need"}`;

/** Smallest ordinary machine of the processor asked for that takes all planned tasks: none with GPUs or for storage. */
function smallestThatFits(config: Config): InstanceType | undefined {
  return ordinaryTypes([ARCHITECTURES[config.platform]])
    .filter((type) => packed(config, type).tasks >= config.tasksPerMachine)
    .toSorted(bySize)[0];
}
