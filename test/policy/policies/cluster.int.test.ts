import assert from "node:assert/strict";
import { handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const ONE = "one-experiment-per-cluster (mandatory)";
const NAMED = [
  "heaps-fit-their-containers",
  "one-experiment-per-cluster",
  "images-are-pinned",
  "images-match-their-machines",
];

const second = (tags: Readonly<Record<string, string>> | undefined, cluster: string) => [
  ...spoiled({}),
  withProps({ ...handMade.task, name: "other" }, { family: "other", tags }),
  {
    ...withProps({ ...handMade.service, name: "other" }, { name: "other", taskDefinition: "other", cluster }),
    propertyDependencies: {},
  },
];

describe("one experiment per cluster", () => {
  defineCases(NAMED, [
    {
      title: "refuses a family of another experiment on the same cluster",
      stack: second({ "fiji:experiment": "count" }, "stitch"),
      said: [
        `${ONE}: service "other": experiment "count" shares cluster "stitch" with "stitch" (service "stitch"), whose machines it would take; give it a cluster of its own`,
      ],
    },
    {
      title: "takes two families of one experiment",
      stack: second({ "fiji:experiment": "stitch" }, "stitch"),
      said: [],
    },
    {
      title: "takes a family without the tag for an experiment of its own",
      stack: second(undefined, "stitch"),
      said: [
        `${ONE}: service "other": experiment "other" shares cluster "stitch" with "stitch" (service "stitch"), whose machines it would take; give it a cluster of its own`,
      ],
    },
    {
      title: "takes another experiment on another cluster",
      stack: second({ "fiji:experiment": "count" }, "default"),
      said: [],
    },
  ]);

  it("still refuses it when anything but cluster, family and tags is unknown", async () => {
    const shared = second({ "fiji:experiment": "count" }, "stitch");
    assert.deepEqual(await hiddenBy("one-experiment-per-cluster", shared), [
      "TaskDefinition other.family",
      "TaskDefinition other.tags",
      "Service other.cluster",
      "Service other.taskDefinition",
    ]);
  });
});
