/**
 * Memory that ECS has to give to tasks on a machine. The agent registers MemTotal of the running system less
 * ECS_RESERVED_MEMORY, and MemTotal is what EC2 advertises less what firmware and kernel keep (AWS's example: m4.large
 * registers 7,985 of 8,192 MiB). That part differs between families of one size, and no API tells it. Our figure stays
 * below every published one: AWS's example, a list of registered memory of 40 older types, and the 602 types that
 * Karpenter's authors started to measure it (2023, zz_generated.memory_overhead.go); only vt1 keeps more. Margin against
 * those: 0.1 to 7.7 % of the memory on machines of 4 GiB and more.
 */
const KEPT_MIB = 160;
const SMALL_MIB = 16 * 1024;
const KEPT_OF_SMALL = 0.075;
const KEPT_OF_REST = 0.042;

/** What the user data sets as ECS_RESERVED_MEMORY, MiB: room for the agent, Docker and the CloudWatch agent. */
export const RESERVED_MEMORY_MIB = 256;

/** Memory of the running system (MemTotal), whole MiB: a safe estimate from the advertised memory. */
export function registeredMemoryMiB(memoryMiB: number): number {
  const small = Math.min(memoryMiB, SMALL_MIB);
  const kept = KEPT_MIB + small * KEPT_OF_SMALL + (memoryMiB - small) * KEPT_OF_REST;
  return Math.max(0, Math.floor(memoryMiB - kept));
}

/** Memory left to tasks, whole MiB: what ECS registers less the reservation. At least 0. */
export function taskMemoryMiB(memoryMiB: number, reservedMiB: number = RESERVED_MEMORY_MIB): number {
  return Math.max(0, registeredMemoryMiB(memoryMiB) - reservedMiB);
}
