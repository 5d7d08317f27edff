import assert from "node:assert/strict";
import { packAnalyzer } from "../../helpers/analyzer";
import { UNKNOWN } from "../../helpers/analyzer-messages";
import { handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy, lineOf } from "../../helpers/policy-cases";

const PRICE = "fleets-name-their-price (mandatory)";
const COST = "fleets-cost-no-more-per-hour (mandatory)";
const CALM = "fleets-take-calm-pools (mandatory)";
const END = "fleets-end (mandatory)";
const SPARE = "fleets-spare-busy-machines (mandatory)";
const IDLE = "idle-alarms-buy-no-machines (advisory)";
const NAMED = [PRICE, COST, CALM, END, SPARE, IDLE].map((line) => line.split(" ")[0] ?? line);

const DAY_MS = 86_400_000;
const alarm = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  name: "idle",
  props: {
    comparisonOperator: "LessThanThreshold",
    evaluationPeriods: 15,
    alarmActions: ["arn:aws:automate:us-east-1:ec2:terminate"],
  },
};
/** The fleet without autoscaling: its target stays what the program says. */
const fixed = (props = {}) =>
  spoiled({ fleet: { targetCapacity: 3, ...props } }).filter(({ type }) => type !== handMade.fleetTarget.type);
const group = (distribution: Readonly<Record<string, unknown>>) => [
  {
    type: "aws:autoscaling/group:Group",
    name: "stitch",
    props: {
      maxSize: 3,
      minSize: 0,
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateName: "stitch" },
          overrides: [{ instanceType: "m4.16xlarge" }],
        },
        instancesDistribution: {
          onDemandPercentageAboveBaseCapacity: 0,
          spotMaxPrice: "1.00",
          spotAllocationStrategy: "price-capacity-optimized",
          ...distribution,
        },
      },
    },
  },
];

