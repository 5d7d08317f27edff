import type { Policies } from "@pulumi/policy";
import { queuesHideJobsWhileTheyRun } from "./queue";

/** Every policy of the pack, in the order of the docs. Loading this starts nothing: `policy/index.ts` does. */
export const policies: Policies = [queuesHideJobsWhileTheyRun];
