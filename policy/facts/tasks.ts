import { CPU_UNITS, type TaskNeeds } from "../rules/packing";
import type { ResourceInputs } from "../support/resources";
import type { Stack, StackResource } from "../support/checks";
import { containersOf, environmentOf } from "./containers";
import type { Known } from "./known";

export type TaskResource = StackResource<"aws:ecs/taskDefinition:TaskDefinition">;
type TaskDefinition = ResourceInputs["aws:ecs/taskDefinition:TaskDefinition"];

/** Tasks that can run on EC2: all but those that say they are for Fargate alone. */
export function tasksOf(stack: Stack): readonly TaskResource[] {
  return stack.of("aws:ecs/taskDefinition:TaskDefinition").filter(({ props }) => !isFargateOnly(props));
}

function isFargateOnly({ requiresCompatibilities = [] }: TaskDefinition): boolean {
  return requiresCompatibilities.length === 1 && requiresCompatibilities[0] === "FARGATE";
}

/** The size of a task, and whether preview shows all of it. */
export interface KnownNeeds {
  readonly needs: TaskNeeds;
  /** false: what is hidden counts as 0 in `needs`. */
  readonly isWhole: boolean;
}

/**
 * What ECS looks for on a machine: the task's own size, else the sum of its containers' (the reservation where there is
 * one). What preview hides counts as 0, so that the other sizes are still judged.
 */
export function needsOf(task: TaskDefinition, known: Known): KnownNeeds {
  const cpu = known(() => task.cpu, HIDDEN);
  const memory = known(() => task.memory, HIDDEN);
  const containers = known(() => containersOf(task), HIDDEN);
  const list = containers === HIDDEN ? [] : containers;
  const units = total(list.map((container) => container.cpu));
  const mib = total(list.map((container) => container.memoryReservation ?? container.memory));
  const disk = total(list.map((container) => Number(environmentOf(container, "DFIJI_DISK_GIB") ?? 0)));
  return {
    needs: {
      vcpus: cpu === HIDDEN ? 0 : cpu === undefined ? units / CPU_UNITS : vcpusOf(cpu),
      memoryMiB: memory === HIDDEN ? 0 : memory === undefined ? mib : memoryMiBOf(memory),
      diskGiB: disk,
    },
    isWhole:
      cpu !== HIDDEN && memory !== HIDDEN && (containers !== HIDDEN || (cpu !== undefined && memory !== undefined)),
  };
}

const HIDDEN = Symbol("hidden by preview");

function total(sizes: readonly (number | undefined)[]): number {
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** ECS takes "1024" (units) and "1 vCPU"; 0 for anything else. */
export function vcpusOf(text: string): number {
  const match = /^\s*([\d.]+)\s*(vcpus?)?\s*$/iu.exec(text);
  const value = Number(match?.[1] ?? 0);
  return match?.[2] === undefined ? value / CPU_UNITS : value;
}

/** ECS takes "2048" (MiB) and "2 GB", by which it means GiB; 0 for anything else. */
export function memoryMiBOf(text: string): number {
  const match = /^\s*([\d.]+)\s*(gb)?\s*$/iu.exec(text);
  const value = Number(match?.[1] ?? 0);
  return match?.[2] === undefined ? value : value * 1024;
}
