import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { type WorkerEnv, renderWorkerEnv } from "../../worker/contract/env";
import { type Job } from "../../worker/contract/job";
import { BOOKKEEPING, logKey, scriptKey, withKey } from "../../worker/contract/keys";
import { mustBuildHost } from "../../worker/engines/imagej/build-jars";
import { findDisplay } from "../../worker/engines/program/display";
import { whyNotReadOnly } from "../../worker/host/read-only";
import { openForWriting } from "../../worker/host/safe-files";
import { FolderStore } from "../../worker/storage/folder-store";
import { type Store } from "../../worker/storage/store";
import { JobList } from "../bookkeeping/job-list";
import { readDoneIndex } from "../bookkeeping/done-index";
import { olderNotice, SAME_COMMAND } from "../bookkeeping/older-results";
import { storedJob } from "../bookkeeping/input-lists";
import { lockFolder } from "../bookkeeping/output-lock";
import { ProgressFile } from "../bookkeeping/progress-file";
import { hashed, newSubmissionId, readSubmissions, type Submission, writeSubmission } from "../bookkeeping/submissions";
import { fijiOf, checkedPlan } from "../jobs/checked-plan";
import { checkPlate, plateLines } from "../jobs/check/plate";
import { type PlanRequest } from "../jobs/make/plan-request";
import { type JobPlan } from "../jobs/plan";
import { PlateMap } from "../progress/plate-map";
import { makeReporter, type Reporter, type ReporterKind, reporterKind } from "../progress/reporter";
import { type EngineShown } from "../progress/run-state";
import { shownPath, summarize, type Summary } from "../progress/summary";
import { localDisplayText } from "../script/macro-display";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type Interrupt, listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { quoted } from "../shared/quoted";
import { requireJava } from "./java";
import { claimBookkeeping, makeOutputFolder, mustBeReadable, requireFiji, sharedFolderWarning } from "./preflight";
import { type LocalRequest } from "./request";
import { runDrain } from "./run-drain";
import { type Selection, selectJobs, settleOtherVersions } from "./selection";
import { memoryText, sizeLocalRun, thisComputer } from "./sizing";
import { inheritedEnvironment } from "./worker-environment";

/** `dfiji local`: plans, leaves out what is done, runs the rest on this computer. Answers with the exit code. */
export async function runLocal(request: LocalRequest, io: CliIo): Promise<ExitCode> {
  await mustBeReadable(request.inputDir);
  if (relative(request.inputDir, request.outputDir) === "") {
    throw new CliError(
      EXIT.badInput,
      `--input and --output are both ${request.inputDir}: results would be taken for images; give --output another folder, for example ${join(request.inputDir, "results")}`,
    );
  }
  if (request.engine === "imagej") await requireJava();
  if (request.engine === "fiji") requireFiji(request.fijiPath);
  await makeOutputFolder(request.outputDir);
  const lock = await lockFolder(request.outputDir, () => {
    io.stderr(`another run took ${request.outputDir} over while this one stood still: it stops`);
    process.kill(process.pid, "SIGTERM");
  });
  const interrupt = listenForInterrupt();
  const list = await JobList.begin();
  try {
    return await runLocked(request, list, io, interrupt);
  } finally {
    await list.end();
    interrupt.dispose();
    await lock.release();
  }
}

