import { type Command } from "commander";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Deployment } from "../../worker/contract/deployment";
import { type Store } from "../../worker/storage/store";
import { type ExperimentOptions } from "../experiment/open-experiment";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { withExperiment } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { type DownloadOptions } from "./download";
import { type ExportLogsOptions } from "./export-logs";
import { type TransferOptions } from "./upload";

const UPLOAD_EXAMPLES = `
Examples:
  $ dfiji upload images --stack dev --dry-run
  $ dfiji upload images --stack dev

A file has its path below the folder as its name, as \`input\` of a job file names it. Files that exist already, by their
ETag, are left out: call it again after an interruption. Hidden files and links are left out, too.`;

const DOWNLOAD_EXAMPLES = `
Examples:
  $ dfiji download --to results --stack dev
  $ dfiji download --to results --stack dev --follow
  $ dfiji collect nuclei.csv --output results --out nuclei.csv

Only files that done markers list are fetched, so nothing half-written. --follow ends when no job waits or runs.`;

const EXPORT_LOGS_EXAMPLES = `
Examples:
  $ dfiji export-logs --stack dev
  $ dfiji export-logs --to logs --stack dev --json

It writes one text file for each log stream: jobs/JOB.log, machines/MACHINE/….log, machines/task/worker/TASK.log. Streams
without new lines are left out: call it again after an interruption, or before \`dfiji down\`, which deletes the logs.`;

/** Milliseconds between two looks of --follow. */
const FOLLOW_MS = 15_000;

export function registerTransfer(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withExperiment(program.command("upload"))
    .summary("put a folder of images into the experiment's bucket")
    .description("Uploads the files below a folder to the input prefix; what exists there already is left out.")
    .argument("<dir>", "folder of the images")
    .option("--dry-run", "list what would be uploaded")
    .option("--json", "one JSON object a line")
    .addHelpText("after", UPLOAD_EXAMPLES)
    .addHelpText("after", rightsHelp("operate"))
    .action(async (dir: string, options: ExperimentOptions & TransferOptions) => {
      const { openExperiment } = opened();
      const { inputLocation } =
        require("../bookkeeping/result-location") as typeof import("../bookkeeping/result-location");
      const { openBucket } = require("../shared/open-bucket") as typeof import("../shared/open-bucket");
      const { upload } = require("./upload") as typeof import("./upload");
      const { deployment } = await openExperiment(options, io);
      const { bucket = deployment.bucket, access } = inputLocation(options, deployment);
      const inputs = await openBucket(bucket, deployment.inputPrefix, access);
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
  withExperiment(program.command("export-logs"))
    .summary("write the logs of jobs and machines to the bucket, or a folder")
    .description("Copies all log streams from CloudWatch to the stack's logPrefix in its bucket.")
    .option("--to <dir>", "a folder on this computer instead")
    .option("--all", "streams that were exported already, too")
    .option("--dry-run", "list what would be exported")
    .option("--json", "one JSON object a line")
    .addHelpText("after", EXPORT_LOGS_EXAMPLES)
    .addHelpText("after", rightsHelp("operate", "; with --to, read-only.json is enough"))
    .action(async (options: ExperimentOptions & ExportLogsOptions & { readonly to?: string }) => {
      const { clientSettings, openExperiment } = opened();
      const { exportLogs } = require("./export-logs") as typeof import("./export-logs");
      const { CloudWatchLogsClient } =
        require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
      const { deployment } = await openExperiment(options, io);
      const client = new CloudWatchLogsClient(clientSettings(options.endpoint, deployment.region));
      const target = await logTarget(options, deployment, io);
      const interrupt = listenForInterrupt();
      try {
        end(
          await exportLogs(deployment, target, options, { client, now: () => new Date(), stop: interrupt.gentle }, io),
        );
      } finally {
        interrupt.dispose();
      }
    });
}

async function logTarget(
  options: ExperimentOptions & { readonly to?: string },
  deployment: Deployment,
  io: CliIo,
): Promise<Store> {
  const { bucketAccess } = require("../bookkeeping/result-location") as typeof import("../bookkeeping/result-location");
  const { openBucket } = require("../shared/open-bucket") as typeof import("../shared/open-bucket");
  if (options.to === undefined)
    return openBucket(deployment.bucket, deployment.logPrefix, bucketAccess(options, deployment));
  const { FolderStore } =
    require("../../worker/storage/folder-store") as typeof import("../../worker/storage/folder-store");
  const folder = resolve(io.cwd, options.to);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new CliError(EXIT.badInput, `--to ${options.to}: ${(error as Error).message}`);
  });
  return new FolderStore(folder);
}

const opened = () => require("../experiment/open-experiment") as typeof import("../experiment/open-experiment");
