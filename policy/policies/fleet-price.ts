import type { StackValidationPolicy } from "@pulumi/policy";
import { FLEET_TYPES, type Group, MACHINES } from "../facts/fleets";
import { ifAllKnown, judgeWhatIsKnown, type Known } from "../facts/known";
import { listedCosts, onDemandShare } from "../facts/list-prices";
import { largestTarget } from "../facts/scaling";
import { costProblems, priceProblems } from "../rules/price";
import { checksInStack, type Stack, stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";
import { each } from "../support/unknowns";

const [SPOT_FLEET, GROUP, EC2_FLEET] = FLEET_TYPES;

/** Without a price of our own a fleet pays up to the on-demand price, whatever that is on the day. */
export const fleetsNameTheirPrice: StackValidationPolicy = {
  name: "fleets-name-their-price",
  description: "Whoever buys on the spot market says how much a machine-hour may cost, below a limit.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set spotPrice (spot fleet) or spotMaxPrice (auto scaling group) below the limit.",
  configSchema: settings({
    maxSpotPrice: { type: "string", default: "5", description: "Highest price allowed, USD per machine-hour." },
  }),
  validateStack: checksInStack({
    [SPOT_FLEET]: [
      (fleet, { args, report }) => {
        const { spotPrice } = fleet;
        if (!spotPrice && everyOverrideHasOne(fleet.launchTemplateConfigs)) return;
        for (const problem of judged("spotPrice", spotPrice, args)) report(problem, "spotPrice");
      },
      ({ launchTemplateConfigs }, { args, report }) => {
        each(launchTemplateConfigs, ({ overrides }) =>
          each(overrides, ({ spotPrice }) => {
            if (!spotPrice) return; // "" in outputs
            for (const problem of judged("spotPrice", spotPrice, args)) {
              report(`override: ${problem}`, OVERRIDES);
            }
          }),
        );
      },
      ({ launchSpecifications }, { args, report }) => {
        each(launchSpecifications, ({ spotPrice }) => {
          if (!spotPrice) return; // "" in outputs
          for (const problem of judged("spotPrice", spotPrice, args)) {
            report(`launch specification: ${problem}`, "launchSpecifications.spotPrice");
          }
        });
      },
    ],
    [EC2_FLEET]: [
      ({ launchTemplateConfigs, spotOptions, targetCapacitySpecification }, { args, report }) => {
        const { defaultTargetCapacityType, spotTargetCapacity = 0 } = targetCapacitySpecification;
        if (defaultTargetCapacityType !== "spot" && spotTargetCapacity === 0) return;
        const overrides = launchTemplateConfigs.flatMap((config) => config.overrides ?? []);
        if (spotOptions?.maxTotalPrice) return; // the whole fleet has one
        if (overrides.length === 0)
          return judged("maxPrice", undefined, args).forEach((problem) => report(problem, OVERRIDES));
        for (const { maxPrice } of overrides) {
          for (const problem of judged("maxPrice", maxPrice, args)) report(`override: ${problem}`, OVERRIDES);
        }
      },
    ],
    [GROUP]: [
      ({ mixedInstancesPolicy }, { args, report }) => {
        const distribution = mixedInstancesPolicy?.instancesDistribution;
        if ((distribution?.onDemandPercentageAboveBaseCapacity ?? 100) >= 100) return; // buys nothing on the spot market
        for (const problem of judged("spotMaxPrice", distribution?.spotMaxPrice, args)) {
          report(problem, "mixedInstancesPolicy.instancesDistribution");
        }
      },
    ],
  }),
};

/** All fleets at their largest, at the highest price that they may pay. */
export const fleetsCostNoMorePerHour: StackValidationPolicy = {
  name: "fleets-cost-no-more-per-hour",
  description:
    "The machines of a fleet at its largest, times their highest price, stay below an hourly limit; without a price of their own they count at the list price, where it is known.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Lower the fleet's target (or maxCapacity of its scalable target) or its price.",
  configSchema: settings({
    maxHourlyCost: { type: "string", default: "100", description: "Highest cost allowed, USD per hour and fleet." },
  }),
  validateStack: stackChecks(FLEET_TYPES, [
    (stack) => {
      const { maxHourlyCost } = stack.args.getConfig<{ maxHourlyCost: string }>();
      judgeWhatIsKnown((known) => {
        for (const { resource, name, at, price } of pricedFleets(stack, known)) {
          if (price === undefined) continue;
          const machines = ifAllKnown(known, (all) => largestTarget(stack, { resource }, all));
          if (machines === undefined) continue;
          for (const problem of priceProblems({ maxSpotPrice: price, machines, name }, { maxHourlyCost })) {
            resource.report(problem, at);
          }
        }
        for (const { props, report } of stack.of(EC2_FLEET)) {
          // the price of all its machines for an hour
          const maxSpotPrice = known(() => props.spotOptions?.maxTotalPrice, undefined);
          if (!maxSpotPrice) continue;
          const total = { maxSpotPrice, machines: 1, name: "spotOptions.maxTotalPrice" };
          for (const problem of priceProblems(total, { maxSpotPrice: maxHourlyCost })) {
            report(problem, "spotOptions.maxTotalPrice");
          }
        }
        for (const { resource, parts } of listedCosts(stack, known)) {
          for (const problem of costProblems(parts, maxHourlyCost)) resource.report(problem, MACHINES[resource.type]);
        }
      });
    },
  ]),
};

/** Fleets that pay one price at most: a spot fleet with one, or a group that buys on the spot market only. */
function pricedFleets(stack: Stack, known: Known) {
  return [
    ...stack.of(SPOT_FLEET).map((resource) => ({
      resource,
      name: "spotPrice",
      at: "spotPrice",
      price: known(() => resource.props.spotPrice, undefined) || undefined,
    })),
    ...stack.of(GROUP).map((resource) => ({
      resource,
      name: "spotMaxPrice",
      at: "mixedInstancesPolicy.instancesDistribution",
      price: known(() => spotOnlyPrice(resource), undefined) || undefined,
    })),
  ];
}

function spotOnlyPrice({ props }: Group): string | undefined {
  const distribution = props.mixedInstancesPolicy?.instancesDistribution;
  return onDemandShare(distribution, 100) === 0 ? distribution?.spotMaxPrice : undefined;
}

const OVERRIDES = "launchTemplateConfigs.overrides";

type Configs = readonly { readonly overrides?: readonly { readonly spotPrice?: string | undefined }[] | undefined }[];

function everyOverrideHasOne(configs: Configs = []): boolean {
  const overrides = configs.flatMap((config) => config.overrides ?? []);
  return overrides.length > 0 && overrides.every(({ spotPrice }) => spotPrice !== undefined && spotPrice !== "");
}

function judged(
  name: string,
  price: string | undefined,
  args: { getConfig: <T extends object>() => T },
): readonly string[] {
  const maxSpotPrice = price || undefined;
  const { maxSpotPrice: limit } = args.getConfig<{ maxSpotPrice: string }>();
  return priceProblems({ maxSpotPrice, machines: 1, name }, { maxSpotPrice: limit });
}
