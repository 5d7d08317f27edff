import { EVENTS } from "../contract/events";
import { type EmptyTable, type Marker, type MarkerFile } from "../contract/marker";
import { type RunSuccess } from "../engines/engine";
import { JobFault } from "../failures/job-fault";
import { pause } from "../host/clock";
import { type ActiveJob } from "./active-job";
import { checkCopies } from "./input-guard";
import { emptyTablesOf } from "./empty-tables";
import { checkLost } from "./lost-files";
import { mark } from "./mark";
import { type StageDeps } from "./ports";
import { ranByOf } from "./ran-by";
import { publish, toMarkerFile } from "./publish";
import { withinStage } from "./stage-limit";
import { undoMixedResults } from "./stored-files";
import { type OutputFile, scanOutputs, outputProblem } from "./verify";

/** Longer than another attempt takes from its look at the files to its marker. */
const SECOND_LOOK_MILLISECONDS = 3000;

/** After a good run: verify → publish → mark → delete the message. Throws what `settleFailure` takes. */
export async function complete(active: ActiveJob, copyNumber: number, run: RunSuccess, deps: StageDeps): Promise<void> {
  const { job, lease } = active;
  const { outputs, queue, clock, log } = deps;
  const began = clock.now();
  const { files, emptyTables } = await verify(active, run, deps);
  const verified = clock.now();
  active.seconds.verify = (verified - began) / 1000;
  try {
    const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const size = { name: "storing", failure: "publish-failed", files: files.length, bytes } as const;
    await withinStage(size, lease.signal, clock, async (signal) => {
      const stored = await publish(active, files, deps, signal);
      active.seconds.publish = (clock.now() - verified) / 1000;
      await mark(
        active,
        { ...markerOf(active, run, stored, deps), ...(emptyTables.length > 0 && { emptyTables }) },
        outputs,
      );
    });
  } catch (error) {
    if (lease.signal.reason instanceof JobFault && lease.signal.reason.failure === "lease-lost") {
      const look = () => undoMixedResults(active, files, outputs, (body) => queue.requeue(body));
      // the other attempt may have looked at its files before our last one came, and put its marker after our look
      if ((await look()) === "nothing to undo") await pause(clock, SECOND_LOOK_MILLISECONDS).then(look);
    }
    throw error;
  }
  await queue.remove(active.message);
  log.info(EVENTS.jobDone, {
    jobId: job.jobId,
    name: job.name,
    copy: copyNumber,
    seconds: active.seconds,
    outputFiles: files.length,
    outputBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    ...(run.peakMemoryMiB === undefined ? {} : { peakMemoryMiB: run.peakMemoryMiB }),
  });
}

async function verify(
  { job, folders, guard }: ActiveJob,
  { left = [], tables }: RunSuccess,
  { settings }: StageDeps,
): Promise<{ readonly files: readonly OutputFile[]; readonly emptyTables: EmptyTable[] }> {
  if (folders === undefined || guard === undefined) throw new Error(`${job.jobId} was not prepared`);
  await checkCopies(guard, folders, job.script?.name ?? "");
  // a command works in this folder, and may leave there what it needs no more
  if (job.engine !== "command") await checkLost(folders, left, job.script?.name ?? "");
  const files = await scanOutputs(folders.output, settings.outputPrefix + job.output);
  const { expectedFiles, minFileBytes, necessaryString } = settings;
  const emptyTables = emptyTablesOf(files, tables, { expect: job.expect, outputFolder: folders.output });
  const rules = { expect: job.expect, expectedFiles, minFileBytes, necessaryString };
  const why = await outputProblem(files, rules, emptyTables);
  if (why !== undefined) throw new JobFault("no-output", why);
  return { files, emptyTables: [...emptyTables] };
}

function markerOf(active: ActiveJob, run: RunSuccess, stored: readonly MarkerFile[], { settings }: StageDeps): Marker {
  const { job, message } = active;
  return {
    v: 1,
    jobId: job.jobId,
    name: job.name,
    submission: job.submission,
    group: { ...job.group },
    output: job.output,
    root: job.root,
    messageId: message.messageId,
    receiveCount: message.receiveCount,
    startedAt: active.startedAt,
    finishedAt: new Date().toISOString(),
    seconds: active.seconds,
    ...(run.peakMemoryMiB === undefined ? {} : { peakMemoryMiB: run.peakMemoryMiB }),
    ...ranByOf(active, stored, settings),
    worker: active.worker,
    inputs: active.inputs.map(({ object }) => toMarkerFile(object)),
    outputs: [...stored],
  };
}
