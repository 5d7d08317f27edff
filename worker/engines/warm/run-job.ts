import { setTimeout as sleep } from "node:timers/promises";
import { type CopySettings, type RunRequest, type TableFacts } from "../engine";
import { type LimitReached, Limits } from "../program/limits";
import { peakMemoryMiB, resetPeakMemory, watchMemoryKills } from "../program/memory-evidence";
import {
  type Failure,
  failureOf,
  failureOfEnd,
  failureOfLimit,
  type HostAnswer,
  INTERRUPTED,
  type JvmEnd,
  tableFactsOf,
} from "../program/run-failure";
import { type Fields } from "./host";
import { type Jvm } from "./jvm";

export interface JobEnd {
  /** Absent: it ended well. */
  readonly failure?: Failure;
  /** Why the JVM must not run another job. */
  readonly doubt?: string;
  readonly peakMemoryMiB?: number;
  readonly cpuSeconds?: number;
  /** Absent when the host did not answer. */
  readonly tables?: TableFacts;
}

const JOBS_PER_PROCESS = 500;
/** Heap still in use after a job, as a share of what the copy may keep: more means that something is kept. */
const FULL_HEAP = 0.6;
/** From the request to abort a run to the kill of its group. */
const ABORT_MS = 2500;

/** Runs one job under its limits, and judges how it ended and whether the JVM may go on. */
export async function runJob(
  jvm: Jvm,
  fields: Fields,
  request: RunRequest,
  settings: CopySettings,
  signal: AbortSignal,
): Promise<JobEnd> {
  const memoryKill = watchMemoryKills();
  resetPeakMemory(jvm.pid);
  const over = new AbortController();
  let reached: LimitReached | undefined;
  const limits = new Limits(
    jvm.group,
    { timeout: request.timeoutSeconds, silence: request.silenceSeconds },
    (limit) => {
      reached = limit;
      void abortThenKill(jvm, over.signal);
    },
  );
  signal.addEventListener("abort", () => void jvm.kill(), { once: true, signal: over.signal });
  const result = await jvm.run(fields, (line) => {
    limits.heard();
    request.onLine(line);
  });
  over.abort();
  limits.end();
  const answer = isAnswer(result) ? result : undefined;
  const kill = answer === undefined ? memoryKill() : undefined;
  // a JVM that ends of a full heap takes its measurements with it
  const full = answer === undefined && jvm.endedForMemory ? settings.heapMiB : 0;
  const peak = Math.max(peakMemoryMiB(jvm.pid) ?? 0, limits.peakMemoryMiB, kill?.peakMiB ?? 0, full);
  const failure = judge();
  const isReset = answer?.refused === true || (answer?.reset === true && failure?.class === "script-error");
  const isClean = failure === undefined || (isReset && !answer.aborted && reached === undefined && !signal.aborted);
  const doubt = isClean && answer !== undefined ? doubtOf(answer, jvm, settings) : "after a failure";
  return {
    ...(failure === undefined ? {} : { failure }),
    ...(doubt === undefined ? {} : { doubt }),
    ...(peak === 0 ? {} : { peakMemoryMiB: Math.round(peak) }),
    ...(limits.cpuSeconds === 0 ? {} : { cpuSeconds: limits.cpuSeconds }),
    ...(answer === undefined ? {} : { tables: tableFactsOf(answer) }),
  };

  function judge(): Failure | undefined {
    if (signal.aborted) return INTERRUPTED;
    if (reached !== undefined) return failureOfLimit(reached, answer);
    if (isAnswer(result)) return failureOf(result);
    return failureOfEnd(result, jvm.endedForMemory, kill);
  }
}

/** Asks first: the answer names the line that ran. */
async function abortThenKill(jvm: Jvm, over: AbortSignal): Promise<void> {
  jvm.abort();
  const asked = await sleep(ABORT_MS, "waited", { signal: over }).catch(() => "answered");
  if (asked === "waited") await jvm.kill();
}

/** The job ended well, never began, or its script failed and nothing is left; may the next one run in the same JVM? */
function doubtOf(
  answer: HostAnswer,
  jvm: Jvm,
  { heapMiB, keptHeapMiB = heapMiB, jobsPerProcess = JOBS_PER_PROCESS }: CopySettings,
): string | undefined {
  if (answer.leftOver.length > 0) return `threads left over: ${answer.leftOver.join(", ")}`;
  const children = jvm.group.members().filter(({ pid }) => pid !== jvm.pid);
  if (children.length > 0) return `child processes left over: ${children.map(({ pid }) => pid).join(", ")}`;
  if (answer.liveMiB > FULL_HEAP * keptHeapMiB) return `${answer.liveMiB} of ${keptHeapMiB} MiB heap still in use`;
  return jvm.jobs >= jobsPerProcess ? `${jvm.jobs} jobs` : undefined;
}

function isAnswer(result: HostAnswer | JvmEnd): result is HostAnswer {
  return "type" in result;
}
