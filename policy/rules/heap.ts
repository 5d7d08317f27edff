/** Share of a task's memory that Java heaps may take; the rest is for metaspace, native memory, page cache and Node. */
export const HEAP_SHARE = 0.7;
/** Memory of one JVM besides its heap, MiB: metaspace, code cache, threads, GC (measured: 60 to 250). */
export const OVERHEAD_PER_COPY_MIB = 300;
/** ImageJ with less heap than this fails on ordinary images. */
export const MIN_HEAP_MIB = 512;

/** Heap of each copy, whole MiB: (70 % of the memory − 300 MiB × copies) / copies. May be small or negative. */
export function heapMiBPerCopy(memoryMiB: number, copies: number): number {
  return Math.floor((heapMiBOf(memoryMiB) - OVERHEAD_PER_COPY_MIB * copies) / copies);
}

/** The most copies, up to `wanted`, that each get at least 512 MiB of heap; 0 when not even one does. */
export function copiesThatFit(memoryMiB: number, wanted: number): number {
  const most = Math.floor(heapMiBOf(memoryMiB) / (MIN_HEAP_MIB + OVERHEAD_PER_COPY_MIB));
  return Math.max(0, Math.min(wanted, most));
}

/** 70 % in whole numbers: 0.7 × 5800 is 4059.999… in binary, and a copy that fits would not. */
function heapMiBOf(memoryMiB: number): number {
  return (Math.round(HEAP_SHARE * 100) * memoryMiB) / 100;
}

export interface HeapFacts {
  /** Hard limit of the container, MiB. */
  readonly memoryMiB: number;
  /** JVMs in it at once. */
  readonly copies: number;
  /** Heap given to each (-Xmx), MiB; absent: the worker divides the memory itself, as `heapMiBPerCopy` does. */
  readonly heapMiB?: number | undefined;
}

/** A heap that the container cannot hold is no error in Java: the kernel kills the process in the middle of a job. */
export function heapProblems({ memoryMiB, copies, heapMiB }: HeapFacts): readonly string[] {
  if (heapMiB === undefined) return sharedHeapProblems(memoryMiB, copies);
  const needed = copies * (heapMiB + OVERHEAD_PER_COPY_MIB);
  if (needed <= memoryMiB) return [];
  const most = Math.floor(memoryMiB / copies) - OVERHEAD_PER_COPY_MIB;
  const times = copies === 1 ? "" : `${copies} × `;
  const change = most >= MIN_HEAP_MIB ? `lower -Xmx to ${most}m or raise` : "raise";
  return [
    `${times}(-Xmx${heapMiB}m + ${OVERHEAD_PER_COPY_MIB} MiB besides the heap) need ${needed} MiB, but the container has ${memoryMiB}; ${change} its memory to ${needed}`,
  ];
}

function sharedHeapProblems(memoryMiB: number, copies: number): readonly string[] {
  const heap = heapMiBPerCopy(memoryMiB, copies);
  if (heap >= MIN_HEAP_MIB) return [];
  const fit = copiesThatFit(memoryMiB, copies);
  const needed = Math.ceil((copies * (MIN_HEAP_MIB + OVERHEAD_PER_COPY_MIB) * 100) / Math.round(HEAP_SHARE * 100));
  return [
    `${copies} ${copies === 1 ? "copy" : "copies"} in ${memoryMiB} MiB get ${Math.max(0, heap)} MiB of heap each, less than ${MIN_HEAP_MIB}; ${fit > 0 ? `lower copiesPerTask to ${fit} or ` : ""}raise memoryMiBPerTask to ${needed}`,
  ];
}