async function runLocked(request: LocalRequest, list: JobList, io: CliIo, interrupt: Interrupt): Promise<ExitCode> {
  const { heapMiB } = request;
  const sizing = sizeLocalRun(thisComputer(), request, {
    ...{ copies: request.copies, memoryMiB: request.memoryMiB, heapMiB },
  });
  if (sizing.copies === 0) throw new CliError(EXIT.setUp, sizing.note ?? "there is too little memory");
  const inputs = new FolderStore(request.inputDir);
  const outputs = new FolderStore(request.outputDir);
  const submission = newSubmissionId();
  const plan = await checkedPlan(planRequest(request, inputs, submission, io), "run", io);
  const ids = createHash("sha256");
  const selection = await selectJobs({
    jobs: list.listed(hashed(plan.jobs(), ids)),
    done: await readDoneIndex(outputs, plan.roots),
    outputs,
    inputs: request.check ? inputs : undefined,
    force: request.force,
    only: request.only === undefined ? undefined : new Set(request.only),
    onLeftOut: (text) => io.stderr(text),
  });
  const kind = reporterKind(request.json, io);
  const reporter = await makeReporter(kind, io);
  if (sizing.note !== undefined) reporter.note(sizing.note);
  const shared = await sharedFolderWarning(request.outputDir);
  if (shared !== undefined) reporter.note(`warning: ${shared}`);
  await settleOtherVersions(selection.otherVersions, outputs, { replace: request.replace });
  reporter.note(startText(selection, sizing.copies, request.only !== undefined));
  reporter.note(memoryText(sizing, request, heapMiB !== undefined));
  const older = olderNotice(selection.older, SAME_COMMAND);
  if (older !== undefined) reporter.note(older);
  const record = submissionOf(request, plan, submission, ids.digest("hex"));
  if (selection.count === 0) {
    const newest = (await readSubmissions(outputs, (text) => io.stderr(text))).at(-1);
    if (newest?.planSha256 !== record.planSha256) await prepare(plan, outputs, record, list, request.outputDir); // jobs left the plan
    const nothing = {
      total: 0,
      done: 0,
      failed: 0,
      skipped: selection.skipped,
      olderResults: selection.older,
      seconds: 0,
      failures: [],
      causes: [],
      log: undefined,
    };
    return summarize({ ...nothing, where: request.outputDir, next: nextSteps(request, io.cwd) }, io, request.json);
  }
  if (request.check && request.checkImages) {
    const report = await checkPlate(jobsOf(plan, selection), inputs, plan.script, interrupt.gentle);
    for (const line of plateLines(report)) reporter.note(line);
  }
  await prepare(plan, outputs, record, list, request.outputDir);
  if (request.engine === "imagej" && plan.script !== undefined) {
    const hasPrograms = findDisplay("auto", process.env) !== undefined;
    reporter.note(localDisplayText(plan.script, request.display, hasPrograms));
  }
  const { isMounted, note } = await guardOf(request, plan);
  if (note !== undefined) reporter.note(note);
  const { copies, memoryMiB } = sizing;
  const run = { request, plan, selection, copies, memoryMiB, submission, isMounted };
  return runSelected(run, io, { interrupt, reporter, kind });
}

function planRequest(request: LocalRequest, inputStore: Store, submission: string, io: CliIo): PlanRequest {
  const { jobFile, pattern, scriptFile, command, params } = request;
  return {
    ...(jobFile !== undefined && { jobFile }),
    ...(pattern !== undefined && { pattern }),
    naming: request.naming,
    per: request.per,
    ...(scriptFile !== undefined && { scriptFile }),
    scriptSha256: request.scriptSha256,
    ...(params !== undefined && { params }),
    ...(command !== undefined && { command }),
    engine: request.engine,
    display: request.display,
    ...fijiOf(request.fijiPath, io),
    place: "local",
    outputPrefix: "",
    mountBucket: false,
    inputStore,
    ...leaveOutOf(request),
    inputDir: request.inputDir,
    with: request.with,
    argument: request.argument,
    flat: request.flat,
    exclude: request.exclude,
    submission,
    force: request.force,
    skipMissing: request.skipMissing,
    sameCount: request.sameCount,
    check: request.check,
  };
}

/** Results below the input folder are not images of the next run. */
function leaveOutOf({ inputDir, outputDir }: LocalRequest): Pick<PlanRequest, "leaveOut"> {
  const below = relative(inputDir, outputDir);
  return below.startsWith("..") || isAbsolute(below) ? {} : { leaveOut: `${below.split(sep).join("/")}/` };
}

