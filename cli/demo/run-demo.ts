import { S3Client } from "@aws-sdk/client-s3";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { renderWorkerEnv } from "../../worker/contract/env";
import { logKey, scriptKey } from "../../worker/contract/keys";
import { S3Store } from "../../worker/storage/s3-store";
import { type Store } from "../../worker/storage/store";
import { collectToFile } from "../collect/run-collect";
import { CliError, EXIT, type ExitCode } from "../exit";
import { type CliIo } from "../io";
import { soundPlan } from "../jobs-check";
import { drive, type DriveResult } from "../local/drive";
import { type LocalQueue, startLocalQueue } from "../local/emulator";
import { inheritedEnvironment } from "../local/environment";
import { listenForInterrupt } from "../local/interrupt";
import { requireJava } from "../local/java";
import { sizeLocalRun, thisComputer } from "../local/sizing";
import { packageRoot } from "../package-root";
import { duration, failureLine } from "../progress/render";
import { makeReporter, reporterKind } from "../progress/reporter";
import { type DoneIndex, readDoneIndex, readMarker } from "../results/done-index";
import { newSubmissionId } from "../results/submissions";
import { compareCounts, type SiteCount } from "./compare";
import { drawPlate, imageName, PLATE, SITES, WELLS } from "./plate";
import { encodeTiff } from "./tiff";

export interface DemoRequest {
  readonly outputDir: string;
  /** Blur until neighbours melt together: the check must notice. */
  readonly spoil: boolean;
}

/** Tells a folder of the demo from any other. */
const OURS = ".dfiji-demo";
const BUCKET = "dfiji-demo";
const INPUTS = "images/";
const RESULTS = "results/";
const TABLE = "nuclei.csv";
/** Blur in pixels: right for nuclei of 10 pixels radius, and far too much for them. */
const SIGMA = 2;
const SPOILED_SIGMA = 8;

/** `dfiji demo`: what an experiment on AWS does, on this computer, with a truth to compare with. */
export async function runDemo(request: DemoRequest, io: CliIo): Promise<ExitCode> {
  const startedMs = performance.now();
  await requireJava();
  await emptyFolder(request.outputDir);
  const interrupt = listenForInterrupt();
  const queue = await startLocalQueue();
  try {
    await queue.makeBucket(BUCKET);
    const client = clientOf(queue);
    const store = (prefix: string): Store => new S3Store({ client, bucket: BUCKET, prefix, headFirst: true });
    io.stderr(`Drawing a plate of ${WELLS.length} wells x ${SITES.length} sites, two channels …`);
    const truth = await drawInto(store(INPUTS), join(request.outputDir, "images"));
    const result = await runJobs(request, queue, store, interrupt, io);
    const results = store(RESULTS);
    const done = await readDoneIndex(results, [""]);
    await copyResults(results, done, join(request.outputDir, "results"));
    return await tell(request, result, await countsOf(results, done, request.outputDir, truth), startedMs, io);
  } finally {
    interrupt.dispose();
    await queue.stop();
  }
}

/**
 * An empty folder for this run; one of an earlier demo is emptied.
 * @throws {CliError} when something else is in it
 */
async function emptyFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((): string[] => []);
  if (entries.length > 0 && !entries.includes(OURS)) {
    throw new CliError(
      EXIT.badInput,
      `${folder} is not empty and not of an earlier demo: give --output another folder`,
    );
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OURS), "Made by `dfiji demo`, which empties this folder at its next run.\n");
}

const clientOf = ({ endpoint, environment }: LocalQueue): S3Client =>
  new S3Client({
    endpoint,
    forcePathStyle: true,
    region: environment["AWS_REGION"] ?? "us-east-1",
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
  });

/** Draws the images into the bucket, and into a folder for the curious. Answers with the truth, by job name. */
async function drawInto(store: Store, folder: string): Promise<Map<string, number>> {
  const truth = new Map<string, number>();
  for (const { well, site, nuclei, images } of drawPlate()) {
    truth.set(`${PLATE}-${well}-${site}`, nuclei);
    for (const channel of ["nuclei", "cytoplasm"] as const) {
      const path = join(folder, imageName(well, site, channel));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, encodeTiff(images[channel]));
      await store.put(path, imageName(well, site, channel));
    }
  }
  return truth;
}

/** The job file of the demo; `channel`, `sigma`, `minSize` and `backgroundRadius` are parameters of the script. */
const jobFileOf = (script: string, sigma: number) => ({
  script,
  grid: { Plate: [PLATE], Well: `${WELLS[0]}..${WELLS.at(-1)}`, Site: `${SITES[0]}..${SITES.at(-1)}` },
  input: "{Plate}/{Well}_{Site}_*.tif",
  expect: [TABLE, "*.png"],
  shared_metadata: { channel: "nuclei", sigma, minSize: 80, backgroundRadius: 40 },
});

