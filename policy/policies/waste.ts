import type { StackValidationPolicy } from "@pulumi/policy";
import { type Fleet, MACHINES } from "../facts/fleets";
import { eachPlacement, type Placement, type PlacementContext } from "../facts/placements";
import { RESERVED, type Reserved, roomOf } from "../facts/machine-room";
import { MAX_WASTE_PERCENT, tooBigProblems, wasteProblems } from "../rules/waste";
import { stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";

interface Settings extends Reserved {
  readonly maxUnusedPercent: number;
}

/** What no task can ever use is paid for; too big a machine gets more tasks than planned, and they share its disk. */
export const machinesAreUsed: StackValidationPolicy = {
  name: "machines-are-used",
  description: "Tasks fill the machines they are placed on, and no machine takes more of them than planned.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Take the instance type or the task size that the message names.",
  configSchema: settings({
    ...RESERVED,
    maxUnusedPercent: {
      type: "number",
      default: MAX_WASTE_PERCENT,
      description: "Part of the vCPUs or memory of a full machine that may stay unused, per cent.",
    },
  }),
  validateStack: stackChecks(
    ["aws:ecs/taskDefinition:TaskDefinition"],
    [
      (stack) => {
        const { maxUnusedPercent, ...reserved } = stack.args.getConfig<Settings>();
        eachPlacement(stack, (placement, context) => {
          const task = placement.needs();
          if (task === undefined) return;
          for (const fleet of placement.fleets) {
            const facts = {
              task,
              types: fleet.machines.map(({ name }) => name),
              room: roomOf(stack, fleet, reserved),
              tasksPerMachine: plannedPerMachine(placement, fleet, context),
            };
            for (const problem of tooBigProblems(facts))
              context.once(fleet.resource, problem, MACHINES[fleet.resource.type]);
            if (context.tasksOn(fleet) > 1) continue; // what one task leaves, another may take
            for (const problem of wasteProblems(facts, { maxPercent: maxUnusedPercent })) {
              context.once(fleet.resource, problem, MACHINES[fleet.resource.type]);
            }
          }
        });
      },
    ],
  ),
};

/** Tasks that one machine gets when all of both are there; undefined where machines count by weight, or nothing runs. */
function plannedPerMachine(
  { fleets, largestCount }: Placement,
  fleet: Fleet,
  { largestTarget }: PlacementContext,
): number | undefined {
  const weighted = fleet.machines.some(({ weight = 1 }) => weight !== 1);
  const targets = fleets.map((each) => largestTarget(each) ?? NaN);
  const planned = Math.ceil((largestCount() ?? 0) / targets.reduce((sum, target) => sum + target, 0));
  return weighted || !Number.isFinite(planned) || planned === 0 ? undefined : planned;
}
