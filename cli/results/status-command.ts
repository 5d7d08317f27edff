import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions, withPlace, withQueues } from "../shared/options";
import { rightsHelp } from "../shared/rights";

const EXAMPLES = `
Examples:
  $ dfiji status --output results
  $ dfiji status --stack dev
  $ dfiji status --deployment deployment.json --json`;

export function registerStatus(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withQueues(
    withPlace(program.command("status").summary("count what is done, failed and waiting")).description(
      "Counts jobs that are done, failed, waiting and running.",
    ),
  )
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: PlaceOptions & { readonly json?: boolean }) => {
      const { runStatus } = require("./run-status") as typeof import("./run-status");
      end(await runStatus(options, io));
    });
}
