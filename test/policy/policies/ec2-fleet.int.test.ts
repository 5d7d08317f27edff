import type { Props, StackResource } from "../../helpers/analyzer-messages";
import { FLEET_POLICIES } from "../../helpers/hand-made-fleets";
import { defineCases } from "../../helpers/policy-cases";

const DAY_MS = 86_400_000;
const override = { instanceType: "m4.16xlarge", maxPrice: "1.00" };
const configs = (overrides: readonly Props[]) => ({
  launchTemplateConfigs: [{ launchTemplateSpecification: { launchTemplateName: "stitch", version: "1" }, overrides }],
});
const good = {
  type: "maintain",
  ...configs([override]),
  targetCapacitySpecification: { defaultTargetCapacityType: "spot", totalTargetCapacity: 3 },
  spotOptions: { allocationStrategy: "price-capacity-optimized" },
  excessCapacityTerminationPolicy: "no-termination",
  terminateInstancesWithExpiration: true,
  validUntil: new Date(Date.now() + 14 * DAY_MS).toISOString(),
};
const fleet = (changes: Props = {}): StackResource[] => [
  { type: "aws:ec2/fleet:Fleet", name: "burst", props: { ...good, ...changes } },
];

describe("EC2 fleets", () => {
  defineCases(FLEET_POLICIES, [
    { title: "are fine with price, end, strategy and no termination", stack: fleet(), said: [] },
    {
      title: "of on-demand machines need no price and no strategy",
      stack: fleet({
        ...configs([{ instanceType: "m4.16xlarge" }]),
        targetCapacitySpecification: { defaultTargetCapacityType: "on-demand", totalTargetCapacity: 3 },
        spotOptions: undefined,
      }),
      said: [],
    },
    {
      title: "that are instant end by themselves",
      stack: fleet({
        type: "instant",
        validUntil: undefined,
        terminateInstancesWithExpiration: undefined,
        excessCapacityTerminationPolicy: undefined,
      }),
      said: [],
    },
    {
      title: "name a price for each override",
      stack: fleet(
        configs([override, { instanceType: "m5.24xlarge" }, { instanceType: "c5.24xlarge", maxPrice: "9" }]),
      ),
      said: [
        'fleets-name-their-price (mandatory): EC2 fleet "burst": override: maxPrice is not set; set it to the most you pay for one machine-hour',
        'fleets-name-their-price (mandatory): EC2 fleet "burst": override: maxPrice is 9 USD, above the limit; lower it to 5',
      ],
    },
    {
      title: "may name one for the whole fleet, below the limit of an hour",
      stack: fleet({ ...configs([]), spotOptions: { ...good.spotOptions, maxTotalPrice: "100" } }),
      said: [],
    },
    {
      title: "do not cost more per hour than the limit",
      stack: fleet({ spotOptions: { ...good.spotOptions, maxTotalPrice: "100.01" } }),
      said: [
        'fleets-cost-no-more-per-hour (mandatory): EC2 fleet "burst": spotOptions.maxTotalPrice is 100.01 USD, above the limit; lower it to 100',
      ],
    },
    {
      title: "do not buy by lowest price alone",
      stack: fleet({ spotOptions: {} }),
      said: [
        'fleets-take-calm-pools (mandatory): EC2 fleet "burst": spotOptions.allocationStrategy is not set, which means lowestPrice: the most interruptions; set it to price-capacity-optimized',
      ],
    },
    {
      title: "end, and their machines with them",
      stack: fleet({ validUntil: undefined, terminateInstancesWithExpiration: undefined }),
      said: [
        'fleets-end (mandatory): EC2 fleet "burst": machines outlive the end date; set terminateInstancesWithExpiration: true',
        'fleets-end (mandatory): EC2 fleet "burst": validUntil is not set; set an end date at most 30 days from now',
      ],
    },
    {
      title: "do not end busy machines when they are scaled in",
      stack: fleet({ excessCapacityTerminationPolicy: undefined }),
      said: [
        'fleets-spare-busy-machines (mandatory): EC2 fleet "burst": excessCapacityTerminationPolicy is termination on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "no-termination"',
      ],
    },
  ]);
});
