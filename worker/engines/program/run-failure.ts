import { NOT_KILLED_ADVICE, whyNotKilled } from "../../host/kill";
import { type RunFailure, type TableFacts } from "../engine";
import { type LimitReached } from "./limits";
import { memoryTroubleIn } from "./memory-words";
import { killedForMemory, type MemoryKill } from "./memory-evidence";

/** How the host says that a run ended; no `reason`: well. */
export interface HostAnswer {
  readonly type: "end";
  readonly id: number;
  readonly aborted: boolean;
  /** What the run left, such as threads, by name. */
  readonly leftOver: readonly string[];
  /** All that the run left is taken away, also when its script failed. */
  readonly reset?: boolean;
  /** Paths under which the script saved a table without rows, for which ImageJ writes no file. */
  readonly emptyTables?: readonly string[];
  /** Rows of ImageJ's table Results at the end of the script. */
  readonly resultRows?: number;
  /** Heap in use after the job. */
  readonly liveMiB: number;
  readonly reason?: string;
  /** 0 when unknown. */
  readonly line?: number;
  /** In place of the class's general advice. */
  readonly advice?: string;
  /** A call of the script took longer than it may. */
  readonly timeout?: boolean;
  readonly needsDisplay?: boolean;
  readonly outOfMemory?: boolean;
  /** Nothing of the script has run: the job cannot be run as it is. */
  readonly refused?: boolean;
}

/** How the process ended. `saidExit`: the script called System.exit. */
export interface JvmEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly saidExit: boolean;
  readonly lastWords: string;
  /** It has not ended: processes that do not, even killed. */
  readonly stuck?: readonly number[];
}

export type Failure = Pick<RunFailure, "class" | "reason" | "line" | "advice">;

export const INTERRUPTED: Failure = { class: "interrupted", reason: "the worker was asked to stop" };

const WINDOW_ADVICE =
  "set `display: virtual` (DFIJI_DISPLAY=virtual) and install Xvfb and openbox (`apt-get install xvfb openbox`)";
/** Exit status of ExitOnOutOfMemoryError. */
const OUT_OF_MEMORY_STATUS = 3;

/** The failure of a run after which processes do not end, even killed. `failure`: what is known of the run besides. */
export function failureOfStuck(stuck: readonly number[], failure: Failure | undefined): Failure {
  const why = whyNotKilled(stuck);
  if (failure === undefined) return { class: "killed", reason: why, advice: NOT_KILLED_ADVICE };
  if (failure.reason.includes(why)) return failure;
  return { ...failure, reason: `${failure.reason}; ${why}`, advice: NOT_KILLED_ADVICE };
}

/** What the host knows of tables without rows. */
export const tableFactsOf = ({
  emptyTables = [],
  resultRows,
}: Pick<HostAnswer, "emptyTables" | "resultRows">): TableFacts => ({
  emptyTables,
  ...(resultRows === undefined ? {} : { resultRows }),
});

/** Why the run failed, from the host's answer; `undefined`: it ended well. */
export function failureOf(answer: HostAnswer): Failure | undefined {
  if (answer.reason === undefined) {
    return answer.aborted ? { class: "script-error", reason: "the run was aborted" } : undefined;
  }
  const line = answer.line === undefined || answer.line === 0 ? {} : { line: answer.line };
  const reason = answer.reason
    .split("\n")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(" ");
  const memory = memoryTroubleIn(reason);
  if (memory !== undefined || answer.outOfMemory === true)
    return { class: "out-of-memory", reason, ...memory, ...line };
  const advice = answer.advice === undefined ? {} : { advice: answer.advice };
  if (answer.timeout === true) return { class: "timeout", reason, ...line, ...advice };
  if (answer.needsDisplay !== true) return { class: "script-error", reason, ...line, ...advice };
  return { class: "script-error", reason: `the script needs a window: ${reason}`, ...line, advice: WINDOW_ADVICE };
}

/** Why the process ended under the run. `memoryKill`: the kernel killed something of ours for memory meanwhile. */
export function failureOfEnd(end: JvmEnd, endedForMemory: boolean, memoryKill: MemoryKill | undefined): Failure {
  if (end.stuck !== undefined) return failureOfStuck(end.stuck, undefined);
  if (end.saidExit) return { class: "script-error", reason: 'the script ended the JVM (System.exit, or run("Quit"))' };
  if (endedForMemory || end.code === OUT_OF_MEMORY_STATUS) {
    return { class: "out-of-memory", reason: lastLine(end.lastWords) ?? "the heap of the JVM is full" };
  }
  if (end.signal === "SIGKILL" || end.code === 137) {
    if (memoryKill !== undefined) return { class: "out-of-memory", reason: killedForMemory("the JVM", memoryKill) };
    return { class: "killed", reason: "the JVM was killed from outside (SIGKILL)" };
  }
  if (end.signal === "SIGTERM" || end.signal === "SIGINT" || end.signal === "SIGHUP") {
    return { class: "killed", reason: `the JVM was ended from outside (${end.signal})` };
  }
  const how = end.signal ?? `status ${end.code}`;
  return { class: "script-error", reason: `the JVM ended (${how}): ${lastLine(end.lastWords) ?? "no last words"}` };
}

/** A limit ended the run; the host's answer, when it came in time, knows the line that ran. */
export function failureOfLimit(limit: LimitReached, answer: HostAnswer | undefined): Failure {
  const line = answer?.line === undefined || answer.line === 0 ? {} : { line: answer.line };
  return { ...limit, ...line };
}

function lastLine(text: string): string | undefined {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .at(-1)
    ?.trim();
}
