import { type Command, InvalidArgumentError, Option } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { withPlace } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type CollectOptions } from "./collection";
import { isStatistic, STATISTICS } from "./statistics";

const EXAMPLES = `
Examples:
  $ dfiji collect nuclei.csv --output results --out all-nuclei.csv
  $ dfiji collect nuclei.csv --output results --per well --stat mean,median,sd --out wells.csv
  $ dfiji collect nuclei.csv cells.csv --output results --per well --out wells.csv  # columns nuclei_count, cells_count, …
  $ dfiji collect nuclei.csv --output results --shape plate --out plate.csv
  $ dfiji collect nuclei.csv --output results --out all-nuclei.parquet  # for pandas, R, DuckDB: smaller, with types
  $ dfiji collect '*_cells.csv' --output results --layout layout.csv --out cells.csv.gz
  $ dfiji collect nuclei.csv --bucket my-bucket --output-prefix results/ > all-nuclei.csv

Only files that a done marker lists are read. The job's metadata come first in each row. The last line says what is in the
table, and what is missing, by name. A table that was saved without a row is 0 objects; what failed or did not run is no 0.

Results of an earlier version of dfiji may be wrong (rows lost, defaults for values). When only some are of that version,
nothing is written: run the jobs again with --force, or give --mixed.`;

export function registerCollect(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withPlace(
    program
      .command("collect")
      .summary("make one table of the tables of all jobs")
      .description(
        "Puts the rows of one table of every done job into one, in the order of the jobs' names; with --per one row for each well, site or plate, of one table or several.",
      )
      .argument(
        "<tables...>",
        "a table in each job's output folder: nuclei.csv, '*_cells.csv', '{name}_cells.csv', '{Well}.csv'; several with --per",
      )
      .option("--per <what>", "one row for each well, site, plate or job, or for each value of keys, like Plate,Dose")
      .addOption(
        new Option("--stat <names>", `what each column becomes: ${STATISTICS.join(", ")}, q01 to q99 (default: mean)`)
          .argParser(statNames)
          .implies({ per: "well" }),
      )
      .addOption(
        new Option("--shape <shape>", "blocks in the shape of the plate, one for each value").choices(["plate"]),
      )
      .option("--layout <file>", "what is in the wells (Plate, Well and any other columns, or in the shape of a plate)")
      .option("--union", "take tables with different columns and jobs with different keys; what one lacks is empty")
      .addOption(
        new Option("--missing <what>", "a done job without the table: 0 objects, left out, or the end (exit 1)")
          .choices(["zero", "skip", "fail"])
          .default("skip"),
      )
      .option("--all", "also results of jobs that the last run does not have")
      .option("--mixed", "take results of an earlier version, too; a column OlderVersion says which (true or false)")
      .option("--metadata-prefix <text>", "before the names of metadata columns: Metadata_ for pycytominer", "")
      .option("--excel", "for a spreadsheet: UTF-8 mark, and no text that it would take for a formula")
      .option("--out <file>", "where the table goes: .csv, .tsv, also with .gz, or .parquet (default: stdout)"),
  )
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (tables: readonly string[], options: CollectOptions) => {
      const { runCollect } = require("./run-collect") as typeof import("./run-collect");
      end(await runCollect(tables, options, io));
    });
}

function statNames(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !isStatistic(name));
  if (wrong === undefined) return names;
  throw new InvalidArgumentError(`"${wrong}" is none of ${STATISTICS.join(", ")}, q01 to q99.`);
}
