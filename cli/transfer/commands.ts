import { type Command } from "commander";
import { setTimeout as delay } from "node:timers/promises";
import { type ExperimentOptions } from "../experiment/open-experiment";
import { type ExitCode } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { withExperiment } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type DownloadOptions } from "./download";
import { type TransferOptions } from "./upload";

const UPLOAD_EXAMPLES = `
Examples:
  $ dfiji upload images --stack dev --dry-run
  $ dfiji upload images --stack dev

A file has its path below the folder as its name, as \`input\` of a job file names it. Files that are there already, by their
ETag, are left out: call it again after an interruption. Hidden files and links are left out, too.`;

const DOWNLOAD_EXAMPLES = `
Examples:
  $ dfiji download --to results --stack dev
  $ dfiji download --to results --stack dev --follow
  $ dfiji collect nuclei.csv --output results --out nuclei.csv

Only files that done markers list are fetched, so nothing half-written. --follow ends when no job waits or runs.`;

/** Milliseconds between two looks of --follow. */
const FOLLOW_MS = 15_000;

export function registerTransfer(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withExperiment(program.command("upload"))
    .summary("put a folder of images into the experiment's bucket")
    .description("Uploads the files below a folder to the input prefix; what is there already is left out.")
    .argument("<dir>", "folder of the images")
    .option("--dry-run", "list what would be uploaded")
    .option("--json", "one JSON object a line")
    .addHelpText("after", UPLOAD_EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(async (dir: string, options: ExperimentOptions & TransferOptions) => {
      const { openExperiment } = opened();
      const { bucketAccess, openBucket } =
        require("../bookkeeping/result-location") as typeof import("../bookkeeping/result-location");
      const { upload } = require("./upload") as typeof import("./upload");
      const { deployment } = await openExperiment(options, io);
      const inputs = await openBucket(deployment.bucket, deployment.inputPrefix, bucketAccess(options, deployment));
      end(await upload(dir, inputs, options, io));
    });
  withExperiment(program.command("download"))
    .summary("fetch the results of done jobs")
    .description("Downloads the files that done markers list, into a folder that collect and failures read.")
    .option("--to <dir>", "folder for them", "results")
    .option("--follow", "keep up with a run until no job is left")
    .option("--dry-run", "list what would be downloaded")
    .option("--json", "one JSON object a line")
    .addHelpText("after", DOWNLOAD_EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: ExperimentOptions & DownloadOptions) => {
      const { openExperiment } = opened();
      const { readJobs } = require("../experiment/read-facts") as typeof import("../experiment/read-facts");
      const { download } = require("./download") as typeof import("./download");
      const { outputs, queues } = await openExperiment(options, io);
      const interrupt = listenForInterrupt();
      try {
        const deps = {
          jobsLeft: async () => {
            const { waiting, running } = await readJobs(queues);
            return waiting + running;
          },
          wait: (signal: AbortSignal) => delay(FOLLOW_MS, undefined, { signal }).catch(() => undefined),
          stop: interrupt.gentle,
        };
        end(await download(outputs, options, deps, io));
      } finally {
        interrupt.dispose();
      }
    });
}

const opened = () => require("../experiment/open-experiment") as typeof import("../experiment/open-experiment");
