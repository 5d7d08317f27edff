/** Share of a task's memory that Java heaps may take; the rest is for metaspace, native memory, page cache and Node. */
export const HEAP_SHARE = 0.7;
/** Memory of one JVM besides its heap, MiB: metaspace, code cache, threads, GC (measured: 60 to 250). */
export const OVERHEAD_PER_COPY_MIB = 300;
/** ImageJ with less heap than this fails on ordinary images. */
export const MIN_HEAP_MIB = 512;

/** Heap of each copy, whole MiB: (70 % of the memory − 300 MiB × copies) / copies. May be small or negative. */
export function heapMiBPerCopy(memoryMiB: number, copies: number): number {
  return Math.floor((HEAP_SHARE * memoryMiB - OVERHEAD_PER_COPY_MIB * copies) / copies);
}

/** The most copies, up to `wanted`, that each get at least 512 MiB of heap; 0 when not even one does. */
export function copiesThatFit(memoryMiB: number, wanted: number): number {
  const most = Math.floor((HEAP_SHARE * memoryMiB) / (MIN_HEAP_MIB + OVERHEAD_PER_COPY_MIB));
  return Math.max(0, Math.min(wanted, most));
}
