import assert from "node:assert/strict";
import { UNKNOWN } from "../../helpers/analyzer-messages";
import { containersWith, spoiled } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const HEAP = "heaps-fit-their-containers (mandatory)";
const NAMED = [
  "heaps-fit-their-containers",
  "one-experiment-per-cluster",
  "images-are-pinned",
  "images-match-their-machines",
];

const DIGEST = `sha256:${"ab12".repeat(16)}`;
const worker = (environment: Readonly<Record<string, string | undefined>>, changes = {}) =>
  spoiled({ task: containersWith(changes, environment) });
/** A container of somebody else's that runs Java. */
const java = (changes: Readonly<Record<string, unknown>>) =>
  spoiled({
    task: {
      containerDefinitions: JSON.stringify([
        { name: "fiji", image: `fiji@${DIGEST}`, memory: 4000, cpu: 2048, ...changes },
      ]),
    },
  });
const options = (value: string) => ({ environment: [{ name: "JAVA_TOOL_OPTIONS", value }] });

describe("heaps fit their containers", () => {
  defineCases(NAMED, [
    { title: "takes 4 copies in 15,000 MiB", stack: spoiled({}), said: [] },
    {
      title: "refuses more copies than get 512 MiB each",
      stack: worker({ DOCKER_CORES: "20" }),
      said: [
        `${HEAP}: task "stitch": container "worker": 20 copies in 15000 MiB have 0 MiB of heap for each, less than 512; lower copiesPerTask to 9 or raise memoryMiBPerTask to 30343`,
      ],
    },
    {
      title: "counts the display of each copy of ImageJ",
      stack: worker({ DOCKER_CORES: "11", DFIJI_ENGINE: "imagej" }),
      said: [
        `${HEAP}: task "stitch": container "worker": 11 copies in 15000 MiB have 454 MiB of heap for each, less than 512; lower copiesPerTask to 10 or raise memoryMiBPerTask to 15903`,
      ],
    },
    {
      title: "takes as many copies of ImageJ without a display",
      stack: worker({ DOCKER_CORES: "11", DFIJI_ENGINE: "imagej", DFIJI_DISPLAY: "none" }),
      said: [],
    },
    {
      title: "takes a heap that is fixed, as long as all copies can have it full",
      stack: worker({ DFIJI_HEAP_MIB: "3200" }),
      said: [],
    },
    {
      title: "refuses heaps that are fixed and together need more than the container has",
      stack: worker({ DFIJI_HEAP_MIB: "3201" }),
      said: [
        `${HEAP}: task "stitch": container "worker": 4 × (-Xmx3201m + 550 MiB besides the heap) need 15004 MiB, but the container has 15000; lower -Xmx to 3200m or raise its memory to 15004`,
      ],
    },
    {
      title: "refuses a worker that is not given its memory",
      stack: worker({ MEMORY: undefined }),
      said: [
        `${HEAP}: task "stitch": container "worker": MEMORY is not set, and the worker would count the whole machine's; set it to 15000`,
      ],
    },
    {
      title: "refuses a worker that is given more memory than it has",
      stack: worker({ MEMORY: "16000" }),
      said: [
        `${HEAP}: task "stitch": container "worker": MEMORY is 16000, but the container has 15000 MiB; set MEMORY to 15000`,
      ],
    },
    {
      title: "refuses a worker that is not given its processors",
      stack: worker({ DFIJI_VCPUS: undefined }),
      said: [
        `${HEAP}: task "stitch": container "worker": DFIJI_VCPUS is not set, and Java would count the whole machine's; set it to 4`,
      ],
    },
    {
      title: "refuses a worker without a limit of its own",
      stack: worker({}, { memory: undefined }),
      said: [
        `${HEAP}: task "stitch": container "worker": no memory limit of its own, and a process sees the whole machine's; set the container's memory`,
      ],
    },
    {
      title: "counts no heap for a worker that runs other programs",
      stack: worker({ DOCKER_CORES: "20", DFIJI_ENGINE: "command" }),
      said: [],
    },
    {
      title: "takes Java that is given both",
      stack: java(options("-Xmx3700m -XX:ActiveProcessorCount=2")),
      said: [],
    },
    {
      title: "refuses Java that is given nothing",
      stack: java({}),
      said: [
        `${HEAP}: task "stitch": container "fiji": no -Xmx, and Java's own guess of the memory can be wrong; set -Xmx3700m`,
        `${HEAP}: task "stitch": container "fiji": no -XX:ActiveProcessorCount, and Java counts the whole machine; set -XX:ActiveProcessorCount=2`,
      ],
    },
    {
      title: "refuses a heap that the container cannot hold, also in a command",
      stack: java({ command: ["java", "-Xmx4g", "-XX:ActiveProcessorCount=2", "-jar", "stitch.jar"] }),
      said: [
        `${HEAP}: task "stitch": container "fiji": (-Xmx4096m + 300 MiB besides the heap) need 4396 MiB, but the container has 4000; lower -Xmx to 3700m or raise its memory to 4396`,
      ],
    },
    {
      title: "takes no percentage for a heap",
      stack: java(options("-XX:MaxRAMPercentage=75 -XX:ActiveProcessorCount=2")),
      said: [
        `${HEAP}: task "stitch": container "fiji": no -Xmx, and Java's own guess of the memory can be wrong; set -Xmx3700m`,
      ],
    },
    {
      title: "counts DOCKER_CORES programs",
      stack: java({
        environment: [
          { name: "JAVA_TOOL_OPTIONS", value: "-Xmx1g -XX:ActiveProcessorCount=1" },
          { name: "DOCKER_CORES", value: "4" },
        ],
      }),
      said: [
        `${HEAP}: task "stitch": container "fiji": 4 × (-Xmx1024m + 300 MiB besides the heap) need 5296 MiB, but the container has 4000; lower -Xmx to 700m or raise its memory to 5296`,
      ],
    },
    {
      title: "leaves containers without Java alone",
      stack: java({ name: "web", image: `nginx@${DIGEST}` }),
      said: [],
    },
    {
      title: "leaves it to gaps-are-named that containers are unknown",
      stack: spoiled({ task: { containerDefinitions: UNKNOWN } }),
      said: [],
    },
  ]);

  it("still refuses the copies when anything but the containers is unknown", async () => {
    assert.deepEqual(await hiddenBy("heaps-fit-their-containers", worker({ DOCKER_CORES: "20" })), [
      "TaskDefinition stitch.containerDefinitions",
    ]);
  });
});
