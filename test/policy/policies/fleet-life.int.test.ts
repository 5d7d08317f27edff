import assert from "node:assert/strict";
import { packAnalyzer } from "../../helpers/analyzer";
import { UNKNOWN } from "../../helpers/analyzer-messages";
import { fixedFleet, FLEET_POLICIES, groupAlone } from "../../helpers/hand-made-fleets";
import { handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy, lineOf } from "../../helpers/policy-cases";

const CALM = "fleets-take-calm-pools (mandatory)";
const END = "fleets-end (mandatory)";
const SPARE = "fleets-spare-busy-machines (mandatory)";
const IDLE = "idle-alarms-buy-no-machines (advisory)";

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

describe("fleets take calm pools", () => {
  defineCases(FLEET_POLICIES, [
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
      stack: groupAlone({ spotAllocationStrategy: "lowest-price" }),
      said: [
        `${CALM}: auto scaling group "stitch": spotAllocationStrategy is lowest-price: the most interruptions; set it to price-capacity-optimized`,
      ],
    },
    {
      title: "refuses the default of a group",
      stack: groupAlone({ spotAllocationStrategy: undefined }),
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
  defineCases(FLEET_POLICIES, [
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
  defineCases(FLEET_POLICIES, [
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
  defineCases(FLEET_POLICIES, [
    {
      title: "tells of an alarm that terminates machines of a fixed maintain fleet",
      stack: [...fixedFleet(), alarm],
      said: [
        `${IDLE}: alarm "idle": terminates machines, but fleet "stitch" (maintain, target 3, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
      ],
    },
    {
      title: "knows the older spelling of the action",
      stack: [
        ...fixedFleet(),
        withProps(alarm, {
          alarmActions: ["arn:aws:swf:us-east-1:123456789012:action/actions/AWS_EC2.InstanceId.Terminate/1.0"],
        }),
      ],
      said: [
        `${IDLE}: alarm "idle": terminates machines, but fleet "stitch" (maintain, target 3, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
      ],
    },
    { title: "leaves a fleet alone that autoscaling lowers", stack: [...spoiled({}), alarm], said: [] },
    { title: "leaves a request fleet alone", stack: [...fixedFleet({ fleetType: "request" }), alarm], said: [] },
    {
      title: "leaves an alarm alone that reboots",
      stack: [...fixedFleet(), withProps(alarm, { alarmActions: ["arn:aws:automate:us-east-1:ec2:reboot"] })],
      said: [],
    },
    {
      title: "tells of the action while another one is unknown",
      stack: [
        ...fixedFleet(),
        withProps(alarm, { alarmActions: [UNKNOWN, "arn:aws:automate:us-east-1:ec2:terminate"] }),
      ],
      said: [
        `${IDLE}: alarm "idle": terminates machines, but fleet "stitch" (maintain, target 3, not autoscaled) buys a new one each time; lower the target first, or use the reboot action`,
        `${IDLE}: unknown at .alarmActions.0`,
      ],
    },
  ]);

  it("still tells of it when anything but the actions and the fleet's target is unknown", async () => {
    assert.deepEqual(await hiddenBy("idle-alarms-buy-no-machines", [...fixedFleet({ fleetType: "maintain" }), alarm]), [
      "SpotFleetRequest stitch.targetCapacity",
      "MetricAlarm idle.alarmActions",
    ]);
  });
});