function startText({ count, skipped, changed, touched }: Selection, copies: number, isPart: boolean): string {
  const parts = [
    `${count} ${count === 1 ? "job" : "jobs"} to run on ${copies} engine ${copies === 1 ? "process" : "processes"}`,
  ];
  if (skipped > 0) parts.push(isPart ? `${skipped} left out` : `${skipped} are done already`);
  if (changed > touched) parts.push(`${changed - touched} again because their inputs changed`);
  if (touched > 0) parts.push(`${touched} again because their inputs' dates changed, not their sizes`);
  return parts.join(", ");
}

/** How the user's own files are guarded, where scripts get no copies; a person should know which guard it is. */
async function guardOf(
  { inPlace, inputDir, outputDir }: LocalRequest,
  { seesInputDir }: JobPlan,
): Promise<{ readonly isMounted: boolean; readonly note?: string }> {
  if (!inPlace && !seesInputDir) return { isMounted: false };
  const why = await whyNotReadOnly(inputDir, outputDir);
  if (why === undefined) {
    return {
      isMounted: true,
      note: `scripts read ${inputDir} itself; they cannot write there: it is mounted read-only for them`,
    };
  }
  const note = `scripts read ${inputDir} itself, and could write there (${why}): its files are compared before and after each job, and a change stops the run`;
  return { isMounted: false, note };
}

function submissionOf(request: LocalRequest, plan: JobPlan, submission: string, planSha256: string): Submission {
  const { only: _, ...local } = request;
  const { count, roots } = plan;
  const createdAt = new Date().toISOString();
  return { v: 1, submission, createdAt, roots: [...roots], count, planSha256, queued: count, complete: true, local };
}

/** What workers and readers need beside the queue: the script, and where the bookkeeping is. */
async function prepare(
  plan: JobPlan,
  outputs: FolderStore,
  submission: Submission,
  list: JobList,
  outputDir: string,
): Promise<void> {
  for (const root of plan.roots) await claimBookkeeping(outputDir, root);
  await list.store(outputs, submission.submission);
  await writeSubmission(outputs, submission);
  if (plan.script === undefined) return;
  for (const root of plan.roots) {
    await outputs.putBytes(scriptKey(root, plan.script.sha256), plan.script.bytes);
    for (const { sha256, bytes } of plan.script.besides) await outputs.putBytes(withKey(root, sha256), bytes);
  }
}

interface SelectedRun {
  readonly request: LocalRequest;
  readonly plan: JobPlan;
  readonly selection: Selection;
  readonly copies: number;
  readonly memoryMiB: number;
  readonly submission: string;
  /** Scripts see the folder of the inputs read-only. */
  readonly isMounted: boolean;
}

async function runSelected(
  run: SelectedRun,
  io: CliIo,
  {
    interrupt,
    reporter,
    kind,
  }: { readonly interrupt: Interrupt; readonly reporter: Reporter; readonly kind: ReporterKind },
): Promise<ExitCode> {
  const { request, selection } = run;
  const bookkeeping = join(request.outputDir, BOOKKEEPING);
  const workDir = join(bookkeeping, "work");
  const workerLog = join(bookkeeping, "worker.log");
  const progress = new ProgressFile(request.outputDir);
  try {
    await (await openForWriting(workerLog)).close();
    const result = await runDrain({
      jobs: selectedJobs(run),
      total: selection.count,
      engine: await shownEngine(request, run.copies),
      plate: kind === "live" ? await plateOf(run) : undefined,
      environment: { ...inheritedEnvironment(request.passEnv), ...localWorkerEnv(run, workDir) },
      workerLog,
      keepGoing: request.keepGoing,
      interrupt,
      reporter,
      onProgress: (state) => progress.update(state),
      logOf: ({ root, jobId }) => join(request.outputDir, logKey(root, jobId)),
      graceSeconds: request.graceSeconds,
    });
    const { state, seconds, stopped, exitCode } = result;
    const { total, done, failed, failures, causes } = state;
    const counts = { total, done, failed, failures, causes: causes.list, skipped: selection.skipped, seconds };
    return summarize(
      {
        ...counts,
        olderResults: selection.older,
        log: workerLog,
        where: request.outputDir,
        next: nextSteps(request, io.cwd),
        stopped,
        exitCode,
      },
      io,
      request.json,
    );
  } finally {
    await progress.remove();
    await rm(workDir, { recursive: true, force: true });
  }
}

