import { type Command, InvalidArgumentError } from "commander";
import { setTimeout as delay } from "node:timers/promises";
import { type ExperimentOptions } from "../experiment/open-experiment";
import { EXIT, type ExitCode } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { withExperiment } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type LogsOptions } from "./logs";

const LOGS_EXAMPLES = `
Examples:
  $ dfiji logs P1-A01 --stack dev
  $ dfiji logs --machine i-0123456789abcdef0 --since 2h
  $ dfiji logs --service --follow

A job is named by its name or id, as \`dfiji failures\` shows it. Logs are kept as long as logRetentionDays.`;

const SHELL_EXAMPLES = `
Examples:
  $ dfiji shell i-0123456789abcdef0 --stack dev
  $ dfiji shell 0123456789abcdef0123456789abcdef --stack dev  # a task, where ECS Exec is switched on

It needs the AWS CLI and its Session Manager plugin on this computer; no port is open on the machine.`;

/** Milliseconds between two looks of --follow. */
const FOLLOW_MS = 3000;

export function registerLooks(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withExperiment(program.command("logs"))
    .summary("show the log of a job, a machine or all workers on AWS")
    .description("Prints log lines from CloudWatch, oldest first.")
    .argument("[job]", "name or id of a job")
    .option("--machine <id>", "boot, system and ECS agent of one machine")
    .option("--service", "lines of all workers")
    .option("--follow", "continue with new lines, until Ctrl-C")
    .option("--since <time>", "how far back: 30m, 2h, 7d", minutesOf, 60)
    .option("--json", "one JSON object a line")
    .addHelpText("after", LOGS_EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (job: string | undefined, options: ExperimentOptions & LogsOptions) => {
      const { clientSettings, openExperiment } = opened();
      const { logs } = require("./logs") as typeof import("./logs");
      const { CloudWatchLogsClient } =
        require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
      const experiment = await openExperiment(options, io);
      const client = new CloudWatchLogsClient(clientSettings(options.endpoint, experiment.deployment.region));
      const interrupt = listenForInterrupt();
      const wait = (signal: AbortSignal) => delay(FOLLOW_MS, undefined, { signal }).catch(() => undefined);
      try {
        end(await logs(experiment, job, options, { client, now: () => new Date(), wait, stop: interrupt.gentle }, io));
      } finally {
        interrupt.dispose();
      }
    });
  withExperiment(program.command("shell"))
    .summary("open a shell on a machine or in a task on AWS")
    .description("Opens a shell by AWS Session Manager, or by ECS Exec in a task.")
    .argument("<target>", "id of a machine (i-…) or of a task")
    .option("--print", "print the command of the AWS CLI, run nothing")
    .option("--json", "with --print: its words as a list")
    .addHelpText("after", SHELL_EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(
      async (target: string, options: ExperimentOptions & { readonly print?: boolean; readonly json?: boolean }) => {
        const { openExperiment } = opened();
        const { openShell, shellArguments } = require("./shell") as typeof import("./shell");
        const words = await shellArguments(await openExperiment(options, io), target);
        if (options.print === true) {
          await io.stdout(options.json === true ? JSON.stringify(["aws", ...words]) : ["aws", ...words].join(" "));
          return;
        }
        end((await openShell(words)) === 0 ? EXIT.done : EXIT.setUp);
      },
    );
}

const opened = () => require("../experiment/open-experiment") as typeof import("../experiment/open-experiment");

/** `30m`, `2h`, `7d` → minutes. */
function minutesOf(text: string): number {
  const [, number, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError("It must be a time like 30m, 2h or 7d.");
  return Number(number) * (unit === "m" ? 1 : unit === "h" ? 60 : 1440);
}
