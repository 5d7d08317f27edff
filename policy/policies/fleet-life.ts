import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { judgeWhatIsKnown } from "../facts/known";
import { isScaled } from "../facts/scaling";
import { allocationProblems, DEFAULT_MAX_DAYS, endProblems, excessProblems } from "../rules/fleet";
import { checks, checksInStack, stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";
import { each } from "../support/unknowns";

const SPOT_FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const EC2_FLEET = "aws:ec2/fleet:Fleet";
const EC2_FLEET_WORDS = { name: "spotOptions.allocationStrategy", best: "price-capacity-optimized" };
const GROUP_WORDS = { name: "spotAllocationStrategy", best: "price-capacity-optimized" };

/** The provider's default takes the cheapest pools of the hour, which AWS takes back first. */
export const fleetsTakeCalmPools: StackValidationPolicy = {
  name: "fleets-take-calm-pools",
  description: "Spot machines are not allocated by lowest price alone.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set allocationStrategy to priceCapacityOptimized (price-capacity-optimized in a group).",
  configSchema: settings(),
  validateStack: checksInStack({
    [SPOT_FLEET]: [
      ({ allocationStrategy }, { report }) => {
        for (const problem of allocationProblems(allocationStrategy)) report(problem, "allocationStrategy");
      },
    ],
    [EC2_FLEET]: [
      ({ targetCapacitySpecification, spotOptions }, { report }) => {
        const { defaultTargetCapacityType, spotTargetCapacity = 0 } = targetCapacitySpecification;
        if (defaultTargetCapacityType !== "spot" && spotTargetCapacity === 0) return;
        for (const problem of allocationProblems(spotOptions?.allocationStrategy, EC2_FLEET_WORDS)) {
          report(problem, "spotOptions.allocationStrategy");
        }
      },
    ],
    "aws:autoscaling/group:Group": [
      ({ mixedInstancesPolicy }, { report }) => {
        const distribution = mixedInstancesPolicy?.instancesDistribution;
        if ((distribution?.onDemandPercentageAboveBaseCapacity ?? 100) >= 100) return;
        for (const problem of allocationProblems(distribution?.spotAllocationStrategy, GROUP_WORDS)) {
          report(problem, "mixedInstancesPolicy.instancesDistribution");
        }
      },
    ],
  }),
};

/** The last net below everything: a fleet that is forgotten ends, and its machines with it. */
export const fleetsEnd: ResourceValidationPolicy = {
  name: "fleets-end",
  description: "A spot fleet has an end date within some days, and its machines end with it.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set validUntil and terminateInstancesWithExpiration: true.",
  configSchema: settings({
    maxDays: { type: "number", default: DEFAULT_MAX_DAYS, description: "Most days from now to the end date." },
  }),
  validateResource: checks({
    [SPOT_FLEET]: [
      ({ terminateInstancesWithExpiration }, { report }) => {
        if (terminateInstancesWithExpiration !== true) {
          report(
            "machines outlive the end date; set terminateInstancesWithExpiration: true",
            "terminateInstancesWithExpiration",
          );
        }
      },
      ({ validUntil }, { args, report }) => {
        const { maxDays } = args.getConfig<{ maxDays: number }>();
        for (const problem of endProblems(validUntil, { maxDays })) report(problem, "validUntil");
      },
    ],
    [EC2_FLEET]: [
      ({ type, terminateInstancesWithExpiration }, { report }) => {
        if (type === "instant" || terminateInstancesWithExpiration === true) return;
        report(
          "machines outlive the end date; set terminateInstancesWithExpiration: true",
          "terminateInstancesWithExpiration",
        );
      },
      ({ type, validUntil }, { args, report }) => {
        if (type === "instant") return; // AWS keeps no such fleet
        const { maxDays } = args.getConfig<{ maxDays: number }>();
        for (const problem of endProblems(validUntil || undefined, { maxDays })) report(problem, "validUntil");
      },
    ],
  }),
};

/** Lowering the target of a fleet ends machines by price, not by idleness, unless the fleet says otherwise. */
export const fleetsSpareBusyMachines: ResourceValidationPolicy = {
  name: "fleets-spare-busy-machines",
  description: "A maintain fleet is scaled in without ending machines: idle ones end by themselves.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: 'Set excessCapacityTerminationPolicy: "NoTermination" (the provider takes exactly this spelling).',
  configSchema: settings(),
  validateResource: checks({
    [SPOT_FLEET]: [
      ({ fleetType, excessCapacityTerminationPolicy }, { report }) => {
        for (const problem of excessProblems(fleetType, excessCapacityTerminationPolicy)) {
          report(problem, "excessCapacityTerminationPolicy");
        }
      },
    ],
    [EC2_FLEET]: [
      ({ type, excessCapacityTerminationPolicy = "termination" }, { report }) => {
        for (const problem of excessProblems(type, excessCapacityTerminationPolicy, "no-termination")) {
          report(problem, "excessCapacityTerminationPolicy");
        }
      },
    ],
  }),
};

/** A maintain fleet buys a new machine for every one that ends: an idle alarm then buys machines for ever. */
export const idleAlarmsBuyNoMachines: StackValidationPolicy = {
  name: "idle-alarms-buy-no-machines",
  description: "No alarm terminates machines of a maintain fleet whose target stays fixed.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps: "Let autoscaling lower the fleet's target first, or let the alarm reboot instead of terminate.",
  configSchema: settings(),
  validateStack: stackChecks(
    [SPOT_FLEET],
    [
      (stack) => {
        judgeWhatIsKnown((known) => {
          const buying = stack.of(SPOT_FLEET).find((fleet) => {
            const isMaintained = (known(() => fleet.props.fleetType, undefined) ?? "maintain") === "maintain";
            return isMaintained && known(() => fleet.props.targetCapacity, 0) > 0 && !isScaled(stack, fleet, known);
          });
          if (buying === undefined) return;
          each(stack.of(ALARM), (alarm) =>
            each(
              known(() => alarm.props.alarmActions, []),
              (action) => {
                if (!/:ec2:terminate$|InstanceTerminate|\.Terminate\//u.test(nameOf(action))) return;
                const target = known(() => buying.props.targetCapacity, 0);
                alarm.report(
                  `terminates machines, but fleet "${buying.name}" (maintain, target ${target}, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
                  "alarmActions",
                );
              },
            ),
          );
        });
      },
    ],
  ),
};

/** Actions are ARNs; Pulumi also takes a topic in their place. */
function nameOf(action: unknown): string {
  return typeof action === "string" ? action : "";
}
