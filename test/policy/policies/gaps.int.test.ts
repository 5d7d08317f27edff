import assert from "node:assert/strict";
import { packAnalyzer } from "../../helpers/analyzer";
import { type StackResource, UNKNOWN } from "../../helpers/analyzer-messages";
import { groupAlone } from "../../helpers/hand-made-fleets";
import { handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, lineOf } from "../../helpers/policy-cases";

const GAPS = "gaps-are-named (advisory)";
const { task, service, cluster } = handMade;
const hidden = withProps(task, { containerDefinitions: UNKNOWN });
const managed: StackResource = {
  type: "aws:ecs/capacityProvider:CapacityProvider",
  name: "managed",
  props: {
    name: "managed",
    cluster: "stitch",
    managedInstancesProvider: { infrastructureRoleArn: "arn:aws:iam::1:role/x" },
  },
};
const nodes: StackResource = {
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "nodes",
  props: { clusterName: "k8s", instanceTypes: ["m5.large"] },
};
const onDemand = (instanceType: string): StackResource =>
  withProps(groupAlone({ onDemandPercentageAboveBaseCapacity: 100 })[0]!, {
    mixedInstancesPolicy: {
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateName: "stitch" },
        overrides: [{ instanceType }],
      },
    },
  });
const later =
  "images, users, secrets, confinement, heap, ports and GPUs are judged at the update; write names and numbers, not outputs, into them to see it now";

describe("gaps are named", () => {
  defineCases(
    ["gaps-are-named"],
    [
      { title: "none of a stack that is judged wholly", stack: spoiled({}), said: [] },
      {
        title: "container definitions that preview hides, once for all tasks",
        stack: [...spoiled({ task: { containerDefinitions: UNKNOWN } }), { ...hidden, name: "other" }],
        said: [`${GAPS}: task "stitch": preview hides the container definitions of "stitch", "other": ${later}`],
      },
      {
        title: "a service without machines",
        stack: [cluster, task, service],
        said: [
          `${GAPS}: service "stitch": this stack shows no machines that it may run on: whether tasks fit and fill them is not judged; name the cluster in the machines' user data, or the capacity provider of their group`,
        ],
      },
      {
        title: "ECS Managed Instances, and no other capacity provider",
        stack: [managed, withProps({ ...managed, name: "asg" }, { managedInstancesProvider: undefined })],
        said: [
          `${GAPS}: capacity provider "managed": ECS Managed Instances choose their machines: whether tasks fit, fill and find disk is not judged`,
        ],
      },
      {
        title: "on-demand machines without a list price; with one, or without a region, nothing",
        stack: [
          { ...onDemand("m9g.large"), name: "new", region: "us-east-1" },
          { ...onDemand("m5.large"), name: "old", region: "us-east-1" },
          onDemand("m9g.large"),
        ],
        said: [
          `${GAPS}: auto scaling group "new": no list price is known for m9g.large in us-east-1: what these machines cost per hour is not judged; buy them on the spot market with a price of your own, or look it up`,
        ],
      },
      {
        title: "EKS node groups",
        stack: [nodes],
        said: [`${GAPS}: EKS node group "nodes": EKS places pods, not tasks: nothing of them is judged`],
      },
    ],
  );

  it("is all that is said of containers that preview hides; at the update they are judged", async () => {
    const analyzer = await packAnalyzer();
    const atPreview = await analyzer.reports(spoiled({ task: { containerDefinitions: UNKNOWN } }));
    assert.deepEqual(atPreview.map(lineOf), [
      `${GAPS}: task "stitch": preview hides the container definitions of "stitch": ${later}`,
    ]);
    const open = JSON.stringify([{ name: "worker", image: "x:latest", privileged: true }]);
    const atUpdate = await analyzer.reports(spoiled({ task: { containerDefinitions: open } }));
    assert.deepEqual([...new Set(atUpdate.map(({ policy }) => policy))].sort(), [
      "containers-are-confined",
      "containers-are-not-root",
      "images-are-pinned",
      "spot-machines-drain",
    ]);
  });
});