async function runJobs(
  { outputDir, spoil }: DemoRequest,
  queue: LocalQueue,
  store: (prefix: string) => Store,
  interrupt: ReturnType<typeof listenForInterrupt>,
  io: CliIo,
): Promise<DriveResult> {
  const script = join(packageRoot(), "examples", "nuclei", "count-nuclei.ijm");
  const jobFile = join(outputDir, "job.json");
  await writeFile(jobFile, `${JSON.stringify(jobFileOf(script, spoil ? SPOILED_SIGMA : SIGMA), null, 2)}\n`);
  const plan = await soundPlan(
    {
      jobFile,
      engine: "imagej",
      place: "aws",
      outputPrefix: RESULTS,
      mountBucket: false,
      inputStore: store(INPUTS),
      submission: newSubmissionId(),
      force: false,
      skipMissing: false,
      check: true,
    },
    "run",
    io,
  );
  const results = store(RESULTS);
  if (plan.script !== undefined) {
    for (const root of plan.roots) await results.put(script, scriptKey(root, plan.script.sha256));
  }
  const sizing = sizeLocalRun(thisComputer());
  if (sizing.copies === 0) throw new CliError(EXIT.setUp, sizing.note ?? "there is too little memory");
  io.stderr(`${plan.count} jobs on ${sizing.copies} warm ${sizing.copies === 1 ? "copy" : "copies"} of ImageJ`);
  return drive({
    queue,
    jobs: plan.jobs(),
    total: plan.count,
    environment: {
      ...inheritedEnvironment(),
      ...renderWorkerEnv({
        DFIJI_EXPERIMENT: "demo",
        DFIJI_BUCKET: BUCKET,
        DFIJI_INPUT_PREFIX: INPUTS,
        DFIJI_OUTPUT_PREFIX: RESULTS,
        DFIJI_ENGINE: "imagej",
        DFIJI_WORK_DIR: join(outputDir, ".work"),
        DOCKER_CORES: sizing.copies,
        MEMORY: sizing.memoryMiB,
        DFIJI_MAX_ATTEMPTS: 1,
      }),
    },
    workerLog: join(outputDir, "worker.log"),
    keepGoing: false,
    interrupt,
    reporter: await makeReporter(reporterKind(false, io), io),
    logOf: ({ root, jobId }) => join(outputDir, "results", logKey(root, jobId)),
    graceSeconds: 90,
  });
}

/** Only files that a marker lists are results. */
async function copyResults(results: Store, done: DoneIndex, folder: string): Promise<void> {
  for (const jobId of done.ids()) {
    const marker = await readMarker(results, done.rootOf(jobId), jobId);
    for (const { key, sizeBytes, etag } of marker?.outputs ?? []) {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      await results.fetch({ key, sizeBytes, etag }, path);
    }
  }
}

/** Collects the tables of all jobs, and counts each job's rows on the way. */
async function countsOf(
  results: Store,
  done: DoneIndex,
  outputDir: string,
  truth: ReadonlyMap<string, number>,
): Promise<SiteCount[]> {
  const counted = new Map<string, number>();
  for (const jobId of done.ids()) counted.set(jobId.slice(0, -9), 0);
  const onRow = (group: readonly string[]): void => {
    const name = group.join("-");
    counted.set(name, (counted.get(name) ?? 0) + 1);
  };
  if (done.size > 0) {
    const request = { store: results, done, fileName: TABLE, note: () => undefined, onRow };
    await collectToFile(request, join(outputDir, TABLE));
  }
  return [...truth].map(([name, nuclei]) => ({ name, truth: nuclei, counted: counted.get(name) }));
}

async function tell(
  { outputDir, spoil }: DemoRequest,
  { state, stopped }: DriveResult,
  counts: readonly SiteCount[],
  startedMs: number,
  io: CliIo,
): Promise<ExitCode> {
  const comparison = compareCounts(counts);
  const seconds = (performance.now() - startedMs) / 1000;
  for (const failure of state.failures) io.stderr(failureLine(failure));
  if (stopped !== undefined) io.stderr(stopped);
  const verdict = comparison.isGood
    ? "Every count is within 3 % of the truth, the total within 1 %."
    : `The counts are wrong${spoil ? ", as they should be with this blur" : ""}.`;
  const lines = [
    ...comparison.lines,
    "",
    verdict,
    `${state.done} of ${state.total} jobs done in ${duration(seconds)}, drawing and start of ImageJ included.`,
    `One table of all nuclei:  ${join(outputDir, TABLE)}`,
    `Outlines to look at:      ${join(outputDir, "results", `${PLATE}-${WELLS[0]}-${SITES[0]}`)}`,
  ];
  for (const line of lines) await io.stdout(line);
  return comparison.isGood && state.done === state.total ? EXIT.done : EXIT.failed;
}
