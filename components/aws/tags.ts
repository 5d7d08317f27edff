import { EXPERIMENT_TAG } from "../../worker/contract/deployment";

/** Tags of everything that an experiment makes; the fleet's machines get them by tag specifications. */
export interface BaseTags {
  readonly experiment: string;
  readonly stack: string;
  readonly owner?: string | undefined;
  /** The user's own; ours win. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

/** What a thing is for: `fiji:role`. */
export type Role =
  | "jobs"
  | "dead-letter"
  | "image"
  | "worker"
  | "machine"
  | "cluster"
  | "fleet"
  | "care"
  | "logs"
  | "notices"
  | "scaling";

/** Whose machine it is: MachineCare and the fleet's role may end only those. */
export { EXPERIMENT_TAG };

/** `Name` and the tags of one thing, e.g. `tagsOf(base, "jobs")`. */
export function tagsOf({ experiment, stack, owner, more = {} }: BaseTags, role: Role): Record<string, string> {
  return {
    ...more,
    [EXPERIMENT_TAG]: experiment,
    "fiji:stack": stack,
    "fiji:role": role,
    ...(owner === undefined ? {} : { "fiji:owner": owner }),
  };
}
