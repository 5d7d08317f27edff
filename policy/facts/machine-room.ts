import { RESERVED_MEMORY_MIB } from "../rules/memory";
import type { MachineRoom } from "../rules/packing";
import type { Container } from "../support/containers";
import type { Setting } from "../support/settings";
import type { Fleet } from "./fleets";

export interface Reserved {
  readonly reservedMemoryMiB: number;
}

/** The setting of every policy that counts memory. */
export const RESERVED = {
  reservedMemoryMiB: {
    type: "integer",
    default: RESERVED_MEMORY_MIB,
    description: "MiB kept from tasks (ECS_RESERVED_MEMORY) where the machines' user data does not say it.",
  },
} satisfies Record<keyof Reserved, Setting>;

/** What the fleet's machines have besides their type: the reservation that their user data makes, the largest of them. */
export function roomOf({ machines }: Fleet, otherwiseMiB: number): MachineRoom {
  const said = machines.flatMap(({ agent }) => agent.reservedMemoryMiB ?? []);
  return { reservedMemoryMiB: said.length === 0 ? otherwiseMiB : Math.max(...said) };
}

/** The value of an environment variable; ECS takes the last of equal names. */
export function environmentOf({ environment }: Container, name: string): string | undefined {
  return environment.findLast((variable) => variable.name === name)?.value;
}
