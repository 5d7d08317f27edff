import { type Alone, CPU_UNITS, type TaskNeeds } from "../rules/packing";
import type { ResourceInputs } from "../support/resources";
import type { Stack, StackResource } from "../support/check-runner";
import { type Container, containersOf } from "../support/containers";
import { ifKnown } from "../support/unknowns";
import { environmentOf } from "./machine-room";
import type { Known } from "./known";

export type TaskResource = StackResource<"aws:ecs/taskDefinition:TaskDefinition">;
type TaskDefinition = ResourceInputs["aws:ecs/taskDefinition:TaskDefinition"];

/** Tasks that can run on EC2: all but those that say they are for Fargate alone. */
export function tasksOf(stack: Stack): readonly TaskResource[] {
  return stack
    .of("aws:ecs/taskDefinition:TaskDefinition")
    .filter(({ props }) => !ifKnown(() => isFargateOnly(props), false));
}

function isFargateOnly({ requiresCompatibilities = [] }: TaskDefinition): boolean {
  return requiresCompatibilities.length === 1 && requiresCompatibilities[0] === "FARGATE";
}

/**
 * What ECS looks for on a machine: the task's own size, else the sum of its containers' (the reservation where there is
 * one). What preview hides counts as 0, so that the other sizes are still judged.
 */
export function needsOf(task: TaskDefinition, known: Known): TaskNeeds {
  const cpu = known(() => task.cpu, "0");
  const memory = known(() => task.memory, "0");
  const networkMode = known(() => task.networkMode, undefined);
  const isOfContainers = cpu === undefined || memory === undefined;
  const containers = isOfContainers ? known(() => containersOf(task), []) : ifKnown(() => containersOf(task), []); // sizes of the task are judged all the same
  const units = total(containers.map((container) => container.cpu));
  const mib = total(containers.map((container) => container.memoryReservation ?? container.memory));
  return {
    vcpus: cpu === undefined ? units / CPU_UNITS : vcpusOf(cpu),
    memoryMiB: memory === undefined ? mib : memoryMiBOf(memory),
    gpus: total(containers.map(({ gpus }) => gpus)),
    networkInterfaces: networkMode === "awsvpc" ? 1 : 0,
    alone: fixedPortOf(containers, networkMode),
  };
}

/** A port of the machine that the task names: the next task on the machine finds it taken. */
function fixedPortOf(containers: readonly Container[], networkMode: string | undefined): Alone | undefined {
  if (networkMode === "awsvpc" || networkMode === "none") return undefined; // each task has its own ports
  const ports = containers.flatMap(({ ports: its }) =>
    its.flatMap(({ hostPort, containerPort }) =>
      networkMode === "host"
        ? (hostPort ?? containerPort ?? [])
        : hostPort === undefined || hostPort === 0
          ? []
          : [hostPort],
    ),
  );
  const [port] = ports;
  if (port === undefined) return undefined;
  return networkMode === "host"
    ? { because: `networkMode is "host", so port ${port} is the machine's`, change: 'set networkMode to "bridge"' }
    : { because: `host port ${port} is fixed`, change: "leave hostPort out" };
}

/** Disk that the containers say they need in their environment, GiB; 0: they say nothing. */
export function diskGiBOf(task: TaskDefinition): number {
  return total(containersOf(task).map((container) => Number(environmentOf(container, "DFIJI_DISK_GIB") ?? 0) || 0));
}

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
