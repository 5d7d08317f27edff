import { readFileSync } from "node:fs";
import { containerDefinition } from "../../../components/worker-task";
import { type WorkerEnv } from "../../../worker/contract/env";

export interface TaskSize {
  readonly image: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly environment: Partial<WorkerEnv>;
}

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
    ...["--network", "host"],
    ...["--memory", `${definition.memory}m`, "--memory-swap", `${definition.memory}m`],
    ...["--cpus", String(definition.cpu / 1024)],
    ...["--user", definition.user],
    ...(definition.readonlyRootFilesystem ? ["--read-only"] : []),
    ...(definition.linuxParameters.initProcessEnabled ? ["--init"] : []),
    ...definition.linuxParameters.capabilities.drop.map((name) => `--cap-drop=${name}`),
    ...definition.dockerSecurityOptions.map((option) => `--security-opt=${option}`),
    ...definition.ulimits.map(({ name, softLimit }) => `--ulimit=${name}=${Math.min(softLimit, mostOf(name))}`),
    ...["--stop-timeout", String(definition.stopTimeout)],
    // an anonymous volume begins as the image's folder, with its rights, like the volume of a task
    ...definition.mountPoints
      .filter(({ readOnly }) => !readOnly)
      .map(({ containerPath }) => `--volume=${containerPath}`),
    ...[...environment, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)].map(
      (pair) => `--env=${pair}`,
    ),
  ];
}

/** A daemon in a virtual machine of its own may not raise limits above those that it was started with. */
function mostOf(name: string): number {
  if (name !== "nofile" || process.platform !== "linux") return Infinity;
  return Number(/^Max open files +\d+ +(\d+)/mu.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? Infinity);
}
