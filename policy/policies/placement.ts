import type { StackValidationPolicy } from "@pulumi/policy";
import { type Fleet, MACHINES } from "../facts/fleets";
import { RESERVED, type Reserved, roomOf } from "../facts/machine-room";
import { eachPlacement, isMember } from "../facts/placements";
import type { Service } from "../facts/services";
import { capacities } from "../rules/fleet-capacity";
import { spreadProblems } from "../rules/spread";
import { stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";
import { ifKnown } from "../support/unknowns";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";

/** A constraint that no machine meets keeps every task pending; one that some meet leaves the others paid and empty. */
export const placementConstraintsCanBeMet: StackValidationPolicy = {
  name: "placement-constraints-can-be-met",
  description:
    "Every machine that a fleet may buy meets the memberOf constraints of its tasks, as far as they are known.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Correct the expression, or take instance types that meet it; the message names both.",
  configSchema: settings(),
  validateStack: stackChecks(
    [TASK],
    [
      (stack) => {
        eachPlacement(stack, ({ task, service, constraints, candidates, fleets }, { once, tasksOn }) => {
          const who = service ?? task;
          for (const expression of constraints) {
            const left = candidates.flatMap((fleet) => namesLeftOut(fleet, expression));
            if (fleets.length === 0 && left.length > 0) {
              once(
                who,
                `memberOf "${expression}" leaves out every machine (${left.join(", ")}); correct it, or take instance types that meet it`,
                "placementConstraints",
              );
              continue;
            }
            for (const fleet of fleets) {
              const whole = candidates.find(({ resource }) => resource === fleet.resource) ?? fleet;
              const names = namesLeftOut(whole, expression);
              if (names.length === 0 || tasksOn(whole) > 1) continue; // other tasks may use them
              once(
                fleet.resource,
                `may buy ${names.join(", ")}, which memberOf "${expression}" of ${who === task ? "task" : "service"} "${who.name}" leaves out: paid and empty; take only types that meet it`,
                MACHINES[fleet.resource.type],
              );
            }
          }
        });
      },
    ],
  ),
};

/** Spread tasks keep every machine a little busy: more machines are paid, and none is idle until the last job ends. */
export const tasksFillMachinesFirst: StackValidationPolicy = {
  name: "tasks-fill-machines-first",
  description: "Services do not spread tasks over more machines than the tasks need.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: 'Set orderedPlacementStrategies to [{ type: "binpack", field: "memory" }].',
  configSchema: settings({ ...RESERVED }),
  validateStack: stackChecks(
    ["aws:ecs/service:Service"],
    [
      (stack) => {
        const reserved = stack.args.getConfig<Reserved>();
        eachPlacement(stack, ({ service, fleets, needs, largestCount }, { once, largestTarget }) => {
          const [fleet, ...others] = fleets;
          if (service === undefined || fleet === undefined || others.length > 0 || !spreadsByMachine(service)) return;
          const [task, tasks, target] = [needs(), largestCount(), largestTarget(fleet)];
          if (task === undefined || tasks === undefined || target === undefined) return;
          const [least] = capacities({ task, types: fleet.machines, room: roomOf(stack, fleet, reserved), target });
          if (least === undefined) return;
          const { machines, tasksPerMachine } = least;
          for (const problem of spreadProblems({ tasks, machines, tasksPerMachine })) {
            once(service, problem, "orderedPlacementStrategies");
          }
        });
      },
    ],
  ),
};

function namesLeftOut({ machines }: Fleet, expression: string): readonly string[] {
  return [...new Set(machines.filter((machine) => !isMember(machine, [expression])).map(({ name }) => name))];
}

/** By the first strategy: the others only break ties. */
function spreadsByMachine({ props }: Service): boolean {
  const first = ifKnown(() => props.orderedPlacementStrategies?.[0], undefined);
  return (
    first !== undefined &&
    ifKnown(() => first.type.toLowerCase() === "spread" && /^(instanceId|host)$/iu.test(first.field ?? ""), false)
  );
}
