import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { containerDefinition } from "../../../components/worker/task-definition";
import { CPU_UNITS } from "../../../policy/rules/packing";
import { type WorkerEnv } from "../../../worker/contract/env";

export interface TaskSize {
  readonly image: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly environment: Partial<WorkerEnv>;
}

export type ContainerDefinition = ReturnType<typeof containerDefinition>;

const ACCOUNT = { id: "123456789012", partition: "aws", region: "us-east-1", dnsSuffix: "amazonaws.com" };

/**
 * The flags of `docker run` that say what the program's task definition says to ECS: user, read-only root, volumes,
 * limits, rights, init, environment. Volumes are the container's own, as on a machine; the network is the computer's,
 * where the emulator listens.
 */
export function asOnEcs(size: TaskSize, more: Readonly<Record<string, string>>): readonly string[] {
  const definition = containerDefinition({
    account: ACCOUNT,
    family: "test",
    platform: "linux/amd64",
    logGroup: "test",
    mountBucket: false,
    taskRoleArn: "",
    tags: { experiment: "test", stack: "test" },
    ...size,
  });
  const environment = definition.environment.map(({ name, value }) => `${name}=${value}`);
  return [
    ...limitsAndRights(definition),
    // an anonymous volume begins as the image's folder, with its rights, like the volume of a task
    ...definition.mountPoints
      .filter(({ readOnly }) => !readOnly)
      .map(({ containerPath }) => `--volume=${containerPath}`),
    ...[...environment, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)].map(
      (pair) => `--env=${pair}`,
    ),
  ];
}

/** The same without volumes and environment. */
export function limitsAndRights(definition: ContainerDefinition): readonly string[] {
  const { memory, cpu, user, readonlyRootFilesystem, linuxParameters, dockerSecurityOptions, ulimits } = definition;
  return [
    ...["--network", "host"],
    ...["--memory", `${memory}m`, "--memory-swap", `${memory}m`],
    // Docker refuses more than there are
    ...["--cpus", String(Math.min(cpu / CPU_UNITS, availableParallelism()))],
    ...["--user", user],
    ...(readonlyRootFilesystem ? ["--read-only"] : []),
    ...(linuxParameters.initProcessEnabled ? ["--init"] : []),
    ...linuxParameters.capabilities.drop.map((name) => `--cap-drop=${name}`),
    ...dockerSecurityOptions.map((option) => `--security-opt=${option}`),
    ...ulimits.map(({ name, softLimit }) => `--ulimit=${name}=${Math.min(softLimit, mostOf(name))}`),
    ...["--stop-timeout", String(definition.stopTimeout)],
  ];
}

/** A daemon in a virtual machine of its own may not raise limits above those that it was started with. */
function mostOf(name: string): number {
  if (name !== "nofile" || process.platform !== "linux") return Infinity;
  return Number(/^Max open files +\d+ +(\d+)/mu.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? Infinity);
}
