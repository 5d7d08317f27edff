import assert from "node:assert/strict";
import { meets } from "../../../policy/rules/cluster-query";

const machine = { "ecs.instance-type": "g4dn.xlarge", "ecs.os-type": "linux", stack: "prod" };

describe("cluster query", () => {
  for (const [expression, expected] of [
    ["attribute:ecs.instance-type == g4dn.xlarge", true],
    ["attribute:ecs.instance-type==g4dn.xlarge", true],
    ["attribute:ecs.instance-type == m5.large", false],
    ["attribute:ecs.instance-type != m5.large", true],
    ["attribute:ecs.instance-type!=g4dn.xlarge", false],
    ["attribute:ecs.instance-type =~ g4dn.*", true],
    ["attribute:ecs.instance-type =~ g4", false],
    ["attribute:ecs.instance-type !~ g4dn.*", false],
    ["attribute:ecs.instance-type in [m5.large, g4dn.xlarge]", true],
    ["attribute:ecs.instance-type in [m5.large,c5.large]", false],
    ["attribute:ecs.instance-type not_in [m5.large]", true],
    ["attribute:ecs.instance-type !in [g4dn.xlarge]", false],
    ['attribute:stack == "prod" and attribute:ecs.os-type == linux', true],
    ["attribute:stack == test or attribute:ecs.os-type == linux", true],
    ["attribute:stack == test && attribute:other == x", false],
    ["attribute:stack == prod && attribute:other == x", undefined],
    ["attribute:stack == test || attribute:other == x", undefined],
    ["attribute:stack == prod || attribute:other == x", true],
    ["not (attribute:stack == prod)", false],
    ["!(attribute:stack == test)", true],
    ["attribute:stack exists", true],
    ["attribute:stack !exists", false],
    ["attribute:other exists", undefined],
    ["attribute:other == x", undefined],
    ["task:group == service:web", undefined],
    ["attribute:stack =~ [", undefined],
    ["attribute:stack", undefined],
    ["attribute:stack == prod attribute:stack", undefined],
    ["(attribute:stack == prod", undefined],
    ["", undefined],
  ] as const) {
    it(`is ${expected ?? "not known"} of "${expression}"`, () => {
      assert.equal(meets(expression, machine), expected);
    });
  }
});