const ENGINE_NAMES_SHOWN = { imagej: "ImageJ", fiji: "Fiji", command: "process" } as const;

async function shownEngine({ engine }: LocalRequest, copies: number): Promise<EngineShown> {
  const isBuilding = engine === "imagej" && (await mustBuildHost(process.env));
  return { name: ENGINE_NAMES_SHOWN[engine], copies, isBuilding };
}

/** Jobs up to which the plate is drawn: 13 plates of 1536 wells. */
const MAX_DRAWN_JOBS = 20_000;

/** The plates of a run; jobs that were done before are done. */
async function plateOf({ plan, selection }: SelectedRun): Promise<PlateMap | undefined> {
  if (plan.count > MAX_DRAWN_JOBS) return undefined;
  const jobs: { jobId: string; group: Readonly<Record<string, string>> }[] = [];
  const done: string[] = [];
  for await (const job of plan.jobs()) {
    jobs.push({ jobId: job.jobId, group: job.group });
    if (!selection.isSelected(job)) done.push(job.jobId);
  }
  const plate = PlateMap.of(jobs);
  for (const jobId of done) plate?.end(jobId, "done");
  return plate;
}

async function* selectedJobs({ plan, selection, request }: SelectedRun): AsyncGenerator<Job> {
  const { expect } = request;
  const outputs = new FolderStore(request.outputDir);
  for await (const job of jobsOf(plan, selection)) {
    yield await storedJob(expect === undefined ? job : { ...job, expect }, outputs);
  }
}

async function* jobsOf(plan: JobPlan, selection: Selection): AsyncGenerator<Job> {
  for await (const job of plan.jobs()) if (selection.isSelected(job)) yield job;
}

/** The worker's settings of a local run, as the environment that the container gets from its task definition. */
export function localWorkerEnv(
  { request, copies, memoryMiB, submission, isMounted }: Omit<SelectedRun, "plan" | "selection">,
  workDir: string,
): Record<string, string> {
  const settings: Parameters<typeof renderWorkerEnv>[0] = {
    DFIJI_EXPERIMENT: submission,
    DFIJI_INPUT_DIR: request.inputDir,
    DFIJI_OUTPUT_DIR: request.outputDir,
    DFIJI_IN_PLACE: request.inPlace,
    DFIJI_READ_ONLY_INPUTS: isMounted,
    DFIJI_CHECK_IMAGES: request.checkImages,
    DFIJI_ENGINE: request.engine,
    DFIJI_FIJI_PATH: request.fijiPath,
    DFIJI_WARM: request.warm,
    DFIJI_DISPLAY: request.display,
    DFIJI_PASS_ENV: [...request.passEnv],
    DOCKER_CORES: copies,
    SECONDS_TO_START: request.secondsBetweenStarts,
    MEMORY: memoryMiB,
    DFIJI_HEAP_MIB: request.heapMiB,
    DFIJI_WORK_DIR: workDir,
    DFIJI_MAX_ATTEMPTS: request.maxAttempts,
    DFIJI_JOB_TIMEOUT_MINUTES: request.timeoutMinutes,
    DFIJI_SILENCE_TIMEOUT_MINUTES: request.silenceMinutes,
    DFIJI_OPEN_MINUTES: request.openMinutes,
    EXPECTED_NUMBER_FILES: request.expectedFiles,
    MIN_FILE_SIZE_BYTES: request.minFileBytes,
    NECESSARY_STRING: request.necessaryString,
    DFIJI_GRACE_SECONDS: request.graceSeconds,
  } satisfies Partial<{ [Name in keyof WorkerEnv]: WorkerEnv[Name] | undefined }>;
  return renderWorkerEnv(settings);
}

function nextSteps({ outputDir }: LocalRequest, cwd: string): Summary["next"] {
  const output = quoted(shownPath(outputDir, cwd));
  return {
    collect: `npx dfiji collect NAME.csv --output ${output}`,
    report: `npx dfiji report --output ${output}`,
    failures: `npx dfiji failures --output ${output}`,
  };
}
