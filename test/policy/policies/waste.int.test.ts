import assert from "node:assert/strict";
import { containersWith, handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const USED = "machines-are-used (advisory)";
const NAMED = [
  "tasks-fit-every-instance-type",
  "desired-count-fits-the-fleet",
  "instance-types-are-known",
  "machines-are-used",
  "disks-hold-the-work",
];

const { task } = handMade;

describe("machines are used", () => {
  defineCases(NAMED, [
    {
      title: "tells of memory that no task can use",
      stack: spoiled({ task: { memory: "8000", ...containersWith({ memory: 8000 }, { MEMORY: "8000" }) } }),
      said: [
        `${USED}: fleet "stitch": m4.16xlarge is full with 16 tasks and leaves 49 % of its 250,177 MiB unused; raise memoryMiBPerTask to 15636`,
      ],
    },
    {
      title: "takes the limit from the config",
      stack: spoiled({ task: { memory: "8000", ...containersWith({ memory: 8000 }, { MEMORY: "8000" }) } }),
      config: { "machines-are-used": { maxUnusedPercent: 60 } },
      said: [],
    },
    {
      title: "tells of a machine that takes more tasks than planned",
      stack: spoiled({ serviceTarget: { maxCapacity: 36 } }),
      said: [
        `${USED}: fleet "stitch": m4.16xlarge takes 16 tasks, 4 more than tasksPerMachine (12); raise tasksPerMachine to 16, take a smaller type or give each task more`,
      ],
    },
    {
      title: "says nothing of what another task of the fleet may use",
      stack: [
        ...spoiled({ task: { memory: "8000", ...containersWith({ memory: 8000 }, { MEMORY: "8000" }) } }),
        withProps({ ...task, name: "other" }, { family: "other" }),
      ],
      said: [],
    },
  ]);

  it("still tells of the memory when anything but sizes and types is unknown", async () => {
    const wasteful = { memory: "8000", ...containersWith({ memory: 8000 }, { MEMORY: "8000" }) };
    assert.deepEqual(await hiddenBy("machines-are-used", spoiled({ task: wasteful })), [
      "TaskDefinition stitch.cpu",
      "TaskDefinition stitch.memory",
      "SpotFleetRequest stitch.launchTemplateConfigs",
    ]);
  });
});
