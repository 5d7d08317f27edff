import type { PolicyConfigSchema } from "@pulumi/policy";

/** A setting of a policy: JSON schema with a default, since a pack without config must work. */
export type Setting = PolicyConfigSchema["properties"][string] & {
  readonly description: string;
  readonly default: unknown;
};

/** The config schema of a policy: its own settings, and the exemptions that every policy knows. */
export function settings<S extends Record<string, Setting>>(own?: S): PolicyConfigSchema {
  return { properties: { ...own, exempt } };
}

/** True when one of the patterns matches the whole URN; `*` stands for any text. */
export function isExempt(urn: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) => matcher(pattern).test(urn));
}

const exempt = {
  type: "array",
  items: { type: "string" },
  default: [],
  description: "URNs that this policy leaves alone; `*` stands for any text, e.g. `*aws:sqs/queue:Queue::legacy-*`.",
} satisfies Setting;

function matcher(pattern: string): RegExp {
  const escaped = pattern.split("*").map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "s");
}
