import type { StackValidationPolicy } from "@pulumi/policy";
import { FLEET_TYPES, type Fleet, fleetsOf, MACHINES } from "../facts/fleets";
import { judgeWhatIsKnown } from "../facts/known";
import { eachPlacement } from "../facts/placements";
import { RESERVED, type Reserved, roomOf } from "../facts/machine-room";
import { fittingProblems, unknownTypeProblems } from "../rules/fitting";
import { sharedCapacityProblems } from "../rules/fleet-capacity";
import { stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";

/** ECS never places a task that is larger than its machine: the task stays pending, and the machine is paid for. */
export const tasksFitEveryInstanceType: StackValidationPolicy = {
  name: "tasks-fit-every-instance-type",
  description:
    "A task's vCPUs, memory, GPUs and network interface fit every instance type that its fleet may buy, beside what the agent keeps.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the task less, or take larger instance types; the message names both.",
  configSchema: settings({ ...RESERVED }),
  validateStack: stackChecks(
    [TASK, ...FLEET_TYPES],
    [
      (stack) => {
        const reserved = stack.args.getConfig<Reserved>();
        eachPlacement(stack, ({ task, knownNeeds, fleets }, { once }) => {
          for (const fleet of fleets) {
            const facts = { task: knownNeeds(), types: namesOf(fleet), room: roomOf(stack, fleet, reserved) };
            for (const problem of fittingProblems(facts)) once(task, problem, "containerDefinitions");
          }
        });
      },
    ],
  ),
};

const BY_ATTRIBUTES =
  "chooses types by attributes (instanceRequirements): whether tasks fit, fill and find disk is not judged; name instance types";

/** Nothing can be said about a type that is not in the catalogue, or that AWS chooses when it buys. */
export const instanceTypesAreKnown: StackValidationPolicy = {
  name: "instance-types-are-known",
  description:
    "Fleets name their instance types, and each is in the pack's catalogue; the nearest known ones are named.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps:
    "Correct the name, or name types instead of attributes; if a type is new, update the pack: `npm run catalogue`.",
  configSchema: settings(),
  validateStack: stackChecks(FLEET_TYPES, [
    (stack) => {
      judgeWhatIsKnown((known) => {
        for (const fleet of fleetsOf(stack, known)) {
          for (const problem of unknownTypeProblems(namesOf(fleet)))
            fleet.resource.report(problem, MACHINES[fleet.resource.type]);
          if (fleet.choosesByAttributes) fleet.resource.report(BY_ATTRIBUTES, MACHINES[fleet.resource.type]);
        }
      });
    },
  ]),
};

/** Tasks beyond what the fleet takes at its largest stay pending for ever. */
export const desiredCountFitsTheFleet: StackValidationPolicy = {
  name: "desired-count-fits-the-fleet",
  description: "The tasks that a service wants at its largest find room on its fleets at their largest.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Lower desiredCount (or maxCapacity of its scalable target), or raise the fleet's.",
  configSchema: settings({ ...RESERVED }),
  validateStack: stackChecks(
    ["aws:ecs/service:Service"],
    [
      (stack) => {
        const reserved = stack.args.getConfig<Reserved>();
        eachPlacement(stack, ({ service, fleets, needs, largestCount }, { once, largestTarget }) => {
          const task = needs();
          const desiredTasks = largestCount();
          if (service === undefined || task === undefined || desiredTasks === undefined) return;
          const facts = fleets.map((fleet) => ({
            task,
            types: fleet.machines,
            room: roomOf(stack, fleet, reserved),
            target: largestTarget(fleet),
          }));
          if (!facts.every(isJudgeable)) return;
          for (const problem of sharedCapacityProblems(facts, desiredTasks)) once(service, problem, "desiredCount");
        });
      },
    ],
  ),
};

/** A fleet without known types, or with a hidden target, would make the sum a guess. */
function isJudgeable<F extends { readonly types: readonly unknown[]; readonly target: number | undefined }>(
  facts: F,
): facts is F & { readonly target: number } {
  return facts.types.length > 0 && facts.target !== undefined;
}

function namesOf({ machines }: Fleet): readonly string[] {
  return machines.map(({ name }) => name);
}
