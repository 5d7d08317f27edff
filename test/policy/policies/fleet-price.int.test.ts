import assert from "node:assert/strict";
import { PRICES_DATE } from "../../../policy/rules/on-demand-prices";
import { type StackResource, UNKNOWN } from "../../helpers/analyzer-messages";
import { fixedFleet, FLEET_POLICIES, groupAlone, overrides } from "../../helpers/hand-made-fleets";
import { spoiled } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy, type PolicyCase } from "../../helpers/policy-cases";

const PRICE = "fleets-name-their-price (mandatory)";
const COST = "fleets-cost-no-more-per-hour (mandatory)";

describe("fleets name their price", () => {
  defineCases(FLEET_POLICIES, [
    { title: "takes 1.00 USD", stack: spoiled({}), said: [] },
    {
      title: "refuses a fleet without a price",
      stack: spoiled({ fleet: { spotPrice: undefined } }),
      said: [`${PRICE}: fleet "stitch": spotPrice is not set; set it to the most you pay for one machine-hour`],
    },
    {
      title: "refuses a price above the limit of 5 USD",
      stack: spoiled({ fleet: { spotPrice: "5.01" } }),
      said: [`${PRICE}: fleet "stitch": spotPrice is 5.01 USD, above the limit; lower it to 5`],
    },
    {
      title: "takes the limit from the config",
      stack: spoiled({}),
      config: { "fleets-name-their-price": { maxSpotPrice: "0.99" } },
      said: [`${PRICE}: fleet "stitch": spotPrice is 1 USD, above the limit; lower it to 0.99`],
    },
    {
      title: "is content with a price on every override",
      stack: spoiled({
        fleet: {
          spotPrice: undefined,
          launchTemplateConfigs: [{ overrides: [{ instanceType: "m4.16xlarge", spotPrice: "1" }] }],
        },
      }),
      said: [],
    },
    {
      title: "looks at the price of each override",
      stack: spoiled({
        fleet: { launchTemplateConfigs: [{ overrides: [{ instanceType: "m4.16xlarge", spotPrice: "6" }] }] },
      }),
      said: [`${PRICE}: fleet "stitch": override: spotPrice is 6 USD, above the limit; lower it to 5`],
    },
    {
      title: "looks at the price of each launch specification",
      stack: spoiled({
        fleet: {
          launchTemplateConfigs: undefined,
          launchSpecifications: [{ instanceType: "m4.16xlarge", spotPrice: "six" }],
        },
      }),
      said: [
        `${PRICE}: fleet "stitch": launch specification: spotPrice is "six"; write USD above 0 with a decimal point, such as "0.10"`,
      ],
    },
    { title: "takes a group with a price", stack: groupAlone({}), said: [] },
    {
      title: "refuses a group that buys on the spot market at any price",
      stack: groupAlone({ spotMaxPrice: undefined }),
      said: [
        `${PRICE}: auto scaling group "stitch": spotMaxPrice is not set; set it to the most you pay for one machine-hour`,
      ],
    },
    {
      title: "leaves a group without spot machines alone",
      stack: groupAlone({ spotMaxPrice: undefined, onDemandPercentageAboveBaseCapacity: 100 }),
      said: [],
    },
    {
      title: "looks at the overrides while the fleet's own price is unknown",
      stack: spoiled({
        fleet: {
          spotPrice: UNKNOWN,
          launchTemplateConfigs: [{ overrides: [{ instanceType: "m4.16xlarge", spotPrice: "6" }] }],
        },
      }),
      said: [
        `${PRICE}: fleet "stitch": override: spotPrice is 6 USD, above the limit; lower it to 5`,
        "fleets-name-their-price (advisory): unknown at .spotPrice",
        "fleets-cost-no-more-per-hour (advisory): unknown at .spotPrice",
      ],
    },
  ]);

  it("still refuses a price that is too high when anything but the price is unknown", async () => {
    assert.deepEqual(await hiddenBy("fleets-name-their-price", spoiled({ fleet: { spotPrice: "6" } })), [
      "SpotFleetRequest stitch.spotPrice",
    ]);
  });
});

const inRegion = (stack: readonly StackResource[], region = "us-east-1") => stack.map((one) => ({ ...one, region }));
const atMost = (maxHourlyCost: string) => ({ "fleets-cost-no-more-per-hour": { maxHourlyCost } });
const CHANGE = "lower the number of machines, name smaller types, or raise maxHourlyCost";
const LIST = `m4.16xlarge at the list price (us-east-1, ${PRICES_DATE}) 3.2 USD`;
const onDemand = { spotMaxPrice: undefined, onDemandPercentageAboveBaseCapacity: 100 };
const GROUP = `${COST}: auto scaling group "stitch"`;
const WANTS_PRICE = `${PRICE}: fleet "stitch": spotPrice is not set; set it to the most you pay for one machine-hour`;

