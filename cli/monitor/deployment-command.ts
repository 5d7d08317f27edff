import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { rightsHelp } from "../shared/rights";
import { type DeploymentFileOptions } from "./write-deployment";

const EXAMPLES = `
Examples:
  $ dfiji deployment --out deployment.json
  $ dfiji deployment --stack dev | jq -r .fleetId

The file holds names and numbers, no secrets. Keep it beside Pulumi.yaml when the stack has a script of its own.`;

export function registerDeployment(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  program
    .command("deployment")
    .summary("write an experiment as a file, for computers without Pulumi")
    .description("Reads a stack's output and writes it with today's date, for --deployment FILE of the other commands.")
    .option("--stack <name>", "the stack (default: the project's selected stack)")
    .option("--profile <name>", "profile of the AWS configuration, for a state in S3 (default: AWS_PROFILE)")
    .option("--out <file>", "where it goes (default: stdout)")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only", " only where the stack's state is on AWS"))
    .action(async (options: DeploymentFileOptions) => {
      const { writeDeployment } = require("./write-deployment") as typeof import("./write-deployment");
      end(await writeDeployment(options, io));
    });
}
