import { MIN_HEAP_MIB } from "../../policy/rules/heap";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { DEFAULT_DISPLAY, DISPLAY_MEANING, type DisplayChoice, DISPLAYS } from "../../worker/contract/display";
import { ENGINE_NAMES } from "../../worker/contract/job";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { PER } from "../jobs/make/scheme-groups";
import {
  absolute,
  argumentOption,
  argvTemplate,
  excludeOption,
  flatOption,
  NAMING_TEXT,
  namingOf,
  positiveNumber,
  wholeNumber,
  type NamedValues,
  namedValue,
  PARAM_FLAGS,
  PARAM_TEXT,
  scriptPath,
  scriptSha256Option,
  withOption,
} from "../shared/options";

const EXAMPLES = `
Examples:
  One job per image, two copies of ImageJ:
    $ dfiji local --script count.ijm --input images --output results --copies 2
  One job per site, named by the files:
    $ dfiji local --script count.ijm --input images --output results --pattern '{Plate}/{Well}_{Site}_*.tif'
  The jobs of a job file:
    $ dfiji local job.json --input images --output results
  Any program, one job per image; no shell reads the words:
    $ dfiji local --engine command --script count.py --input images --output results -- python3 {script} {input} {output}

Stop it with Ctrl-C and call it again: jobs that are done are not run again.`;

interface LocalOptions {
  readonly input?: string;
  readonly output?: string;
  readonly jobs?: string;
  readonly script?: string;
  readonly scriptSha256?: string;
  readonly param?: NamedValues;
  readonly pattern?: string;
  readonly naming?: string;
  readonly per?: string;
  readonly engine: (typeof ENGINE_NAMES)[number];
  readonly command?: readonly string[];
  readonly fiji?: string;
  readonly with?: readonly string[];
  readonly argument?: string;
  readonly flat?: boolean;
  readonly exclude?: readonly string[];
  readonly copies?: number;
  readonly secondsBetweenStarts?: number;
  readonly memory?: number;
  readonly heap?: number;
  readonly inPlace?: boolean;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly skipMissing?: boolean;
  readonly sameCount?: boolean;
  readonly check: boolean;
  readonly checkImages: boolean;
  readonly keepGoing?: boolean;
  readonly maxAttempts: number;
  readonly timeoutMinutes?: number;
  readonly silenceMinutes?: number;
  readonly openMinutes?: number;
  readonly graceSeconds: number;
  readonly display: DisplayChoice;
  readonly warm: boolean;
  readonly expect?: readonly string[];
  readonly expectedFiles?: number;
  readonly minFileBytes?: number;
  readonly necessaryString?: string;
  readonly passEnv?: readonly string[];
  readonly json?: boolean;
  readonly view?: boolean;
}

