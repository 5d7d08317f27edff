import { spawn } from "node:child_process";
import { isUp } from "../experiment/facts";
import { type Experiment } from "../experiment/open-experiment";
import { readMachines, tasks } from "../experiment/read-facts";
import { CliError, EXIT } from "../shared/exit";

/** The worker's container in its task. */
const CONTAINER = "worker";

/**
 * Words of the `aws` program that open a shell: on a machine by Session Manager, in a task by ECS Exec.
 * @throws {CliError} exit 2 when the experiment has no such machine or task; 3 when ECS Exec is switched off
 */
export async function shellArguments(experiment: Experiment, target: string): Promise<readonly string[]> {
  const { deployment, clients } = experiment;
  const { region, cluster, stack } = deployment;
  if (target.startsWith("i-")) {
    const machines = (await readMachines(clients, deployment)).filter(isUp);
    if (machines.some(({ id }) => id === target))
      return ["ssm", "start-session", "--target", target, "--region", region];
    throw new CliError(EXIT.badInput, `the experiment has no machine ${target}`, known(machines.map(({ id }) => id)));
  }
  const running = await tasks(clients, deployment, "RUNNING");
  const ids = running.map(({ taskArn = "" }) => taskArn.split("/").at(-1) ?? "");
  const found = running[ids.indexOf(target.split("/").at(-1) ?? "")];
  if (found === undefined) throw new CliError(EXIT.badInput, `the experiment has no task ${target}`, known(ids));
  if (found.enableExecuteCommand !== true) {
    throw new CliError(EXIT.setUp, "ECS Exec is switched off for this task", [
      `open a shell on its machine instead, and there: sudo docker exec -it $(sudo docker ps -q --filter label=com.amazonaws.ecs.task-arn=${found.taskArn}) sh`,
      `or switch it on, for new tasks: pulumi config set distributed-fiji:ecsExec true --stack ${stack} && pulumi up --refresh --stack ${stack}`,
    ]);
  }
  const exec = ["ecs", "execute-command", "--cluster", cluster, "--task", target, "--container", CONTAINER];
  return [...exec, "--interactive", "--command", "/bin/sh", "--region", region];
}

const known = (ids: readonly string[]): readonly string[] =>
  ids.length === 0 ? ["none is up: dfiji start"] : [`those that are up: ${ids.slice(0, 20).join(", ")}`];

/** Gives the terminal to the `aws` program. Answers with its exit code. @throws {CliError} exit 3 when there is none */
export function openShell(words: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("aws", [...words], { stdio: "inherit" });
    const ignore = (): void => undefined; // Ctrl-C is the shell's
    process.on("SIGINT", ignore);
    child.once("error", (error: NodeJS.ErrnoException) => {
      process.off("SIGINT", ignore);
      reject(
        error.code === "ENOENT" ? new CliError(EXIT.setUp, "the AWS CLI (`aws`) is not on PATH", [PLUGIN]) : error,
      );
    });
    child.once("exit", (code) => {
      process.off("SIGINT", ignore);
      resolve(code ?? 1);
    });
  });
}

const PLUGIN = "it also needs the Session Manager plugin (session-manager-plugin)";
