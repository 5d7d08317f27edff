import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { absolute } from "../shared/options";

const EXAMPLES = `
Examples:
  $ dfiji demo
  $ dfiji demo --spoil  # blurred so much that nuclei melt together: must end with exit code 1`;

export function registerDemo(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  program
    .command("demo")
    .summary("count nuclei on a small synthetic plate, and check the counts")
    .description(
      "Draws a plate of 8 wells x 2 sites with known numbers of nuclei, counts them with ImageJ by `dfiji local`, " +
        "and compares.",
    )
    .option("--output <dir>", "folder for images and results", "demo-results")
    .option("--spoil", "use a blur that must give wrong counts")
    .addHelpText("after", EXAMPLES)
    .action(async (options: { readonly output: string; readonly spoil?: boolean }) => {
      const { runDemo } = require("./run-demo") as typeof import("./run-demo");
      end(await runDemo({ outputDir: absolute(io, options.output) ?? io.cwd, spoil: options.spoil ?? false }, io));
    });
}
