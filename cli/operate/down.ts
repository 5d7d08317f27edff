import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Experiment } from "../experiment/open-experiment";
import { readJobs } from "../experiment/read-facts";
import { NOT_ON_PATH, pulumiEnvironment } from "../pulumi/run-pulumi";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { cancel } from "./cancel";
import { deleteCommands } from "./delete-command";
import { type LeftoverNames } from "./leftovers";

export interface DownOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
  /** As the user named it, with organization and project. @default the deployment's */
  readonly stack?: string;
}

export interface DownDeps {
  /** Names of what is still there. */
  readonly leftovers: (names: LeftoverNames) => Promise<readonly string[]>;
}

/**
 * Shows what waits, runs and is unread, and with `yes` cancels what waits, destroys the stack and searches for leftovers.
 * `--refresh`: after the fleet's end a destroy without it stops at a fleet that is cancelled already.
 * Answers 2 without `yes`, 1 while jobs run and when something is left.
 * @throws {CliError} exit 3 when AWS refuses the search
 */
export async function down(
  experiment: Experiment,
  options: DownOptions,
  { leftovers }: DownDeps,
  io: CliIo,
): Promise<ExitCode> {
  const { deployment, queues, place } = experiment;
  // a destroy that stopped half-way may have deleted the queues, and is called again
  const { waiting, running, dead } = await readJobs(queues).catch((error: unknown) => {
    if (/QueueDoesNotExist|NonExistentQueue/.test((error as Error).name)) return NO_JOBS;
    throw error;
  });
  const say = (event: Readonly<Record<string, unknown>>, lines: string | readonly string[]) =>
    options.json === true ? io.stdout(JSON.stringify(event)) : io.stdout(lines);
  await say({ event: "found", waiting, running, dead }, [
    `${deployment.experiment}: ${waiting} jobs wait, ${running} run, ${dead} are in the dead-letter queue.`,
    `The logs in CloudWatch go with the stack: dfiji export-logs ${place}`,
    ...(dead > 0 ? [`Why those failed is gone with the queue: dfiji failures ${place}`] : []),
  ]);
  if (options.yes !== true) {
    io.stderr("nothing was changed: --yes cancels what waits and destroys the stack; results in the bucket stay");
    return EXIT.badInput;
  }
  if (running > 0) {
    io.stderr([
      `${running} jobs run: nothing was changed`,
      `wait for them: dfiji monitor --until-done ${place}; or return them to the queue: dfiji stop ${place}`,
    ]);
    return EXIT.failed;
  }
  if (waiting > 0) await cancel(experiment, undefined, { all: true, json: options.json === true }, io);
  const code = await destroy(options.stack ?? deployment.stack, experiment.folder, io);
  if (code !== 0) {
    io.stderr(`pulumi destroy ended with ${code}; what it says is above, and the same command continues from there`);
    return EXIT.setUp;
  }
  const left = await leftovers(leftoverNames(experiment)).catch((error: unknown) => {
    throw new CliError(EXIT.setUp, "the stack is destroyed, but AWS could not be searched for leftovers", [
      (error as Error).message,
      "the policy for it is docs/rights/operate.json",
    ]);
  });
  await say(
    { event: "down", leftovers: left },
    left.length === 0
      ? "Nothing of the experiment is left on AWS."
      : [
          "Left on AWS, each with the command that deletes it:",
          ...left.flatMap((one) => [
            `  ${one}`,
            ...deleteCommands(one, deployment.region).map((command) => `    ${command}`),
          ]),
        ],
  );
  return left.length === 0 ? EXIT.done : EXIT.failed;
}

const NO_JOBS = { waiting: 0, running: 0, dead: 0 };

/** Its lines are shown as they come. */
function destroy(stack: string, cwd: string, io: CliIo): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", ["destroy", "--refresh", "--yes", "--stack", stack, "--non-interactive"], {
      cwd,
      env: pulumiEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => io.stderr(line));
    }
    child.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? NOT_ON_PATH() : error));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** As the program names things; a test compares them with its own. */
export function leftoverNames({ deployment }: Pick<Experiment, "deployment">): LeftoverNames {
  const { experiment, cluster, service, jobLogGroup, machineLogGroup, queueName, deadLetterQueueName } = deployment;
  return {
    experiment,
    queue: queueName,
    deadLetterQueue: deadLetterQueueName,
    cluster,
    service,
    jobLogGroup,
    machineLogGroup,
    repository: experiment,
    dashboard: experiment,
    careFunction: `${experiment}-care`,
    topic: `${experiment}-notices`,
    noticesFunction: `${experiment}-notices`,
    alarmPrefix: `${experiment}_`,
    onDemandGroup: `${experiment}-on-demand`,
  };
}
