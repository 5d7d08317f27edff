import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Dashboard } from "../../../components/observability/dashboard";
import { dashboardBody } from "../../../components/observability/dashboard";
import { EVENTS } from "../../../worker/contract/events";
import { runProgram } from "../../helpers/pulumi-mocks";

const facts = {
  region: "eu-west-1",
  clusterName: "fiji-plates",
  queueName: "fiji-plates-jobs",
  deadLetterQueueName: "fiji-plates-dead",
  machineLogGroup: "fiji-plates_perInstance",
  fleetRequestId: "sfr-1",
};
const { widgets } = dashboardBody(facts);
const text = JSON.stringify(widgets);

describe("the dashboard", () => {
  it("shows fleet, cluster, queue, throughput and age", () => {
    for (const metric of [
      `"AWS/EC2Spot","TargetCapacity","FleetRequestId","sfr-1"`,
      `"AWS/EC2Spot","FulfilledCapacity","FleetRequestId","sfr-1"`,
      ...["CPUReservation", "CPUUtilization", "MemoryReservation", "MemoryUtilization"].map(
        (name) => `"AWS/ECS","${name}","ClusterName","fiji-plates"`,
      ),
      `"ApproximateNumberOfMessagesVisible","QueueName","fiji-plates-jobs"`,
      `"ApproximateNumberOfMessagesNotVisible","QueueName","fiji-plates-jobs"`,
      `"ApproximateNumberOfMessagesVisible","QueueName","fiji-plates-dead"`,
      `"ApproximateAgeOfOldestMessage","QueueName","fiji-plates-jobs"`,
      `"NumberOfMessagesReceived","QueueName","fiji-plates-jobs"`,
      `"NumberOfMessagesDeleted","QueueName","fiji-plates-jobs"`,
    ]) {
      assert.ok(text.includes(metric), metric);
    }
  });
  it("asks the machines' log by the names of the worker's events", () => {
    const queries = widgets.flatMap(({ properties }) => ("query" in properties ? [properties.query] : []));
    for (const query of queries) assert.ok(query.startsWith("SOURCE 'fiji-plates_perInstance'\n| filter "), query);
    for (const event of [EVENTS.jobStarted, EVENTS.jobDone, EVENTS.jobFailed, EVENTS.badMessage, "machine use"]) {
      assert.ok(
        queries.some((query) => query.includes(`msg = "${event}"`)),
        event,
      );
    }
  });
  it("lays widgets out without overlap, within CloudWatch's width", () => {
    const places = widgets.map(({ x, y }) => `${x},${y}`);
    assert.equal(new Set(places).size, widgets.length);
    for (const { x, y, width, height } of widgets) {
      assert.ok(x + width <= 24);
      assert.ok(x % width === 0 && y % height === 0);
    }
  });
  it("takes the fleet's id when it is known", async () => {
    const make = () =>
      void new Dashboard("plates-dashboard", {
        ...facts,
        dashboardName: "fiji-plates",
        fleetRequestId: pulumi.output("sfr-2"),
      });
    const { resources } = await runProgram(make);
    const dashboard = resources.find((resource) => resource.custom);
    assert.equal(dashboard?.props["dashboardName"], "fiji-plates");
    assert.match(String(dashboard?.props["dashboardBody"]), /"sfr-2"/);
  });
});
