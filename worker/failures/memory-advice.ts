import { overheadMiBPerCopy, sharedHeapMiB } from "../../policy/rules/heap";
import { type WorkerSettings } from "../contract/worker-settings";

/** Half as much again, as the next try: the peak only shows how far the run came. */
const STEP = 1.5;
const ROUND_MIB = 256;
/** For a stack of which the size is known: it, and some work on it. */
const ROOM = 1.25;

type Sizes = Pick<WorkerSettings, "engine" | "display" | "copies" | "heapMiB" | "memoryMiB" | "inputDir">;

/**
 * What would give one job half as much again, in the words of the stack's config or of `dfiji local`, after a run that had
 * all that one job can have.
 * @param heapMiBWanted what ImageJ says it would have needed
 */
export function memoryAdvice(settings: Sizes, peakMemoryMiB: number | undefined, heapMiBWanted = 0): string {
  const { engine, copies, heapMiB, memoryMiB } = settings;
  const peak = peakMemoryMiB === undefined ? "" : ` (peak ${peakMemoryMiB} MiB)`;
  const most = Math.min(peakMemoryMiB ?? 0, memoryMiB);
  if (engine === "command") {
    return `one job can have all ${memoryMiB} MiB${peak}: ${giveMemory(rounded(Math.max(memoryMiB, most) * STEP), settings)}`;
  }
  const overheadMiB = overheadMiBPerCopy(settings);
  const wanted = Math.ceil(Math.max(Math.max(heapMiB, most) * STEP, heapMiBWanted * ROOM));
  const shared = sharedHeapMiB(memoryMiB, copies, overheadMiB);
  if (shared !== heapMiB) {
    const heap = rounded(wanted);
    const needs = copies * (heap + overheadMiB);
    const memory = needs <= memoryMiB ? "" : `, and ${giveMemory(rounded(needs), settings)}`;
    const { heap: key } = names(settings);
    const without = shared > heapMiB ? `, or leave ${key} out: then one job can have ${shared} MiB` : "";
    return `the heap of a copy is fixed at ${heapMiB} MiB${peak}: make it ${heap} (${key})${memory}${without}`;
  }
  let enough = rounded(memoryMiB);
  while (sharedHeapMiB(enough, copies, overheadMiB) < wanted) enough += ROUND_MIB;
  return `one job can have ${heapMiB} MiB of heap${peak}: ${giveMemory(enough, settings)}`;
}

const rounded = (mib: number): number => Math.ceil(mib / ROUND_MIB) * ROUND_MIB;

function giveMemory(enough: number, settings: Sizes): string {
  const { place, memory } = names(settings);
  return `give ${place} ${enough} MiB instead of ${settings.memoryMiB} (${memory})`;
}

/** The words of the place where the sizes are set. */
const names = ({ inputDir }: Sizes): { readonly place: string; readonly memory: string; readonly heap: string } =>
  inputDir === undefined
    ? { place: "the task", memory: "memoryMiBPerTask", heap: "heapMiBPerCopy" }
    : { place: "all copies together", memory: "--memory", heap: "--heap" };
