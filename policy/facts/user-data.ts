/** What a machine's boot script tells the ECS agent. */
export interface AgentSettings {
  /** Name of the cluster that the machine joins. */
  readonly cluster?: string;
  readonly reservedMemoryMiB?: number;
}

/** Reads ECS_CLUSTER and ECS_RESERVED_MEMORY from user data, plain or in base64; shell variables are looked up. */
export function agentSettings(userData: string): AgentSettings {
  const script = decoded(userData);
  const cluster = settingIn(script, "ECS_CLUSTER");
  const reserved = Number(settingIn(script, "ECS_RESERVED_MEMORY") ?? NaN);
  return {
    ...(cluster !== undefined && { cluster }),
    ...(Number.isInteger(reserved) && { reservedMemoryMiB: reserved }),
  };
}

function decoded(userData: string): string {
  const text = userData.trim();
  return /^[A-Za-z0-9+/\s]+={0,2}$/u.test(text) ? Buffer.from(text, "base64").toString("utf8") : text;
}

/** `NAME=value`, `NAME='value'`, `NAME=$OTHER`: the last one that can be read. */
function settingIn(script: string, name: string): string | undefined {
  const matches = [...script.matchAll(new RegExp(`\\b${name}=(["']?)([\\w./:{}$-]+)\\1`, "gu"))];
  const value = matches.at(-1)?.[2];
  const variable = /^\$\{?(\w+)\}?$/u.exec(value ?? "")?.[1];
  if (variable === undefined) return value?.includes("$") === true ? undefined : value;
  return variable === name ? undefined : settingIn(script, variable);
}
