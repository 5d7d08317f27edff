import type { PolicyConfigSchema } from "@pulumi/policy";
import { DEFAULT_SCOPE, SCOPES } from "./scope";

/** A setting of a policy: JSON schema with a default, since a pack without config must work. */
export type Setting = PolicyConfigSchema["properties"][string] & {
  readonly description: string;
  readonly default: unknown;
};

/** The config schema of a policy: its own settings, and the scope and exemptions that every policy knows. */
export function settings<S extends Record<string, Setting>>(own?: S): PolicyConfigSchema {
  return { properties: { ...own, ...COMMON } };
}

/** The settings of every policy. */
export const COMMON = {
  scope: {
    type: "string",
    enum: [...SCOPES],
    default: DEFAULT_SCOPE,
    description:
      "Resources that are judged: `all`, what belongs to work on containers (`compute`), or to this project (`experiment`).",
  },
  exempt: {
    type: "array",
    // no `items`: the pack itself says which object to write in place of a text
    default: [],
    description:
      "Resources that are left alone: `urn`, `type`, `name` (`*` stands for any text), `tag` (`key` or `key=value`), and always a `reason`.",
  },
} satisfies Record<string, Setting>;
