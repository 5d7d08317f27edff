import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { MACHINE_FOLDER } from "../../components/fleet/user-data";
import { docker, tryDocker } from "../helpers/image/docker";
import { limitsAndRights } from "../helpers/image/ecs-run";
import { type Image, workerEnvironment } from "./task";

/** Where jobs in containers see what minute it is. */
export const STAGE = "/stage";
const LABEL = "dfiji-life";

/**
 * A container with the limits and rights of the task definition; its volumes are folders, so that we see into them.
 * @param entrypoint a program in place of the image's own
 */
export const containerImage =
  (image: string, entrypoint?: string): Image =>
  (place, container) => {
    const name = `${LABEL}-${randomUUID()}`;
    const volume = (from: string, to: string): string => `--volume=${join(place.folder, from)}:${to}`;
    const environment = { ...container.environment, ...workerEnvironment(place) };
    const child = spawn(
      "docker",
      [
        ...["run", "--rm", "--name", name, "--label", `${LABEL}=${process.pid}`],
        ...limitsAndRights(container.definition),
        // folders belong to whoever runs this; the image works as any user
        `--user=${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
        ...[volume("work", "/work"), volume("tmp", "/tmp"), `--volume=${place.stage}:${STAGE}:ro`],
        `--volume=${dirname(place.machineFile)}:${MACHINE_FOLDER}:ro`,
        ...Object.entries(environment).map(([key, value]) => `--env=${key}=${value}`),
        ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
        image,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    return {
      child,
      freeze: async () => void (await docker("pause", name)),
      async kill() {
        await tryDocker("rm", "--force", name); // also a frozen one
        child.kill("SIGKILL");
      },
    };
  };

/** Containers of this test that are still there. */
export async function containersLeft(): Promise<readonly string[]> {
  const names = await docker("ps", "--all", "--filter", `label=${LABEL}=${process.pid}`, "--format", "{{.Names}}");
  return names.split("\n").filter(Boolean);
}
