import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { withPlace, withQueues } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type StatusOptions } from "./run-status";

const EXAMPLES = `
Examples:
  $ dfiji status --output results
  $ dfiji status --output results --watch
  $ dfiji status --output results --resources
  $ dfiji status --stack dev
  $ dfiji status --deployment deployment.json --json`;

export function registerStatus(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withQueues(
    withPlace(program.command("status").summary("count what is done, failed and waiting")).description(
      "Counts jobs that are done, failed, waiting, running and not run, with rate and time left, and says why jobs failed.",
    ),
  )
    .option("--watch", "look again and again until no job runs or waits; Ctrl-C ends it, not the run")
    .option("--resources", "what done jobs took of time, CPU, memory and disk, by script, in place of the counts")
    .option("--json", "one JSON object instead of text; with --watch one a line for each look")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: StatusOptions) => {
      const { runStatus } = require("./run-status") as typeof import("./run-status");
      end(await runStatus(options, io));
    });
}
