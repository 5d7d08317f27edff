import { type Command } from "commander";
import { type Experiment, type ExperimentOptions } from "../experiment/open-experiment";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { wholeNumber, withExperiment } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type CancelOptions } from "./cancel";
import { type StartOptions } from "./start";

const START_EXAMPLES = `
Examples:
  $ dfiji start --stack dev
  $ dfiji start --stack dev --machines 4

It resumes scaling after \`dfiji stop\` and after a run that stalled, and asks for the machines that the jobs need. The
number is a minimum for 20 minutes; after that the queue decides.`;

const STOP_EXAMPLES = `
Examples:
  $ dfiji stop --stack dev
  $ dfiji start --stack dev  # resume

Nothing is lost: runs may finish within 90 s, all other jobs return to the queue, and wait for \`dfiji start\`.`;

const CANCEL_EXAMPLES = `
Examples:
  $ dfiji cancel 20260301-110000-1a2b --stack dev
  $ dfiji cancel --all --dry-run --stack dev

Jobs that run are not ended: they finish, or return to the queue when they fail. Results stay. The same \`dfiji submit\` sends
the jobs again that are not done.`;

export function registerCapacity(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withExperiment(program.command("start"))
    .summary("resume an experiment on AWS, and ask for machines")
    .description("Resumes scaling and asks for as many machines as the jobs in the queue need.")
    .option("--machines <n>", "this many instead, at most the stack's", wholeNumber(1, 10_000))
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", START_EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(async (options: ExperimentOptions & StartOptions) => {
      const { start } = require("./start") as typeof import("./start");
      end(await start(await open(options, io), options, new Date(), io));
    });
  withExperiment(program.command("stop"))
    .summary("end all machines of an experiment; jobs return to the queue")
    .description("Suspends scaling, stops every worker and lets the machines end. Jobs stay in the queue.")
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", STOP_EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(async (options: ExperimentOptions & { readonly json?: boolean }) => {
      const { stop } = require("./stop") as typeof import("./stop");
      end(await stop(await open(options, io), options, io));
    });
  withExperiment(program.command("cancel"))
    .summary("take waiting jobs back out of the queue")
    .description("Deletes the waiting jobs of one submission, or of all, from the queue.")
    .argument("[submission]", "name of the submission, as `dfiji status` shows it")
    .option("--all", "the jobs of all submissions")
    .option("--dry-run", "count them, delete none")
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", CANCEL_EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(async (submission: string | undefined, options: ExperimentOptions & CancelOptions) => {
      const { cancel } = require("./cancel") as typeof import("./cancel");
      end(await cancel(await open(options, io), submission, options, io));
    });
}

const open = (options: ExperimentOptions, io: CliIo): Promise<Experiment> => {
  const { openExperiment } = require("../experiment/open-experiment") as typeof import("../experiment/open-experiment");
  return openExperiment(options, io);
};
