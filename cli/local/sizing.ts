import { cpus, totalmem } from "node:os";
import { copiesOf, type CopyKind, heapMiBPerCopy, MIN_HEAP_MIB, overheadMiBPerCopy } from "../../policy/rules/heap";

/** Share of a computer's memory that a local run takes: its owner works on it too. */
export const LOCAL_MEMORY_SHARE = 0.75;

export interface Sizing {
  /** 0: not even one copy has enough memory. */
  readonly copies: number;
  readonly memoryMiB: number;
  readonly heapMiB: number;
  /** When there are fewer copies than were asked for, or none: why. */
  readonly note?: string;
}

/** Copies and memory of a local run. `wantedCopies` default: one for each core. */
export function sizeLocalRun(
  computer: { readonly memoryMiB: number; readonly cores: number },
  kind: CopyKind,
  asked: { readonly copies?: number | undefined; readonly memoryMiB?: number | undefined } = {},
): Sizing {
  const memoryMiB = asked.memoryMiB ?? Math.floor(computer.memoryMiB * LOCAL_MEMORY_SHARE);
  const overheadMiB = overheadMiBPerCopy(kind);
  const wanted = asked.copies ?? computer.cores;
  const copies = copiesOf(kind, memoryMiB, wanted);
  const heapMiB = Math.max(0, heapMiBPerCopy(memoryMiB, Math.max(copies, 1), overheadMiB));
  if (copies === wanted) return { copies, memoryMiB, heapMiB };
  const need = `each needs ${MIN_HEAP_MIB + overheadMiB} MiB of the 70 % of ${memoryMiB} MiB that heaps may take`;
  return { copies, memoryMiB, heapMiB, note: `${copies} of ${wanted} copies fit into the memory: ${need}` };
}

/** This computer, or the container it is limited to. */
export function thisComputer(): { readonly memoryMiB: number; readonly cores: number } {
  const limit = process.constrainedMemory?.() ?? 0;
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { memoryMiB: Math.floor(bytes / 2 ** 20), cores: Math.max(1, cpus().length) };
}
