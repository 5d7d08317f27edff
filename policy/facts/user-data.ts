import { userDataText } from "../support/user-data";

/** What a machine's boot script tells the ECS agent. */
export interface AgentSettings {
  /** Name of the cluster that the machine joins. */
  readonly cluster?: string;
  readonly reservedMemoryMiB?: number;
}

/** Reads ECS_CLUSTER and ECS_RESERVED_MEMORY from user data, shell variables are looked up. */
export function agentSettings(userData: string): AgentSettings {
  const script = userDataText(userData);
  const cluster = settingIn(script, "ECS_CLUSTER");
  const reserved = Number(settingIn(script, "ECS_RESERVED_MEMORY") ?? NaN);
  return {
    ...(cluster !== undefined && { cluster }),
    ...(Number.isInteger(reserved) && { reservedMemoryMiB: reserved }),
  };
}

/** `NAME=value`, `NAME='value'`, `NAME=$OTHER`: the last one that can be read. */
function settingIn(script: string, name: string): string | undefined {
  const matches = [...script.matchAll(new RegExp(`\\b${name}=(["']?)([\\w./:{}$-]+)\\1`, "gu"))];
  const value = matches.at(-1)?.[2];
  const variable = /^\$\{?(\w+)\}?$/u.exec(value ?? "")?.[1];
  if (variable === undefined) return value?.includes("$") === true ? undefined : value;
  return variable === name ? undefined : settingIn(script, variable);
}
