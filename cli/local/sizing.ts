import { cpus, totalmem } from "node:os";
import { type CopyKind, heapPlan, MIN_HEAP_MIB, overheadMiBPerCopy } from "../../policy/rules/heap";

/** Share of a computer's memory that a local run takes: its owner works on it too. */
export const LOCAL_MEMORY_SHARE = 0.75;

export interface Sizing {
  /** 0: not even one copy has enough memory. */
  readonly copies: number;
  readonly memoryMiB: number;
  /** Limit of each copy's heap. */
  readonly heapMiB: number;
  /** When there are fewer copies than were asked for, or none: why. */
  readonly note?: string;
}

/** Copies and memory of a local run. `wantedCopies` default: one for each core. */
export function sizeLocalRun(
  computer: { readonly memoryMiB: number; readonly cores: number },
  kind: CopyKind,
  asked: {
    readonly copies?: number | undefined;
    readonly memoryMiB?: number | undefined;
    /** Of each copy, whatever the others use; absent: they share the memory. */
    readonly heapMiB?: number | undefined;
  } = {},
): Sizing {
  const memoryMiB = asked.memoryMiB ?? Math.floor(computer.memoryMiB * LOCAL_MEMORY_SHARE);
  const overheadMiB = overheadMiBPerCopy(kind);
  const wanted = asked.copies ?? computer.cores;
  const { copies, heapMiB } = heapPlan(kind, memoryMiB, wanted, asked.heapMiB);
  if (copies === wanted) return { copies, memoryMiB, heapMiB };
  const need =
    asked.heapMiB === undefined
      ? `each needs ${MIN_HEAP_MIB + overheadMiB} MiB of the 70 % of ${memoryMiB} MiB that heaps may take`
      : `each needs ${asked.heapMiB + overheadMiB} of the ${memoryMiB} MiB`;
  return { copies, memoryMiB, heapMiB, note: `${copies} of ${wanted} engine processes fit into the memory: ${need}` };
}

/** How the memory is used, for a person at the start. */
export function memoryText({ copies, memoryMiB, heapMiB }: Sizing, kind: CopyKind, isFixed: boolean): string {
  const all = `${memoryMiB} MiB of memory`;
  if (kind.engine === "command") return copies === 1 ? all : `${all}, which they share`;
  if (copies === 1) return `${all}, ${heapMiB} MiB of heap`;
  if (isFixed) return `${all}, ${heapMiB} MiB of heap for each copy`;
  return `${all}, which they share: up to ${heapMiB} MiB of heap for one job`;
}

/** This computer, or the container it is limited to. */
export function thisComputer(): { readonly memoryMiB: number; readonly cores: number } {
  const limit = process.constrainedMemory?.() ?? 0;
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { memoryMiB: Math.floor(bytes / 2 ** 20), cores: Math.max(1, cpus().length) };
}