describe("fleets name their price", () => {
  defineCases(NAMED, [
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
    { title: "takes a group with a price", stack: group({}), said: [] },
    {
      title: "refuses a group that buys on the spot market at any price",
      stack: group({ spotMaxPrice: undefined }),
      said: [
        `${PRICE}: auto scaling group "stitch": spotMaxPrice is not set; set it to the most you pay for one machine-hour`,
      ],
    },
    {
      title: "leaves a group without spot machines alone",
      stack: group({ spotMaxPrice: undefined, onDemandPercentageAboveBaseCapacity: 100 }),
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
  defineCases(NAMED, [
    {
      title: "counts with what autoscaling may reach: target 0, at most 1000",
      stack: spoiled({ fleetTarget: { maxCapacity: 1000 } }),
      said: [
        `${COST}: fleet "stitch": 1,000 machines × 1 USD are 1000 USD per hour, more than maxHourlyCost 100; lower machines to 100 or raise maxHourlyCost`,
      ],
    },
    {
      title: "counts the target where nothing scales it",
      stack: fixed({ targetCapacity: 101 }),
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
      stack: group({ spotMaxPrice: "2" }),
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

describe("fleets take calm pools", () => {
  defineCases(NAMED, [
    {
      title: "refuses lowestPrice",
      stack: spoiled({ fleet: { allocationStrategy: "lowestPrice" } }),
      said: [
        `${CALM}: fleet "stitch": allocationStrategy is lowestPrice: the most interruptions; set it to priceCapacityOptimized`,
      ],
    },
    {
      title: "refuses the provider's default",
      stack: spoiled({ fleet: { allocationStrategy: undefined } }),
      said: [
        `${CALM}: fleet "stitch": allocationStrategy is not set, which means lowestPrice: the most interruptions; set it to priceCapacityOptimized`,
      ],
    },
    {
      title: "refuses lowest-price in a group",
      stack: group({ spotAllocationStrategy: "lowest-price" }),
      said: [
        `${CALM}: auto scaling group "stitch": spotAllocationStrategy is lowest-price: the most interruptions; set it to price-capacity-optimized`,
      ],
    },
    {
      title: "refuses the default of a group",
      stack: group({ spotAllocationStrategy: undefined }),
      said: [
        `${CALM}: auto scaling group "stitch": spotAllocationStrategy is not set, which means lowestPrice: the most interruptions; set it to price-capacity-optimized`,
      ],
    },
  ]);

  it("still refuses lowestPrice when anything else is unknown", async () => {
    assert.deepEqual(
      await hiddenBy("fleets-take-calm-pools", spoiled({ fleet: { allocationStrategy: "lowestPrice" } })),
      ["SpotFleetRequest stitch.allocationStrategy"],
    );
  });
});

describe("fleets end", () => {
  const far = new Date(Date.now() + 40 * DAY_MS).toISOString();
  defineCases(NAMED, [
    {
      title: "refuses a fleet without an end",
      stack: spoiled({ fleet: { validUntil: undefined } }),
      said: [`${END}: fleet "stitch": validUntil is not set; set an end date at most 30 days from now`],
    },
    {
      title: "takes an end 40 days ahead where the config allows it",
      stack: spoiled({ fleet: { validUntil: far } }),
      config: { "fleets-end": { maxDays: 41 } },
      said: [],
    },
    {
      title: "refuses machines that outlive their fleet",
      stack: spoiled({ fleet: { terminateInstancesWithExpiration: false } }),
      said: [`${END}: fleet "stitch": machines outlive the end date; set terminateInstancesWithExpiration: true`],
    },
    {
      title: "refuses these machines while the end date is unknown",
      stack: spoiled({ fleet: { terminateInstancesWithExpiration: undefined, validUntil: UNKNOWN } }),
      said: [
        `${END}: fleet "stitch": machines outlive the end date; set terminateInstancesWithExpiration: true`,
        "fleets-end (advisory): unknown at .validUntil",
      ],
    },
  ]);

  it("refuses an end 40 days ahead", async () => {
    const analyzer = await packAnalyzer();
    const reports = await analyzer.analyze(withProps(handMade.fleet, { validUntil: far }));
    assert.deepEqual(reports.filter(({ policy }) => policy === "fleets-end").map(lineOf), [
      `${END}: fleet "stitch": validUntil is ${far}, 40 days ahead; choose a date at most 30 days from now`,
    ]);
  });

  it("still refuses machines that outlive their fleet when anything else is unknown", async () => {
    const outliving = spoiled({ fleet: { terminateInstancesWithExpiration: false } });
    assert.deepEqual(await hiddenBy("fleets-end", outliving), [
      "SpotFleetRequest stitch.terminateInstancesWithExpiration",
    ]);
  });
});

describe("fleets spare busy machines", () => {
  defineCases(NAMED, [
    {
      title: "refuses Default",
      stack: spoiled({ fleet: { excessCapacityTerminationPolicy: "Default" } }),
      said: [
        `${SPARE}: fleet "stitch": excessCapacityTerminationPolicy is Default on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "NoTermination"`,
      ],
    },
    {
      title: "refuses nothing said",
      stack: spoiled({ fleet: { excessCapacityTerminationPolicy: undefined } }),
      said: [
        `${SPARE}: fleet "stitch": excessCapacityTerminationPolicy is Default on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "NoTermination"`,
      ],
    },
    {
      title: "takes any spelling of NoTermination",
      stack: spoiled({ fleet: { excessCapacityTerminationPolicy: "noTermination" } }),
      said: [],
    },
    {
      title: "leaves a request fleet alone",
      stack: spoiled({ fleet: { fleetType: "request", excessCapacityTerminationPolicy: undefined } }),
      said: [],
    },
  ]);

  it("still refuses Default when anything but the kind of fleet is unknown", async () => {
    const spoiling = { excessCapacityTerminationPolicy: "Default", fleetType: "maintain" };
    assert.deepEqual(await hiddenBy("fleets-spare-busy-machines", spoiled({ fleet: spoiling })), [
      "SpotFleetRequest stitch.excessCapacityTerminationPolicy",
      "SpotFleetRequest stitch.fleetType",
    ]);
  });
});

describe("idle alarms buy no machines", () => {
  defineCases(NAMED, [
    {
      title: "tells of an alarm that terminates machines of a fixed maintain fleet",
      stack: [...fixed(), alarm],
      said: [
        `${IDLE}: alarm "idle": terminates machines, but fleet "stitch" (maintain, target 3, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
      ],
    },
    {
      title: "knows the older spelling of the action",
      stack: [
        ...fixed(),
        withProps(alarm, {
          alarmActions: ["arn:aws:swf:us-east-1:123456789012:action/actions/AWS_EC2.InstanceId.Terminate/1.0"],
        }),
      ],
      said: [
        `${IDLE}: alarm "idle": terminates machines, but fleet "stitch" (maintain, target 3, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
      ],
    },
    { title: "leaves a fleet alone that autoscaling lowers", stack: [...spoiled({}), alarm], said: [] },
    { title: "leaves a request fleet alone", stack: [...fixed({ fleetType: "request" }), alarm], said: [] },
    {
      title: "leaves an alarm alone that reboots",
      stack: [...fixed(), withProps(alarm, { alarmActions: ["arn:aws:automate:us-east-1:ec2:reboot"] })],
      said: [],
    },
    {
      title: "tells of the action while another one is unknown",
      stack: [...fixed(), withProps(alarm, { alarmActions: [UNKNOWN, "arn:aws:automate:us-east-1:ec2:terminate"] })],
      said: [
        `${IDLE}: alarm "idle": terminates machines, but fleet "stitch" (maintain, target 3, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
        `${IDLE}: unknown at .alarmActions.0`,
      ],
    },
  ]);

  it("still tells of it when anything but the actions and the fleet's target is unknown", async () => {
    assert.deepEqual(await hiddenBy("idle-alarms-buy-no-machines", [...fixed({ fleetType: "maintain" }), alarm]), [
      "SpotFleetRequest stitch.targetCapacity",
      "MetricAlarm idle.alarmActions",
    ]);
  });
});
