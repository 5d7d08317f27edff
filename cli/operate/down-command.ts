import { type Command } from "commander";
import { type ExperimentOptions } from "../experiment/open-experiment";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { withExperiment } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type DownOptions } from "./down";

const EXAMPLES = `
Examples:
  $ dfiji down --stack dev  # show what waits and runs; change nothing
  $ dfiji down --stack dev --yes

Results and bookkeeping in the bucket stay. It calls \`pulumi destroy --refresh\` in the project's folder, then searches for
leftovers by tag, name and alarm prefix.`;

export function registerDown(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withExperiment(program.command("down"))
    .summary("destroy an experiment, and search for what is left")
    .description("Cancels what waits, destroys the stack, and searches AWS for leftovers.")
    .option("--yes", "do it")
    .option("--json", "one JSON object a line; what Pulumi prints goes to stderr")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("deploy", " and operate.json"))
    .action(async (options: ExperimentOptions & DownOptions) => {
      const { clientSettings, openExperiment } =
        require("../experiment/open-experiment") as typeof import("../experiment/open-experiment");
      const { down } = require("./down") as typeof import("./down");
      const experiment = await openExperiment(options, io);
      const settings = clientSettings(options.endpoint, experiment.deployment.region);
      const leftovers = async (names: Parameters<(typeof import("./leftovers"))["leftovers"]>[0]) => {
        const search = require("./leftovers") as typeof import("./leftovers");
        return search.leftovers(names, settings);
      };
      end(await down(experiment, options, { leftovers }, io));
    });
}
