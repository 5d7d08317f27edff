import { RESERVED_MEMORY_MIB } from "../rules/memory";
import type { MachineRoom } from "../rules/packing";
import type { Stack } from "../support/check-runner";
import type { Container } from "../support/containers";
import type { Setting } from "../support/settings";
import { ifKnown } from "../support/unknowns";
import type { Fleet } from "./fleets";

export interface Reserved {
  readonly reservedMemoryMiB: number;
  readonly awsvpcTrunking: boolean;
}

/** The settings of every policy that counts what fits on a machine. */
export const RESERVED = {
  reservedMemoryMiB: {
    type: "integer",
    default: RESERVED_MEMORY_MIB,
    description: "MiB kept from tasks (ECS_RESERVED_MEMORY) where the machines' user data does not say it.",
  },
  awsvpcTrunking: {
    type: "boolean",
    default: false,
    description:
      "Whether the account setting awsvpcTrunking is on, also without an AccountSettingDefault in the stack: more tasks with a network interface of their own fit on a machine.",
  },
} satisfies Record<keyof Reserved, Setting>;

/** What the fleet's machines have besides their type: the reservation that their user data makes, the largest of them. */
export function roomOf(stack: Stack, { machines }: Fleet, otherwise: Reserved): MachineRoom {
  const said = machines.flatMap(({ agent }) => agent.reservedMemoryMiB ?? []);
  return {
    reservedMemoryMiB: said.length === 0 ? otherwise.reservedMemoryMiB : Math.max(...said),
    trunking: otherwise.awsvpcTrunking || isTrunking(stack),
  };
}

function isTrunking(stack: Stack): boolean {
  return stack
    .of("aws:ecs/accountSettingDefault:AccountSettingDefault")
    .some(({ props }) => ifKnown(() => props.name === "awsvpcTrunking" && /^(enabled|on)$/u.test(props.value), false));
}

/** The value of an environment variable; ECS takes the last of equal names. */
export function environmentOf({ environment }: Container, name: string): string | undefined {
  return environment.findLast((variable) => variable.name === name)?.value;
}
