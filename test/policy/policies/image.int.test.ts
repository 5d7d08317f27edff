import assert from "node:assert/strict";
import { containersWith, spoiled } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const PINNED = "images-are-pinned (mandatory)";
const MATCH = "images-match-their-machines (mandatory)";
const NAMED = [
  "heaps-fit-their-containers",
  "one-experiment-per-cluster",
  "images-are-pinned",
  "images-match-their-machines",
];

const DIGEST = `sha256:${"ab12".repeat(16)}`;
const pinned = (image: string) => spoiled({ task: containersWith({ image }) });

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
        `${PINNED}: task "stitch": container "worker": image "123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:3f2a6c0d9b1e" is in a repository that lets tags be overwritten; name it by digest (123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch@sha256:…) or set its imageTagMutability to "IMMUTABLE"`,
      ],
    },
    {
      title: "refuses a content tag of a repository that it does not know",
      stack: pinned("fiji/fiji:3f2a6c0d9b1e"),
      said: [
        `${PINNED}: task "stitch": container "worker": image "fiji/fiji:3f2a6c0d9b1e" is in a repository not of this stack; name it by digest (fiji/fiji@sha256:…)`,
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
