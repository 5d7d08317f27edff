import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions, withPlace } from "../shared/options";

const EXAMPLES = `
Examples:
  $ dfiji collect nuclei.csv --output results --out all-nuclei.csv
  $ dfiji collect nuclei.csv --bucket my-bucket --output-prefix results/ > all-nuclei.csv

Only files that a done marker lists are read. The job's metadata come first in each row.`;

export function registerCollect(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withPlace(
    program
      .command("collect")
      .summary("make one table of the tables of all jobs")
      .description("Puts the rows of one CSV file of every done job into one table, in the order of the jobs' names.")
      .argument("<csvname>", "the table in each job's output folder, like nuclei.csv")
      .option("--out <file>", "where the table goes (default: stdout)"),
  )
    .addHelpText("after", EXAMPLES)
    .action(async (csvName: string, options: PlaceOptions & { readonly out?: string }) => {
      const { runCollect } = require("./run-collect") as typeof import("./run-collect");
      end(await runCollect(csvName, options, io));
    });
}
