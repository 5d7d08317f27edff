import { heapProblems, OVERHEAD_PER_COPY_MIB } from "./heap";

export interface JavaFacts {
  /** Hard limit of the container, MiB; absent: it has none of its own. */
  readonly memoryMiB?: number | undefined;
  /** JVMs at the same time. */
  readonly copies: number;
  /** vCPUs of the container. */
  readonly vcpus: number;
  /** All options that the JVM gets, as one text. */
  readonly options: string;
}

/**
 * Java guesses heap and processors from what it believes the machine is, and in containers it is wrong now and then:
 * both must be said.
 */
export function javaProblems({ memoryMiB, copies, vcpus, options }: JavaFacts): readonly string[] {
  const heapMiB = heapMiBIn(options);
  const problems: string[] = [];
  if (memoryMiB !== undefined && heapMiB === undefined) {
    const most = Math.max(0, Math.floor(memoryMiB / copies) - OVERHEAD_PER_COPY_MIB);
    problems.push(`no -Xmx, and Java's own guess of the memory can be wrong; set -Xmx${most}m`);
  }
  if (memoryMiB !== undefined && heapMiB !== undefined) problems.push(...heapProblems({ memoryMiB, copies, heapMiB }));
  if (!/-XX:ActiveProcessorCount=\d+/u.test(options)) {
    const processors = Math.max(1, Math.floor(vcpus / copies));
    problems.push(
      `no -XX:ActiveProcessorCount, and Java counts the whole machine; set -XX:ActiveProcessorCount=${processors}`,
    );
  }
  return problems;
}

/** The last -Xmx, MiB; undefined without one. */
export function heapMiBIn(options: string): number | undefined {
  const [, number, unit = ""] = [...options.matchAll(/-Xmx(\d+)([kmgt]?)\b/giu)].at(-1) ?? [];
  if (number === undefined) return undefined;
  const bytes = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }[unit.toLowerCase()] ?? 1;
  return Math.round((Number(number) * bytes) / 2 ** 20);
}
