/** Share of a task's memory that Java heaps may take; the rest is for metaspace, native memory, page cache and Node. */
export const HEAP_SHARE = 0.7;
/** Memory of one JVM besides its heap, MiB: metaspace, code cache, threads, GC (measured: 60 to 250). */
export const OVERHEAD_PER_COPY_MIB = 300;
/** Of a Fiji: the classes of its hundreds of jars (measured, heap in use with it: 325 to 400 in all at the start, to 440 after jobs). */
export const FIJI_OVERHEAD_MIB = 350;
/**
 * What a virtual display adds, MiB: Xvfb 150 (64 of them its screen of 4096 x 4096; resident 147, 141 by its share of
 * pages, after 40 jobs of 6 windows of a Fiji; 138 to 142 over 150 jobs of ImageJ), openbox 20 (measured 19 to 20), the
 * windows of the JVM 30 (measured 10 to 19 of a Fiji). Measurements: docs/benchmarks.md.
 */
export const DISPLAY_MIB = 200;
/** ImageJ with less heap than this fails on ordinary images. */
export const MIN_HEAP_MIB = 512;

/** How a copy runs, as DFIJI_ENGINE and DFIJI_DISPLAY say it. */
export interface CopyKind {
  readonly engine: string;
  readonly display: string;
}

/** Memory of one copy besides its heap, MiB. `auto` counts as a display for engines imagej and fiji, found or not. */
export function overheadMiBPerCopy({ engine, display }: CopyKind): number {
  const hasDisplay = display === "virtual" || (engine !== "command" && display !== "none");
  return (engine === "fiji" ? FIJI_OVERHEAD_MIB : OVERHEAD_PER_COPY_MIB) + (hasDisplay ? DISPLAY_MIB : 0);
}

/**
 * The heap limit of every copy, whole MiB: 70 % of the memory − overhead × copies, all that the task can give one job. The
 * copies share it: the worker lets a job begin when its memory fits. May be small or negative.
 */
export function sharedHeapMiB(memoryMiB: number, copies: number, overheadMiB: number): number {
  return Math.floor(heapMiBOf(memoryMiB) - overheadMiB * copies);
}

/** The part of {@link sharedHeapMiB} that each copy has when all use as much, whole MiB. May be small or negative. */
export function equalHeapMiB(memoryMiB: number, copies: number, overheadMiB: number): number {
  return Math.floor((heapMiBOf(memoryMiB) - overheadMiB * copies) / copies);
}

/** The most copies, up to `wanted`, for each of which there are at least 512 MiB of heap; 0 when not even one has. */
export function copiesThatFit(memoryMiB: number, wanted: number, overheadMiB: number): number {
  const most = Math.floor(heapMiBOf(memoryMiB) / (MIN_HEAP_MIB + overheadMiB));
  return Math.max(0, Math.min(wanted, most));
}

/** How many of the wanted copies the memory holds. Engine `command` has no heap: its programs need what they need. */
export const copiesOf = (kind: CopyKind, memoryMiB: number, wanted: number): number =>
  kind.engine === "command" ? wanted : copiesThatFit(memoryMiB, wanted, overheadMiBPerCopy(kind));
export interface HeapPlan {
  /** Up to as many as were wanted; 0: there is too little memory for one. */
  readonly copies: number;
  /** Limit of each copy's heap, MiB. */
  readonly heapMiB: number;
  /** What each may keep of it between two jobs, MiB. */
  readonly keptHeapMiB: number;
}

/** Copies and their heaps in so much memory. `fixedMiB`: the heap of each, whatever the others use; absent: they share it. */
export function heapPlan(kind: CopyKind, memoryMiB: number, wanted: number, fixedMiB?: number): HeapPlan {
  const overheadMiB = overheadMiBPerCopy(kind);
  if (fixedMiB !== undefined && kind.engine !== "command") {
    const copies = Math.max(0, Math.min(wanted, Math.floor(memoryMiB / (fixedMiB + overheadMiB))));
    return { copies, heapMiB: fixedMiB, keptHeapMiB: fixedMiB };
  }
  const copies = copiesOf(kind, memoryMiB, wanted);
  const some = Math.max(1, copies);
  const heapMiB = Math.max(0, sharedHeapMiB(memoryMiB, some, overheadMiB));
  return { copies, heapMiB, keptHeapMiB: Math.floor(heapMiB / some) };
}

/** 70 % in whole numbers: 0.7 × 5800 is 4059.999… in binary, and a copy that fits would not. */
function heapMiBOf(memoryMiB: number): number {
  return (Math.round(HEAP_SHARE * 100) * memoryMiB) / 100;
}

export interface HeapFacts {
  /** Hard limit of the container, MiB. */
  readonly memoryMiB: number;
  /** JVMs in it at the same time. */
  readonly copies: number;
  /** Heap that is fixed for each (-Xmx), MiB; absent: the copies share what `sharedHeapMiB` says. */
  readonly heapMiB?: number | undefined;
  /** Memory of each besides its heap, MiB. @default 300 */
  readonly overheadMiB?: number | undefined;
}

/** A heap that the container cannot hold is no error in Java: the kernel kills the process in the middle of a job. */
export function heapProblems(facts: HeapFacts): readonly string[] {
  const { memoryMiB, copies, heapMiB, overheadMiB = OVERHEAD_PER_COPY_MIB } = facts;
  if (heapMiB === undefined) return sharedHeapProblems(memoryMiB, copies, overheadMiB);
  const needed = copies * (heapMiB + overheadMiB);
  if (needed <= memoryMiB) return [];
  const most = Math.floor(memoryMiB / copies) - overheadMiB;
  const times = copies === 1 ? "" : `${copies} × `;
  const change = most >= MIN_HEAP_MIB ? `lower -Xmx to ${most}m or raise` : "raise";
  return [
    `${times}(-Xmx${heapMiB}m + ${overheadMiB} MiB besides the heap) need ${needed} MiB, but the container has ${memoryMiB}; ${change} its memory to ${needed}`,
  ];
}

function sharedHeapProblems(memoryMiB: number, copies: number, overheadMiB: number): readonly string[] {
  const heap = equalHeapMiB(memoryMiB, copies, overheadMiB);
  if (heap >= MIN_HEAP_MIB) return [];
  const fit = copiesThatFit(memoryMiB, copies, overheadMiB);
  const needed = Math.ceil((copies * (MIN_HEAP_MIB + overheadMiB) * 100) / Math.round(HEAP_SHARE * 100));
  return [
    `${copies} ${copies === 1 ? "copy" : "copies"} in ${memoryMiB} MiB have ${Math.max(0, heap)} MiB of heap for each, less than ${MIN_HEAP_MIB}; ${fit > 0 ? `lower copiesPerTask to ${fit} or ` : ""}raise memoryMiBPerTask to ${needed}`,
  ];
}
