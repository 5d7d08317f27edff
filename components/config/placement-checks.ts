import { tasksByDisk, volumeGiBFor } from "../../policy/rules/disk";
import {
  type Architecture,
  INSTANCE_TYPES,
  type InstanceType,
  instanceType,
  unknownTypeProblem,
} from "../../policy/rules/instance-types";
import { packing, type Packing } from "../../policy/rules/packing";
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
        `${type.name} takes ${tasks} tasks, planned are ${config.tasksPerMachine}: some machines will have more work than others, or part of what you pay for stays idle`,
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

/** The disk is the same for every type: one problem, not one per type. */
export function diskProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { tasksPerMachine, diskGiBPerTask, volumeGiB } = config;
  if (tasksByDisk(volumeGiB, diskGiBPerTask) >= tasksPerMachine) return [];
  const enough = volumeGiBFor(tasksPerMachine, diskGiBPerTask);
  return [
    `volumeGiB is ${volumeGiB}: ${tasksPerMachine} tasks × ${diskGiBPerTask} GiB do not fit (1 % is the file system's): ${set("volumeGiB", enough)}`,
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
        `vcpusPerTask is ${vcpusPerTask}: ${tasks} tasks need ${vcpusPerTask * tasks} vCPUs, ${type.name} has ${type.vcpus}: ${change}${orTake}`,
      );
    }
    if (by.memory < tasks) {
      problems.push(
        `memoryMiBPerTask is ${memoryMiBPerTask}: ${tasks} tasks need ${memoryMiBPerTask * tasks} MiB, ${type.name} leaves ${memoryMiB} MiB to tasks: ${set("memoryMiBPerTask", Math.floor(memoryMiB / tasks))}${orTake}`,
      );
    }
    return problems;
  });
}

/** Smallest machine of the processor asked for that takes all planned tasks; bare metal boots too slowly. */
function smallestThatFits(config: Config): InstanceType | undefined {
  return INSTANCE_TYPES.filter(
    (type) =>
      type.spot &&
      type.current &&
      !type.name.includes("metal") &&
      type.architectures.includes(ARCHITECTURES[config.platform]) &&
      packed(config, type).tasks >= config.tasksPerMachine,
  ).sort((a, b) => a.vcpus - b.vcpus || a.memoryMiB - b.memoryMiB)[0];
}
