import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { rightsHelp } from "../shared/rights";
import { type ExperimentsOptions } from "./run-experiments";

const EXAMPLES = `
Examples:
  $ dfiji experiments
  $ dfiji experiments --profile lab --json

The selected stack has a *. USD an hour is what its machines cost now; "ends" is the fleet's hard end (endAfterHours).`;

export function registerExperiments(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  program
    .command("experiments")
    .summary("list the project's stacks: jobs, machines, cost")
    .description("Lists the stacks of the Pulumi project in this folder, with jobs, machines and what they cost now.")
    .option("--profile <name>", "profile of the AWS configuration (default: AWS_PROFILE)")
    .option("--endpoint <url>", "another server than AWS (default: AWS_ENDPOINT_URL)")
    .option("--json", "one JSON object a line")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: ExperimentsOptions) => {
      const { runExperiments } = require("./run-experiments") as typeof import("./run-experiments");
      end(await runExperiments(options, io));
    });
}
