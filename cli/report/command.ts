import { type Command, InvalidArgumentError, Option } from "commander";
import { isStatistic, STATISTICS } from "../collect/statistics";
import { DEFAULT_STATISTICS, DEFAULT_TABLES_MIB } from "../page/data/table-metrics";
import { PLATE_FORMATS } from "../plate/wells";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { wholeNumber, withPlace, withQueues } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { DEFAULT_FILE } from "./default-file";
import { type ReportOptions } from "./run-report";

const EXAMPLES = `
Examples:
  $ dfiji report --output results
  $ dfiji report --output results --layout layout.csv --out plate-1.html
  $ dfiji report --output results --table nuclei.csv --column Area,Mean --stat median
  $ dfiji report --stack dev

The file opens from disk in any browser of 2023 or later and loads nothing from a network: it can be sent by mail.
It holds names, numbers, last lines of logs and paths of this computer. Read it before you publish it.`;

export function registerReport(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withPageOptions(
    withQueues(
      withPlace(program.command("report").summary("write the plate page: one HTML file")).description(
        "Writes one HTML file: what is odd, plates by state and by the numbers of the tables, failures by cause, timeline, jobs and provenance.",
      ),
    ),
  )
    .option("--out <file>", "the file", DEFAULT_FILE)
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: ReportOptions) => {
      const { runReport } = require("./run-report") as typeof import("./run-report");
      end(await runReport(options, io));
    });
}

/** What the page shows: the options of every command that makes it. */
export function withPageOptions(command: Command): Command {
  return command
    .option(
      "--layout <file>",
      "what is in the wells (Plate, Well, role and any other columns, or in the shape of a plate)",
    )
    .option("--table <names>", "tables whose numbers are shown, by commas (default: those that most jobs have)", texts)
    .option("--column <names>", "columns of the tables, by commas (default: all with numbers)", texts)
    .addOption(
      new Option(
        "--stat <names>",
        `statistics of the columns: ${STATISTICS.join(", ")}, q01 to q99 (default: ${DEFAULT_STATISTICS.join(",")})`,
      ).argParser(statNames),
    )
    .option(
      "--tables-mib <n>",
      `tables that are read, MiB in all (default: ${DEFAULT_TABLES_MIB}; 0: none)`,
      wholeNumber(0, 1e6),
    )
    .option(
      "--plate-format <n>",
      `wells of a plate, of ${FORMATS.join(", ")} (default: the smallest that has all)`,
      plateFormat,
    )
    .option("--all", "also results of jobs that the last run does not have");
}

const FORMATS = PLATE_FORMATS.map(({ wells }) => wells);

function plateFormat(text: string): number {
  const wells = FORMATS.find((one) => String(one) === text);
  if (wells !== undefined) return wells;
  throw new InvalidArgumentError(`"${text}" is none of ${FORMATS.join(", ")}.`);
}

const texts = (text: string): readonly string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

function statNames(text: string): readonly string[] {
  const names = texts(text);
  const wrong = names.find((name) => !isStatistic(name));
  if (wrong === undefined) return names;
  throw new InvalidArgumentError(`"${wrong}" is none of ${STATISTICS.join(", ")}, q01 to q99.`);
}
