import { type Command } from "commander";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { absolute, type NamedValues, namedValue, wholeNumber } from "../shared/options";

const EXAMPLES = `
Examples:
  $ dfiji doctor --fiji ~/Fiji.app
  $ dfiji doctor --fiji ~/Fiji.app --script count.ijm --input one-job --param sigma=1.5
  $ dfiji doctor --fiji ~/Fiji.app --json

It starts Fiji seven times or so, with small scripts in a temporary folder; the installation is not changed.
Exit codes: 0 all that jobs need works, 1 something does not or it was stopped, 2 bad input, 3 Fiji does not start.`;

interface DoctorOptions {
  readonly fiji?: string;
  readonly script?: string;
  readonly input?: string;
  readonly param?: NamedValues;
  readonly memory: number;
  readonly timeoutSeconds: number;
  readonly json?: boolean;
}

export function registerDoctor(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  program
    .command("doctor")
    .summary("try whether a Fiji of this computer can run jobs")
    .description(
      "Tries on your own Fiji what only a real one can show: launcher, memory, parameters, languages, plugins.",
    )
    .option("--fiji <dir>", "folder of Fiji, or its launcher (required)")
    .option("--script <file>", "also run this script, cold and twice warm, and compare what it writes")
    .option("--input <dir>", "files of one job for --script; copied for each run")
    .option("--param <name=value>", "a parameter for --script; may be given several times", namedValue)
    .option("--memory <MiB>", "heap of the Fiji that is tried", wholeNumber(256, 1e6), 1024)
    .option("--timeout-seconds <n>", "longest run of one small script", wholeNumber(1, 36_000), 180)
    .option("--json", "one JSON object a line instead of a table")
    .addHelpText("after", EXAMPLES)
    .action(async ({ fiji, script, input, param = [], memory, timeoutSeconds, json = false }: DoctorOptions) => {
      const fijiPath = absolute(io, fiji);
      if (fijiPath === undefined) throw new CliError(EXIT.badInput, "dfiji doctor needs --fiji DIR");
      const path = absolute(io, script);
      if (path === undefined && (input !== undefined || param.length > 0)) {
        throw new CliError(EXIT.badInput, "--input and --param are for a script: give --script FILE");
      }
      const own =
        path === undefined ? undefined : { path, inputDir: absolute(io, input), parameters: Object.fromEntries(param) };
      const { runDoctor } = require("./run-doctor") as typeof import("./run-doctor");
      end(await runDoctor({ fijiPath, heapMiB: memory, timeoutSeconds, own, json }, io));
    });
}
