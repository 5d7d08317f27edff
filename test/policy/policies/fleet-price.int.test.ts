import assert from "node:assert/strict";
import { UNKNOWN } from "../../helpers/analyzer-messages";
import { fixedFleet, FLEET_POLICIES, groupAlone } from "../../helpers/hand-made-fleets";
import { spoiled } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

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
