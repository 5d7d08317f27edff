import type { ResourceValidationPolicy } from "@pulumi/policy";
import { checks } from "../support/checks";
import { settings } from "../support/settings";

/** A job that comes back while it still runs is paid for twice, and one that stays away too long is late. */
export const queuesHideJobsWhileTheyRun: ResourceValidationPolicy = {
  name: "queues-hide-jobs-while-they-run",
  description: "A queue hides a job for 30 seconds to 12 hours while a worker has it.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set visibilityTimeoutSeconds to a few renewals of the lease, e.g. 120.",
  configSchema: settings({
    minSeconds: { type: "integer", default: 30, description: "Least seconds a received job stays hidden." },
  }),
  validateResource: checks({
    "aws:sqs/queue:Queue": [
      (queue, { args, report }) => {
        const { minSeconds } = args.getConfig<{ minSeconds: number }>();
        const seconds = queue.visibilityTimeoutSeconds ?? 30; // what SQS takes when nothing is said
        if (!(seconds >= minSeconds && seconds <= 43_200)) {
          report(`visibilityTimeoutSeconds is ${seconds}; use ${minSeconds} to 43200 (SQS ends at 12 hours)`);
        }
      },
    ],
  }),
};
