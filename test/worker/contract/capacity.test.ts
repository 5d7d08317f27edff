import assert from "node:assert/strict";
import { type CapacityDeployment, capacityPlan, fleetTarget, serviceTarget } from "../../../worker/contract/capacity";

const deployment: CapacityDeployment = {
  experiment: "fiji-plates",
  cluster: "fiji-plates",
  service: "fiji-plates",
  fleetId: "sfr-1",
  machines: 10,
  tasksPerMachine: 16,
  copiesPerTask: 4,
  jobsPerCopy: 1,
  scaling: "queue",
};
const now = new Date("2026-03-01T23:59:30.250Z");
const fleet = fleetTarget("sfr-1");
const service = serviceTarget("fiji-plates", "fiji-plates");

describe("the capacity that submit and start ask for", () => {
  it("raises fleet and service in a minute and lets go after twenty", () => {
    assert.deepEqual(capacityPlan(deployment, { backlog: 130 }, now), {
      machines: 3,
      resume: [fleet, service],
      actions: [
        { ...fleet, name: "fiji-plates-begin", schedule: "at(2026-03-02T00:00:31)", minCapacity: 3, maxCapacity: 10 },
        {
          ...service,
          name: "fiji-plates-begin",
          schedule: "at(2026-03-02T00:00:31)",
          minCapacity: 160,
          maxCapacity: 160,
        },
        { ...fleet, name: "fiji-plates-end", schedule: "at(2026-03-02T00:19:31)", minCapacity: 0 },
        { ...service, name: "fiji-plates-end", schedule: "at(2026-03-02T00:19:31)", minCapacity: 0 },
      ],
    });
  });
  it("is all machines for one job when scaling is fixed", () => {
    assert.equal(capacityPlan({ ...deployment, scaling: "fixed" }, { backlog: 1 }, now).machines, 10);
  });
  it("stops replacing lost machines after fifteen minutes when scaling is cheapest", () => {
    const { actions } = capacityPlan({ ...deployment, scaling: "cheapest" }, { backlog: 130 }, now);
    assert.deepEqual(actions[2], {
      ...fleet,
      name: "fiji-plates-end",
      schedule: "at(2026-03-02T00:14:31)",
      minCapacity: 0,
      maxCapacity: 1,
    });
    assert.equal(actions[0]?.maxCapacity, 10);
  });
  it("takes the number of machines from the user, within the experiment's limit", () => {
    assert.equal(capacityPlan(deployment, { machines: 4 }, now).machines, 4);
    assert.equal(capacityPlan(deployment, { machines: 40 }, now).machines, 10);
  });
  it("lets the cheapest fleet keep no machine where none is wanted", () => {
    const cheapest: CapacityDeployment = { ...deployment, scaling: "cheapest" };
    assert.equal(capacityPlan(cheapest, { backlog: 0 }, now).actions[2]?.maxCapacity, 0);
    assert.equal(capacityPlan(cheapest, { machines: 0 }, now).actions[2]?.maxCapacity, 0);
    assert.equal(capacityPlan(cheapest, { machines: 1 }, now).actions[2]?.maxCapacity, 1);
  });
  it("asks for nothing when nothing waits", () => {
    const { machines, actions } = capacityPlan(deployment, { backlog: 0 }, now);
    assert.equal(machines, 0);
    assert.deepEqual(
      actions.map((action) => action.minCapacity),
      [0, 0, 0, 0],
    );
  });
});