/** Without a price of its own a fleet counts at the list price, m4.16xlarge: 3.2 USD in us-east-1, 3.84 in eu-central-1. */
const LISTED: readonly PolicyCase[] = [
  {
    title: "counts on-demand machines of a group at their list price",
    stack: inRegion(groupAlone(onDemand)),
    config: atMost("9.59"),
    said: [`${GROUP}: 3 × ${LIST} are 9.6 USD per hour, more than maxHourlyCost 9.59; ${CHANGE}`],
  },
  {
    title: "takes such a group up to its limit",
    stack: inRegion(groupAlone(onDemand)),
    config: atMost("9.6"),
    said: [],
  },
  {
    title: "counts the list price of the stack's own region",
    stack: inRegion(groupAlone(onDemand), "eu-central-1"),
    config: atMost("11.51"),
    said: [
      `${GROUP}: 3 × m4.16xlarge at the list price (eu-central-1, ${PRICES_DATE}) 3.84 USD are 11.52 USD per hour, more than maxHourlyCost 11.51; ${CHANGE}`,
    ],
  },
  {
    title: "counts both markets of a mixed group: a base, a half of the rest rounded up, and spot at its own price",
    stack: inRegion(groupAlone({ onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50 })),
    config: atMost("7.39"),
    said: [
      `${GROUP}: 2 × ${LIST} and 1 × spotMaxPrice 1.00 USD are 7.4 USD per hour, more than maxHourlyCost 7.39; ${CHANGE}`,
    ],
  },
  {
    title: "counts a spot fleet without a price at the list price, which is all that bounds it",
    stack: inRegion(fixedFleet({ spotPrice: undefined })),
    config: atMost("9.59"),
    said: [
      `${COST}: fleet "stitch": 3 × ${LIST} are 9.6 USD per hour, more than maxHourlyCost 9.59; ${CHANGE}`,
      WANTS_PRICE,
    ],
  },
  {
    title: "counts machines, not units: two units a machine are half of them, rounded up",
    stack: inRegion(
      fixedFleet({
        spotPrice: undefined,
        ...overrides({ instanceType: "m4.16xlarge", weightedCapacity: "2" }, { instanceType: "m5.xlarge" }),
      }),
    ),
    config: atMost("6.39"),
    said: [
      `${COST}: fleet "stitch": 2 × ${LIST} are 6.4 USD per hour, more than maxHourlyCost 6.39; ${CHANGE}`,
      WANTS_PRICE,
    ],
  },
  {
    title: "lets the fleet's own price win over the list price",
    stack: inRegion(fixedFleet()),
    config: atMost("3"),
    said: [],
  },
  {
    title: "says nothing where the region is not shown, or no price is known",
    stack: [...groupAlone(onDemand), ...inRegion(groupAlone(onDemand), "moon-north-1")],
    config: atMost("0.01"),
    said: [],
  },
];

describe("fleets cost no more per hour", () => {
  defineCases(FLEET_POLICIES, [
    {
      title: "counts with what autoscaling may reach: target 0, at most 1000",
      stack: spoiled({ fleetTarget: { maxCapacity: 1000 } }),
      said: [
        `${COST}: fleet "stitch": 1,000 machines × 1 USD are 1000 USD per hour, more than maxHourlyCost 100; lower machines to 100 or raise maxHourlyCost`,
      ],
    },
    {
      title: "counts the target where nothing scales it",
      stack: fixedFleet({ targetCapacity: 101 }),
      said: [
        `${COST}: fleet "stitch": 101 machines × 1 USD are 101 USD per hour, more than maxHourlyCost 100; lower machines to 100 or raise maxHourlyCost`,
      ],
    },
    {
      title: "takes the limit from the config, exactly",
      stack: spoiled({ fleet: { spotPrice: "0.1" } }),
      config: { "fleets-cost-no-more-per-hour": { maxHourlyCost: "0.3" } },
      said: [],
    },
    {
      title: "refuses a cent more",
      stack: spoiled({ fleet: { spotPrice: "0.101" } }),
      config: { "fleets-cost-no-more-per-hour": { maxHourlyCost: "0.3" } },
      said: [
        `${COST}: fleet "stitch": 3 machines × 0.101 USD are 0.303 USD per hour, more than maxHourlyCost 0.3; lower machines to 2 or raise maxHourlyCost`,
      ],
    },
    {
      title: "counts a group at its largest",
      stack: groupAlone({ spotMaxPrice: "2" }),
      config: { "fleets-cost-no-more-per-hour": { maxHourlyCost: "5.99" } },
      said: [
        `${COST}: auto scaling group "stitch": 3 machines × 2 USD are 6 USD per hour, more than maxHourlyCost 5.99; lower machines to 2 or raise maxHourlyCost`,
      ],
    },
    ...LISTED,
  ]);

  it("still refuses the cost when anything but price and maximum is unknown", async () => {
    assert.deepEqual(await hiddenBy("fleets-cost-no-more-per-hour", spoiled({ fleetTarget: { maxCapacity: 1000 } })), [
      "Target tasks.scalableDimension",
      "SpotFleetRequest stitch.spotPrice",
      "Target machines.scalableDimension",
      "Target machines.maxCapacity",
    ]);
  });
});
