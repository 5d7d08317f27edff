import type { StackValidationPolicy } from "@pulumi/policy";
import { receivesProblems, retentionProblems, visibilityProblems } from "../rules/queue";
import { checksInStack, type Stack, stackChecks, type StackResource } from "../support/check-runner";
import { isObject, jsonOf } from "../support/json";
import { settings } from "../support/settings";
import { all, ifKnown, isGiven } from "../support/unknowns";

/** A job that comes back while it still runs is paid for twice, and one that stays away too long is late. */
export const queuesHideRunningJobs: StackValidationPolicy = {
  name: "queues-hide-running-jobs",
  description: "A queue hides a job for 30 seconds to 12 hours while a worker has it.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set visibilityTimeoutSeconds to a few renewals of the lease, e.g. 120.",
  configSchema: settings(),
  validateStack: checksInStack({
    "aws:sqs/queue:Queue": [
      (queue, { report }) => {
        const seconds = queue.visibilityTimeoutSeconds ?? 30; // what SQS takes when nothing is said
        for (const problem of visibilityProblems(seconds, "visibilityTimeoutSeconds")) {
          report(problem, "visibilityTimeoutSeconds");
        }
      },
    ],
  }),
};

/** A job that can never succeed must end where a person sees it, or it is paid for again and again. */
export const queuesGiveUp: StackValidationPolicy = {
  name: "queues-give-up",
  description: "A queue hands hopeless jobs to a dead-letter queue that keeps them at least as long.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Set redrivePolicy on the queue, with the ARN of a second queue and a maxReceiveCount of 2 to 1000; mark the second with redriveAllowPolicy.",
  configSchema: settings(),
  validateStack: stackChecks(
    ["aws:sqs/queue:Queue"],
    [
      (stack) => {
        const redrives = redrivesOf(stack);
        const isDeadLetterQueue = (queue: Queue): boolean =>
          isGiven(queue.props, "redriveAllowPolicy") || redrives.some(({ target }) => target?.urn === queue.urn);
        const judged = stack.of("aws:sqs/queue:Queue").filter(({ isJudged }) => isJudged);
        all(judged.map((queue) => () => checkQueue(queue, redrives, isDeadLetterQueue)));
      },
    ],
  ),
};

/** Job messages name people's files: they must not be readable on SQS's disks. */
export const queuesAreEncrypted: StackValidationPolicy = {
  name: "queues-are-encrypted",
  description: "SQS encrypts the messages of a queue.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set sqsManagedSseEnabled: true (free), or kmsMasterKeyId.",
  configSchema: settings(),
  validateStack: checksInStack({
    "aws:sqs/queue:Queue": [
      (queue, { report }) => {
        // nothing said: SQS encrypts with its own key
        if (queue.sqsManagedSseEnabled === false && !isGiven(queue, "kmsMasterKeyId")) {
          report(
            "sqsManagedSseEnabled is false and there is no kmsMasterKeyId; set sqsManagedSseEnabled: true",
            "sqsManagedSseEnabled",
          );
        }
      },
    ],
  }),
};

type Queue = StackResource<"aws:sqs/queue:Queue">;
/** A queue's redrive policy: on the queue itself, or as a resource beside it. */
interface Redrive {
  readonly source: Queue | undefined;
  readonly target: Queue | undefined;
  /** Throws where preview hides it. */
  readonly maxReceives: () => number;
}

function checkQueue(queue: Queue, redrives: readonly Redrive[], isDeadLetterQueue: (queue: Queue) => boolean): void {
  if (isDeadLetterQueue(queue)) return;
  const own = redrives.filter(({ source }) => source?.urn === queue.urn);
  if (own.length === 0) receivesProblems(undefined).forEach((problem) => queue.report(problem, "redrivePolicy"));
  all(
    own.flatMap(({ target, maxReceives }) => [
      () => {
        if (target === undefined) return; // another stack's
        for (const problem of retentionProblems(retentionOf(queue), retentionOf(target))) {
          queue.report(problem, "messageRetentionSeconds");
        }
      },
      () => {
        const problems = receivesProblems(maxReceives(), "maxReceiveCount");
        for (const problem of problems) queue.report(problem, "redrivePolicy.maxReceiveCount");
      },
    ]),
  );
}

function redrivesOf(stack: Stack): readonly Redrive[] {
  const queues = stack.of("aws:sqs/queue:Queue");
  const named = (arnOrUrl: unknown): Queue | undefined =>
    queues.find(({ props }) => {
      const name = ifKnown(() => props.name, undefined);
      return name !== undefined && typeof arnOrUrl === "string" && arnOrUrl.split(/[:/]/).at(-1) === name;
    });
  /** By the edge, which preview knows though it hides the ARN; else by the name at the end of the ARN or URL. */
  const queueOf = (from: StackResource, property: string, arnOrUrl: () => unknown): Queue | undefined =>
    queues.find(({ urn }) => from.dependencies(property).some((resource) => resource.urn === urn)) ??
    named(ifKnown(arnOrUrl, undefined));
  const redrive = (from: StackResource, text: () => unknown, source: Queue | undefined): Redrive => {
    const member = (name: string): unknown => {
      const policy = jsonOf(text());
      return isObject(policy) ? policy[name] : undefined;
    };
    return {
      source,
      target: queueOf(from, "redrivePolicy", () => member("deadLetterTargetArn")),
      maxReceives: () => Number(member("maxReceiveCount")),
    };
  };
  return [
    ...queues
      .filter(({ props }) => isGiven(props, "redrivePolicy"))
      .map((queue) => redrive(queue, () => queue.props.redrivePolicy, queue)),
    ...stack.of("aws:sqs/redrivePolicy:RedrivePolicy").map((own) =>
      redrive(
        own,
        () => own.props.redrivePolicy,
        queueOf(own, "queueUrl", () => own.props.queueUrl),
      ),
    ),
  ];
}

/** SQS keeps messages for 4 days when nothing is said. */
function retentionOf({ props }: Queue): number {
  return props.messageRetentionSeconds ?? 345_600;
}
