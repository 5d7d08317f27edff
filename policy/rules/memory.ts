/**
 * Memory that ECS has to give to tasks on a machine. The agent registers MemTotal of the running system less
 * ECS_RESERVED_MEMORY; MemTotal is less than what EC2 advertises by what firmware and kernel keep. That part is largest
 * on small machines and about 2 % on large ones (AWS's example: m4.large registers 7,985 of 8,192 MiB). We take 7.5 % of
 * the first 16 GiB, the margin that Karpenter plans with for every type, and 3 % of the rest: at or below every
 * published figure we found (see the test), by 0 to 5 % on machines of 4 GiB and more.
 */
const SMALL_MIB = 16 * 1024;
const KEPT_OF_SMALL = 0.075;
const KEPT_OF_REST = 0.03;

/** What the user data sets as ECS_RESERVED_MEMORY, MiB: room for the agent, Docker and the CloudWatch agent. */
export const RESERVED_MEMORY_MIB = 256;

/** Memory that the system has once it runs (MemTotal), whole MiB: a safe estimate from the advertised memory. */
export function registeredMemoryMiB(memoryMiB: number): number {
  const small = Math.min(memoryMiB, SMALL_MIB);
  return Math.floor(small * (1 - KEPT_OF_SMALL) + (memoryMiB - small) * (1 - KEPT_OF_REST));
}

/** Memory left to tasks, whole MiB: what ECS registers less the reservation. At least 0. */
export function taskMemoryMiB(memoryMiB: number, reservedMiB: number = RESERVED_MEMORY_MIB): number {
  return Math.max(0, registeredMemoryMiB(memoryMiB) - reservedMiB);
}
