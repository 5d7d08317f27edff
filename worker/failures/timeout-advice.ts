/** The longest `timeoutMinutes`: SQS keeps a message for one worker for 12 hours in all. */
const MOST_MINUTES = 660;
/** For what is not as even as the first part. */
const ROOM = 1.25;

export interface StoppedRun {
  readonly limitMinutes: number;
  /** Where the limit is set. */
  readonly key: string;
  readonly cpuSeconds?: number | undefined;
  /** What it printed last, the last line last. */
  readonly lastLines: readonly string[];
  readonly outputFiles: number;
}

/** How far a run came within its limit, and which limit would do: by "12 of 40", "12/40" or "30 %" in its last lines. */
export function timeoutAdvice({ limitMinutes, key, cpuSeconds, lastLines, outputFiles }: StoppedRun): string {
  const last = lastLines.findLast((line) => line.trim() !== "")?.trim();
  const seen = [
    ...(cpuSeconds === undefined ? [] : [`used ${Math.round(cpuSeconds)} s of CPU time`]),
    `wrote ${outputFiles} ${outputFiles === 1 ? "file" : "files"}`,
    ...(last === undefined ? [] : [`printed last "${last.slice(0, 80)}"`]),
  ];
  const came = `the limit was ${shown(limitMinutes)} minutes (${key}); the run ${seen.join(", ")}`;
  const part = lastLines.map(partIn).findLast((share) => share !== undefined);
  if (part === undefined) return `${came}. Raise the limit (at most ${MOST_MINUTES}), or make the job smaller`;
  const enough = Math.ceil((limitMinutes / part) * ROOM);
  const done = `${came}: ${Math.round(part * 100)} % done`;
  if (enough <= MOST_MINUTES) return `${done}. About ${enough} minutes are enough`;
  return `${done}. All of it would take about ${enough} minutes, and no job can take more than ${MOST_MINUTES} (SQS keeps a message for 12 hours): split it, for example by range of time points`;
}

/** The part of all that a line says is done; undefined: it says none, or none that is known to be a part. */
function partIn(line: string): number | undefined {
  const [, done, all] = /(\d+)\s*(?:\/|of)\s*(\d+)/.exec(line) ?? [];
  const percent = /(\d+(?:\.\d+)?)\s*%/.exec(line)?.[1];
  const part =
    all === undefined ? (percent === undefined ? undefined : Number(percent) / 100) : Number(done) / Number(all);
  return part !== undefined && part > 0 && part < 1 ? part : undefined;
}

const shown = (minutes: number): string => String(Math.round(minutes * 100) / 100);
