import { heapMiBPerCopy, overheadMiBPerCopy } from "../../policy/rules/heap";
import { type WorkerSettings } from "../contract/worker-settings";

/** Half as much again, as the next try: the peak only shows how far the run came. */
const STEP = 1.5;
const ROUND_MIB = 256;

/** What would give each copy half as much again, in the words of the stack's config or of `dfiji local`. */
export function memoryAdvice(
  settings: Pick<WorkerSettings, "engine" | "display" | "copies" | "heapMiB" | "memoryMiB" | "inputDir">,
  peakMemoryMiB: number | undefined,
): string {
  const { engine, copies, heapMiB, memoryMiB, inputDir } = settings;
  const hasHeap = engine !== "command";
  const share = hasHeap ? heapMiB : Math.floor(memoryMiB / copies);
  // a peak of all copies together says no more of one than its share
  const had = Math.max(share, Math.min(peakMemoryMiB ?? 0, Math.floor(memoryMiB / copies)));
  const overheadMiB = overheadMiBPerCopy(settings);
  const given = (task: number): number =>
    hasHeap ? heapMiBPerCopy(task, copies, overheadMiB) : Math.floor(task / copies);
  let enough = Math.ceil(memoryMiB / ROUND_MIB) * ROUND_MIB;
  while (given(enough) < Math.ceil(had * STEP)) enough += ROUND_MIB;
  const peak = peakMemoryMiB === undefined ? "" : ` (peak ${peakMemoryMiB} MiB)`;
  const has = `a copy has ${share} MiB${hasHeap ? " of heap" : ""}${peak}`;
  const isLocal = inputDir !== undefined;
  const fewer =
    copies === 1 ? "" : `, or run fewer than ${copies} copies in it (${isLocal ? "--copies" : "copiesPerTask"})`;
  const place = isLocal ? "all copies together" : "the task";
  return `${has}: give ${place} ${enough} MiB instead of ${memoryMiB} (${isLocal ? "--memory" : "memoryMiBPerTask"})${fewer}`;
}
