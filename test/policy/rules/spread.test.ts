import assert from "node:assert/strict";
import { spreadProblems } from "../../../policy/rules/spread";

describe("spread rule", () => {
  it("names machines that are started though fewer take all tasks", () => {
    assert.deepEqual(spreadProblems({ tasks: 8, machines: 10, tasksPerMachine: 8 }), [
      "spreads 8 tasks over 8 machines, though 1 of them takes all; lower the fleet's target to 1, or set orderedPlacementStrategies to binpack by memory",
    ]);
    assert.equal(spreadProblems({ tasks: 20, machines: 3, tasksPerMachine: 16 }).length, 1);
  });

  it("says nothing where all machines are needed", () => {
    assert.deepEqual(spreadProblems({ tasks: 48, machines: 3, tasksPerMachine: 16 }), []);
    assert.deepEqual(spreadProblems({ tasks: 33, machines: 3, tasksPerMachine: 16 }), []);
    assert.deepEqual(spreadProblems({ tasks: 60, machines: 3, tasksPerMachine: 16 }), []);
    assert.deepEqual(spreadProblems({ tasks: 1, machines: 3, tasksPerMachine: 1 }), []);
    assert.deepEqual(spreadProblems({ tasks: 0, machines: 3, tasksPerMachine: 1 }), []);
  });
});
