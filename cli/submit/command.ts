import { type Command, Option } from "commander";
import { ENGINE_NAMES } from "../../worker/contract/job";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import {
  argumentOption,
  argvTemplate,
  excludeOption,
  flatOption,
  NAMING_TEXT,
  withExperiment,
  withOption,
  withQueues,
  namedValue,
  PARAM_FLAGS,
  PARAM_TEXT,
  scriptSha256Option,
} from "../shared/options";
import { PER } from "../jobs/make/scheme-groups";
import { type SubmitOptions } from "./options";
import { rightsHelp } from "../shared/rights";

const EXAMPLES = `
Examples:
  $ dfiji submit job.json --stack dev
  $ dfiji submit job.json --deployment deployment.json
  $ dfiji submit job.json --queue jobs --dead-letter-queue jobs-dead --bucket images --input-prefix raw/ \\
      --output-prefix results/ --engine imagej --script count.ijm
  $ dfiji submit --naming harmony --per well --deployment deployment.json

Every job is made and checked before the first one is sent. An interrupted submit continues where it was when it is
called again.`;

export function registerSubmit(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withQueues(
    withExperiment(program.command("submit"))
      .summary("queue the jobs of a job file for an experiment on AWS")
      .description("Checks every job of a job file, then sends those that are not done to the queue.")
      .argument("[jobfile]", "job file (.json), or jobs as `dfiji jobs --json` prints them (.jsonl)"),
  )
    .option("--bucket <name>", "bucket of inputs and results")
    .option("--input-prefix <prefix>", "prefix of the inputs in the bucket, ends in /")
    .option("--output-prefix <prefix>", "prefix of the results in the bucket, ends in /")
    .option(
      "--script <file>",
      "the script, also s3:// or https:// (default: that of the job file, else of the deployment)",
    )
    .addOption(scriptSha256Option())
    .option(PARAM_FLAGS, PARAM_TEXT, namedValue)
    .addOption(new Option("--engine <name>", "what runs the script").choices(ENGINE_NAMES))
    .option("--fiji <dir>", "a Fiji of this computer like the workers', against which the script is checked")
    .option(
      "--command <json>",
      `program and arguments for --engine command, as a JSON list; or end the line with: -- PROGRAM ARGUMENTS`,
      argvTemplate,
    )
    .option("--pattern <text>", "without a job file: how files make jobs, like '{Plate}/{Well}_{Site}_*.tif'")
    .option("--naming <name>", NAMING_TEXT)
    .addOption(new Option("--per <what>", "with --naming: what one job is (default: site)").choices(PER))
    .addOption(withOption())
    .addOption(argumentOption())
    .addOption(flatOption())
    .addOption(excludeOption())
    .option("--dry-run", "check everything, send nothing")
    .option("--force", "send jobs again that are done")
    .option("--replace", "send jobs whose output another version made, in place of those results")
    .option("--skip-missing", "leave out jobs whose input does not exist")
    .option("--same-count", "refuse all when some jobs have another number of files than the others")
    .option("--no-check", "look neither at inputs nor at the script's source")
    .option("--mount-bucket", "the workers see the bucket as /home/ubuntu/bucket")
    .option("--no-start", "suspend scaling first, so that the jobs wait; the next submit or `dfiji start` resumes it")
    .option("--json", "one JSON object a line instead of text")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(async (jobFile: string | undefined, options: SubmitOptions) => {
      const { runSubmit } = require("./run-submit") as typeof import("./run-submit");
      end(await runSubmit(jobFile, options, io));
    });
}
