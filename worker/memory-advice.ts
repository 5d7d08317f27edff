import { heapMiBPerCopy } from "../policy/rules/heap";
import { type WorkerSettings } from "./settings";

/** Half as much again, as the next try: the peak only shows how far the run came. */
const STEP = 1.5;
const ROUND_MIB = 256;

/** What would give each copy half as much again, in the words of the stack's config. */
export function memoryAdvice(
  settings: Pick<WorkerSettings, "copies" | "heapMiB" | "memoryMiB">,
  peakMemoryMiB: number | undefined,
): string {
  const { copies, heapMiB, memoryMiB } = settings;
  const wanted = Math.ceil(Math.max(heapMiB, peakMemoryMiB ?? 0) * STEP);
  let enough = Math.ceil(memoryMiB / ROUND_MIB) * ROUND_MIB;
  while (heapMiBPerCopy(enough, copies) < wanted) enough += ROUND_MIB;
  const peak = peakMemoryMiB === undefined ? "" : ` (peak ${peakMemoryMiB} MiB)`;
  const fewer = copies === 1 ? "" : `, or run fewer than ${copies} copies in it (copiesPerTask)`;
  return `a copy has ${heapMiB} MiB of heap${peak}: give the task ${enough} MiB instead of ${memoryMiB} (memoryMiBPerTask)${fewer}`;
}
