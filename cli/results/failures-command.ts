import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { withPlace, withQueues } from "../shared/options";
import { type FailuresOptions } from "./run-failures";
import { rightsHelp } from "../shared/rights";

const EXAMPLES = `
Examples:
  $ dfiji failures --output results
  $ dfiji failures --output results --retry
  $ dfiji failures --stack dev --retry
  $ dfiji failures --deployment deployment.json --json

--retry shows what it runs; it asks for --yes where the folder is not yours alone.
Each job stands here once, with its last attempt; jobs that are done by now are left out.`;

export function registerFailures(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withQueues(
    withPlace(program.command("failures").summary("show why jobs failed, or run them again")).description(
      "Lists jobs that failed: class, reason, advice, log and the log's last lines.",
    ),
  )
    .option("--all", "every job of each cause by name, not the first 20")
    .option("--retry", "local: run them again; AWS: move them from the dead-letter queue back to the job queue")
    .option("--pass-env <name...>", "--retry, local: environment variables that the jobs get, by name")
    .option("--yes", "--retry, local: run what the folder says also where others may have written it")
    .option("--json", "one JSON object a line")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only", "; --retry needs operate.json"))
    .action(async (options: FailuresOptions) => {
      const { runFailures } = require("./run-failures") as typeof import("./run-failures");
      end(await runFailures(options, io));
    });
}
