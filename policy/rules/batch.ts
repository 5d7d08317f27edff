import { familyOf, INSTANCE_TYPES, type InstanceType, instanceType } from "./instance-types";
import { packing, type TaskNeeds } from "./packing";
import { taskMemoryMiB } from "./memory";
import { anyOf, counted, grouped, short } from "./text";

/** What a compute environment may start. */
export interface BatchEnvironment {
  readonly name: string;
  /** Types, families (`m5`) and the words `optimal` and `default_…`, as the environment says them. */
  readonly instanceTypes: readonly string[];
  readonly maxVcpus: number;
}

/** What Batch keeps from jobs on a machine, MiB (ECS_RESERVED_MEMORY). Source: AWS Batch User Guide, "Memory management". */
export const BATCH_RESERVED_MIB = 32;

/** Batch leaves a job that fits nowhere RUNNABLE for ever, without a word. */
export function batchProblems(job: TaskNeeds, environments: readonly BatchEnvironment[]): readonly string[] {
  const misfits = environments.map((environment) => ({ environment, problem: misfit(job, environment) }));
  if (misfits.length === 0 || misfits.some(({ problem }) => problem === undefined)) return [];
  return misfits.map(({ environment, problem }) => `compute environment "${environment.name}": ${problem}`);
}

/** undefined: it fits one of the types at least, or a type is not known. */
function misfit(job: TaskNeeds, { instanceTypes, maxVcpus }: BatchEnvironment): string | undefined {
  if (job.vcpus > maxVcpus) {
    return `${short(job.vcpus)} vCPUs are more than its maxVcpus ${maxVcpus}; raise maxVcpus to ${Math.ceil(job.vcpus)} or lower VCPU to ${maxVcpus}`;
  }
  const types = typesMeant(instanceTypes);
  if (types === undefined) return undefined;
  const room = { reservedMemoryMiB: BATCH_RESERVED_MIB };
  if (types.some((type) => packing(job, type, room).tasks > 0)) return undefined;
  const [largest] = types.toSorted((a, b) => b.gpus - a.gpus || b.vcpus - a.vcpus || b.memoryMiB - a.memoryMiB);
  if (largest === undefined) return undefined;
  const memoryMiB = taskMemoryMiB(largest.memoryMiB, BATCH_RESERVED_MIB);
  const gpus = job.gpus ?? 0;
  const asked = [`${short(job.vcpus)} vCPUs`, `${job.memoryMiB} MiB`, ...(gpus > 0 ? [counted(gpus, "GPU")] : [])];
  const there = [
    counted(largest.vcpus, "vCPU"),
    `${grouped(memoryMiB)} MiB`,
    ...(gpus > 0 ? [counted(largest.gpus, "GPU")] : []),
  ];
  const changes = [
    ...(job.vcpus > largest.vcpus ? [`lower VCPU to ${largest.vcpus}`] : []),
    ...(job.memoryMiB > memoryMiB ? [`lower MEMORY to ${memoryMiB}`] : []),
    "name larger instance types",
  ];
  return `${asked.join(", ")} fit none of its instance types (${instanceTypes.join(", ")}); the largest, ${largest.name}, has ${there.join(", ")}; ${anyOf(changes)}`;
}

/** undefined where one of them may be anything: Batch chooses, or the catalogue does not know it. */
function typesMeant(names: readonly string[]): readonly InstanceType[] | undefined {
  if (names.length === 0 || names.some((name) => name === "optimal" || name.startsWith("default_"))) return undefined;
  const found = names.map((name) => {
    const one = instanceType(name);
    return one === undefined ? INSTANCE_TYPES.filter((type) => familyOf(type.name) === name) : [one];
  });
  return found.some((types) => types.length === 0) ? undefined : found.flat();
}
