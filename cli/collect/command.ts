import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { withPlace } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type CollectOptions } from "./run-collect";

const EXAMPLES = `
Examples:
  $ dfiji collect nuclei.csv --output results --out all-nuclei.csv
  $ dfiji collect nuclei.csv --bucket my-bucket --output-prefix results/ > all-nuclei.csv

Only files that a done marker lists are read. The job's metadata come first in each row.

Results of an earlier version of dfiji may be wrong (rows lost, defaults for values). When only some are of that version,
nothing is written: run the jobs again with --force, or give --mixed.`;

export function registerCollect(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withPlace(
    program
      .command("collect")
      .summary("make one table of the tables of all jobs")
      .description("Puts the rows of one CSV file of every done job into one table, in the order of the jobs' names.")
      .argument("<csvname>", "the table in each job's output folder, like nuclei.csv")
      .option("--mixed", "take results of an earlier version, too; a column OlderVersion says which (true or false)")
      .option("--out <file>", "where the table goes (default: stdout)"),
  )
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (csvName: string, options: CollectOptions) => {
      const { runCollect } = require("./run-collect") as typeof import("./run-collect");
      end(await runCollect(csvName, options, io));
    });
}
