import assert from "node:assert/strict";
import { UNKNOWN } from "../../helpers/analyzer-messages";
import { containersWith, handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const HEAP = "heaps-fit-their-containers (mandatory)";
const ONE = "one-experiment-per-cluster (mandatory)";
const PINNED = "images-are-pinned (mandatory)";
const MATCH = "images-match-their-machines (mandatory)";
const NAMED = [HEAP, ONE, PINNED, MATCH].map((line) => line.split(" ")[0] ?? line);

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
const pinned = (image: string) => spoiled({ task: containersWith({ image }) });
const second = (tags: Readonly<Record<string, string>> | undefined, cluster: string) => [
  ...spoiled({}),
  withProps({ ...handMade.task, name: "other" }, { family: "other", tags }),
  {
    ...withProps({ ...handMade.service, name: "other" }, { name: "other", taskDefinition: "other", cluster }),
    propertyDependencies: {},
  },
];

describe("heaps fit their containers", () => {
  defineCases(NAMED, [
    { title: "takes 4 copies in 15,000 MiB", stack: spoiled({}), said: [] },
    {
      title: "refuses more copies than get 512 MiB each",
      stack: worker({ DOCKER_CORES: "20" }),
      said: [
        `${HEAP}: task "stitch": container "worker": 20 copies in 15000 MiB get 225 MiB of heap each, less than 512; lower copiesPerTask to 12 or raise memoryMiBPerTask to 23200`,
      ],
    },
    {
      title: "refuses a worker that is not told its memory",
      stack: worker({ MEMORY: undefined }),
      said: [
        `${HEAP}: task "stitch": container "worker": MEMORY is not set, and the worker would count the whole machine's; set it to 15000`,
      ],
    },
    {
      title: "refuses a worker that is told more memory than it has",
      stack: worker({ MEMORY: "16000" }),
      said: [
        `${HEAP}: task "stitch": container "worker": MEMORY is 16000, but the container has 15000 MiB; set MEMORY to 15000`,
      ],
    },
    {
      title: "refuses a worker that is not told its processors",
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
      title: "takes Java that is told both",
      stack: java(options("-Xmx3700m -XX:ActiveProcessorCount=2")),
      said: [],
    },
    {
      title: "refuses Java that is told nothing",
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
      title: "says that it sees no containers while they are unknown",
      stack: spoiled({ task: { containerDefinitions: UNKNOWN } }),
      said: [
        "heaps-fit-their-containers (advisory): unknown at .containerDefinitions",
        "images-are-pinned (advisory): unknown at .containerDefinitions",
      ],
    },
  ]);

  it("still refuses the copies when anything but the containers is unknown", async () => {
    assert.deepEqual(await hiddenBy("heaps-fit-their-containers", worker({ DOCKER_CORES: "20" })), [
      "TaskDefinition stitch.containerDefinitions",
    ]);
  });
});

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

describe("images are pinned", () => {
  const registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
  defineCases(NAMED, [
    { title: "takes a digest of any repository", stack: pinned(`fiji/fiji@${DIGEST}`), said: [] },
    {
      title: "refuses latest",
      stack: pinned(`${registry}/stitch:latest`),
      said: [
        `${PINNED}: task "stitch": container "worker": image "123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:latest" can change under its tag "latest"; name it by digest (123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch@sha256:…)`,
      ],
    },
    {
      title: "refuses an image without a tag",
      stack: pinned("localhost:5000/stitch"),
      said: [
        `${PINNED}: task "stitch": container "worker": image "localhost:5000/stitch" has no tag, which means latest; name it by digest (localhost:5000/stitch@sha256:…)`,
      ],
    },
    {
      title: "refuses a version, which is no content",
      stack: pinned(`${registry}/stitch:v1.2.3`),
      said: [
        `${PINNED}: task "stitch": container "worker": image "123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:v1.2.3" can change under its tag "v1.2.3"; name it by digest (123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch@sha256:…)`,
      ],
    },
    {
      title: "refuses a content tag where tags can be overwritten",
      stack: spoiled({ repository: { imageTagMutability: "MUTABLE" } }),
      said: [
        `${PINNED}: task "stitch": container "worker": image "123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:3f2a6c0d9b1e" lies in a repository that lets tags be overwritten; name it by digest (123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch@sha256:…) or set its imageTagMutability to "IMMUTABLE"`,
      ],
    },
    {
      title: "refuses a content tag of a repository that it does not know",
      stack: pinned("fiji/fiji:3f2a6c0d9b1e"),
      said: [
        `${PINNED}: task "stitch": container "worker": image "fiji/fiji:3f2a6c0d9b1e" lies in a repository not of this stack; name it by digest (fiji/fiji@sha256:…)`,
      ],
    },
    {
      title: "takes one that the config names",
      stack: pinned("fiji/fiji:worker-3f2a6c0d9b1e"),
      config: { "images-are-pinned": { immutableRepositories: ["fiji/fiji"] } },
      said: [],
    },
  ]);

  it("still refuses latest when anything but the containers is unknown", async () => {
    assert.deepEqual(await hiddenBy("images-are-pinned", pinned("fiji:latest")), [
      "TaskDefinition stitch.containerDefinitions",
    ]);
  });
});

describe("images match their machines", () => {
  const built = (platforms: readonly string[]) => ({
    type: "docker-build:index:Image",
    name: "worker",
    props: { tags: ["123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:3f2a6c0d9b1e"], platforms, push: true },
  });
  defineCases(NAMED, [
    {
      title: "refuses a task for ARM on Intel machines",
      stack: spoiled({ task: { runtimePlatform: { cpuArchitecture: "ARM64" } } }),
      said: [
        `${MATCH}: task "stitch": made for arm64, but m4.16xlarge is x86_64; take arm64 types only, or make the image for x86_64`,
      ],
    },
    {
      title: "reads the platform of the image that the stack builds",
      stack: [...spoiled({ task: { runtimePlatform: undefined } }), built(["linux/arm64"])],
      said: [
        `${MATCH}: task "stitch": made for arm64, but m4.16xlarge is x86_64; take arm64 types only, or make the image for x86_64`,
      ],
    },
    {
      title: "takes an image for several platforms",
      stack: [...spoiled({ task: { runtimePlatform: undefined } }), built(["linux/arm64", "linux/amd64"])],
      said: [],
    },
    {
      title: "says nothing where nothing says the platform",
      stack: spoiled({ task: { runtimePlatform: undefined } }),
      said: [],
    },
    {
      title: "refuses one wrong type among right ones",
      stack: spoiled({
        fleet: {
          launchTemplateConfigs: [
            {
              launchTemplateSpecification: { name: "stitch" },
              overrides: [{ instanceType: "m4.16xlarge" }, { instanceType: "m6g.16xlarge" }],
            },
          ],
        },
      }),
      said: [
        `${MATCH}: task "stitch": made for x86_64, but m6g.16xlarge is arm64; take x86_64 types only, or make the image for arm64`,
      ],
    },
  ]);

  it("still refuses it when anything but the platform and the types is unknown", async () => {
    const wrong = spoiled({ task: { runtimePlatform: { cpuArchitecture: "ARM64" } } });
    assert.deepEqual(await hiddenBy("images-match-their-machines", wrong), [
      "TaskDefinition stitch.runtimePlatform",
      "SpotFleetRequest stitch.launchTemplateConfigs",
    ]);
  });
});