export function registerLocal(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  program
    .command("local")
    .summary("run jobs on this computer")
    .description("Runs the jobs of a job file, or one job per image, on this computer: no account, no Docker.")
    .argument("[jobfile]", "job file (.json), or jobs as `dfiji jobs --json` prints them (.jsonl)")
    .option("--input <dir>", "folder of the images (required)")
    .option("--output <dir>", "folder of the results; made when it does not exist (required)")
    .option("--jobs <file>", "complete jobs, as `dfiji jobs --json` prints them (.jsonl)")
    .option("--script <file>", "the script, also s3:// or https:// (default: that of the job file)")
    .addOption(scriptSha256Option())
    .option(PARAM_FLAGS, PARAM_TEXT, namedValue)
    .option("--pattern <text>", "without a job file: how files make jobs, like '{Plate}/{Well}_{Site}_*.tif'")
    .addOption(withOption())
    .addOption(argumentOption())
    .addOption(flatOption())
    .addOption(excludeOption())
    .option("--naming <name>", NAMING_TEXT)
    .addOption(new Option("--per <what>", "with --naming: what one job is (default: site)").choices(PER))
    .option("--copies <n>", "engine processes that work at the same time (default: one per core)", wholeNumber(1, 256))
    .option(
      "--seconds-between-starts <s>",
      "seconds between the first jobs of two engine processes, so that their heavy steps do not coincide (default: 0)",
      wholeNumber(0, 86400),
    )
    .option(
      "--memory <MiB>",
      "memory of all engine processes together (default: 75 % of the computer's)",
      wholeNumber(256, 5e7),
    )
    .option(
      "--heap <MiB>",
      "heap of each engine process, whatever the others use (default: they share the memory)",
      wholeNumber(MIN_HEAP_MIB, 5e7),
    )
    .addOption(new Option("--engine <name>", "what runs the script").choices(ENGINE_NAMES).default("imagej"))
    .option("--fiji <dir>", "folder of Fiji, for --engine fiji")
    .option(
      "--command <json>",
      `program and arguments for --engine command, as a JSON list; or end the line with: -- PROGRAM ARGUMENTS`,
      argvTemplate,
    )
    .addOption(new Option("--display <kind>", DISPLAY_MEANING).choices(DISPLAYS).default(DEFAULT_DISPLAY))
    .option("--no-warm", "start the engine again for every job")
    .option("--in-place", "let scripts read the images where they are instead of copies")
    .option("--force", "run jobs again that are done")
    .option("--replace", "run jobs whose output another version made, in place of those results")
    .option("--skip-missing", "leave out jobs whose input does not exist")
    .option("--same-count", "refuse all when some jobs have another number of files than the others")
    .option("--no-check", "look neither at inputs nor at the script's source before the run")
    .option("--no-check-images", "run also jobs whose images are damaged by their headers, or not for ImageJ's open()")
    .option("--keep-going", "continue even if the first 10 jobs all fail for the same reason")
    .option("--max-attempts <n>", "attempts for each job", wholeNumber(1, 1000), 1)
    .option("--timeout-minutes <n>", "longest run of a job (default: 120)", positiveNumber(660))
    .option("--silence-minutes <n>", "longest time without output and CPU time (default: 15)", positiveNumber(660))
    .option("--open-minutes <n>", "longest open(…) of a macro, and 1 s for each 5 MB (default: 5)", positiveNumber(660))
    .option("--grace-seconds <n>", "seconds that runs may take to finish after Ctrl-C", wholeNumber(0, 3600), 90)
    .option("--expect <glob...>", "files that each job must write")
    .option("--expected-files <n>", "number of files that each job must write (default: 1)", wholeNumber(0, 1e6))
    .option("--min-file-bytes <n>", "smallest file that counts (default: 1)", wholeNumber(0, 2 ** 40))
    .option("--necessary-string <text>", "only files with this in their name count")
    .option("--pass-env <name...>", "environment variables that scripts get, besides PATH, HOME, locale and time zone")
    .option("--view", "show the plate page live in a browser; on a terminal it stays until Ctrl-C")
    .option("--json", "one JSON object a line instead of text")
    .addHelpText("after", EXAMPLES)
    .action(async (jobFile: string | undefined, options: LocalOptions) => {
      const { runLocal } = require("./run-local") as typeof import("./run-local");
      const request = requestOf(jobFile, options, io);
      const run = (): Promise<ExitCode> => runLocal(request, io);
      if (options.view !== true) return end(await run());
      const { withView } = require("./with-view") as typeof import("./with-view");
      end(await withView(request, run, io));
    });
}

function requestOf(jobFile: string | undefined, options: LocalOptions, io: CliIo) {
  const { jobs, input, output, script, fiji, memory, heap, param, view: _view, ...rest } = options;
  // checked here and not by commander, which would say so before it names a misspelled option
  const missing = [...(input === undefined ? ["--input DIR"] : []), ...(output === undefined ? ["--output DIR"] : [])];
  if (missing.length > 0)
    throw new CliError(
      EXIT.badInput,
      `dfiji local needs ${missing.join(" and ")}, e.g. dfiji local --script blur.ijm --input images --output results`,
    );
  return {
    ...rest,
    jobFile: absolute(io, jobFile ?? jobs),
    inputDir: absolute(io, input) ?? io.cwd,
    outputDir: absolute(io, output) ?? io.cwd,
    scriptFile: scriptPath(io, script),
    with: options.with?.map((path) => resolve(io.cwd, path)),
    fijiPath: absolute(io, fiji),
    params: param,
    naming: namingOf(io, options.naming),
    memoryMiB: memory,
    heapMiB: heap,
    inPlace: options.inPlace ?? false,
    force: options.force ?? false,
    replace: options.replace ?? false,
    skipMissing: options.skipMissing ?? false,
    sameCount: options.sameCount ?? false,
    keepGoing: options.keepGoing ?? false,
    passEnv: options.passEnv ?? [],
    json: options.json ?? false,
  };
}
