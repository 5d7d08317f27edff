import assert from "node:assert/strict";
import { volumes, specified, specification } from "../../helpers/hand-made-fleets";
import { containersWith, spoiled } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const USED = "machines-are-used (advisory)";
const DISK = "disks-hold-the-work (mandatory)";
const NAMED = [
  "tasks-fit-every-instance-type",
  "desired-count-fits-the-fleet",
  "instance-types-are-known",
  "machines-are-used",
  "disks-hold-the-work",
];

describe("disks hold the work", () => {
  defineCases(NAMED, [
    {
      title: "refuses a data volume of 161 GiB for 16 tasks of 10 GiB",
      stack: spoiled({ template: volumes(30, 161) }),
      said: [
        `${DISK}: fleet "stitch": 16 tasks × 10 GiB do not fit a data volume of 161 GiB (1 % is the file system's); raise volumeGiB to 162 or lower diskGiBPerTask from 10 to 9.96`,
      ],
    },
    {
      title: "refuses a root volume that does not hold two images",
      stack: spoiled({ template: volumes(13, 165) }),
      said: [
        `${DISK}: fleet "stitch": root volume of 13 GiB: an image of 3 GiB needs 14 GiB (twice its size + 8); raise rootGiB to 14`,
      ],
    },
    {
      title: "asks for the sum where one volume holds both",
      stack: spoiled({ template: volumes(100) }),
      said: [
        `${DISK}: fleet "stitch": one volume of 100 GiB for system and work files: an image of 3 GiB needs 14 GiB (twice its size + 8) and 16 tasks × 10 GiB need 162 GiB; raise rootGiB to 176, or add a data volume (volumeGiB 162)`,
      ],
    },
    {
      title: "takes the size of the image from the config",
      stack: spoiled({}),
      config: { "disks-hold-the-work": { imageGiB: 12 } },
      said: [
        `${DISK}: fleet "stitch": root volume of 30 GiB: an image of 12 GiB needs 32 GiB (twice its size + 8); raise rootGiB to 32`,
      ],
    },
    {
      title: "takes the disk of a task from the config where its containers do not say it",
      stack: spoiled({ task: containersWith({}, { DFIJI_DISK_GIB: undefined }) }),
      config: { "disks-hold-the-work": { diskGiBPerTask: 20 } },
      said: [
        `${DISK}: fleet "stitch": 16 tasks × 20 GiB do not fit a data volume of 165 GiB (1 % is the file system's); raise volumeGiB to 324 or lower diskGiBPerTask from 20 to 10.2`,
      ],
    },
    {
      title: "reads the volumes of launch specifications",
      stack: specified({ ...specification, ebsBlockDevices: [{ deviceName: "/dev/xvdf", volumeSize: 100 }] }),
      said: [
        `${DISK}: fleet "stitch": 16 tasks × 10 GiB do not fit a data volume of 100 GiB (1 % is the file system's); raise volumeGiB to 162 or lower diskGiBPerTask from 10 to 6.18`,
      ],
    },
    {
      title: "counts the tasks that come, not those that are wanted: ECS knows no disk",
      stack: spoiled({ serviceTarget: { maxCapacity: 36 }, template: volumes(30, 121) }),
      said: [
        `${USED}: fleet "stitch": m4.16xlarge takes 16 tasks, 4 more than tasksPerMachine (12); raise tasksPerMachine to 16, take a smaller type or give each task more`,
        `${DISK}: fleet "stitch": 16 tasks × 10 GiB do not fit a data volume of 121 GiB (1 % is the file system's); raise volumeGiB to 162 or lower diskGiBPerTask from 10 to 7.48`,
      ],
    },
  ]);

  it("still refuses the volume when anything but sizes, types and volumes is unknown", async () => {
    assert.deepEqual(await hiddenBy("disks-hold-the-work", spoiled({ template: volumes(30, 161) })), [
      "TaskDefinition stitch.cpu",
      "TaskDefinition stitch.memory",
      "TaskDefinition stitch.containerDefinitions",
      "LaunchTemplate stitch.blockDeviceMappings",
      "SpotFleetRequest stitch.launchTemplateConfigs",
    ]);
  });
});
