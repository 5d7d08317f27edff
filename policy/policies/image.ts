import type { StackValidationPolicy } from "@pulumi/policy";
import { eachPlacement } from "../facts/placements";
import { platformOf } from "../facts/platforms";
import { architectureProblems, imageProblems, partsOf } from "../rules/image";
import { jobContainers } from "../support/batch";
import { type Stack, stackChecks, type StackResource } from "../support/check-runner";
import { atContainer, atJob, type Container, containersOf, type PathOf } from "../support/containers";
import { settings } from "../support/settings";
import { all, ifKnown } from "../support/unknowns";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const JOB = "aws:batch/jobDefinition:JobDefinition";

interface Settings {
  readonly immutableRepositories: readonly string[];
}

/** One name must mean one image, on the first machine and on the last: else results cannot be made again. */
export const imagesArePinned: StackValidationPolicy = {
  name: "images-are-pinned",
  description: "Containers name their image by digest, or by a content tag in a repository whose tags are immutable.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Name the image by digest, or make the repository's tags immutable and tag by content.",
  configSchema: settings({
    immutableRepositories: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Repositories of other stacks whose tags are immutable, as images name them, without tag.",
    },
  }),
  validateStack: stackChecks(
    [TASK, JOB],
    [
      (stack) => {
        const { immutableRepositories } = stack.args.getConfig<Settings>();
        const judge = ({ report }: StackResource, containers: readonly Container[], at: PathOf): void => {
          for (const { name, image } of containers) {
            if (image === undefined) continue;
            const { repository } = partsOf(image);
            const immutable = immutableRepositories.includes(repository) || isImmutable(stack, repository);
            for (const problem of imageProblems({ image, immutable }))
              report(`container "${name}": ${problem}`, at(name, "image"));
          }
        };
        const tasks = stack.of(TASK).filter(({ isJudged }) => isJudged);
        const jobs = stack.of(JOB).filter(({ isJudged }) => isJudged);
        all([
          ...tasks.map((task) => () => judge(task, containersOf(task.props), atContainer)),
          ...jobs.map((job) => () => judge(job, jobContainers(job.props), atJob)),
        ]);
      },
    ],
  ),
};

/** An image for another processor starts on no machine. */
export const imagesMatchTheirMachines: StackValidationPolicy = {
  name: "images-match-their-machines",
  description: "The platform of a task is the architecture of every instance type that it may be placed on.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Take instance types of the image's architecture, or build the image for the machines'.",
  configSchema: settings(),
  validateStack: stackChecks(
    [TASK],
    [
      (stack) => {
        eachPlacement(stack, ({ task, fleets }, { known, once }) => {
          const platform = platformOf(stack, task, known);
          if (platform === undefined) return;
          for (const { machines } of fleets) {
            const types = machines.map(({ name }) => name);
            for (const problem of architectureProblems(platform, types))
              once(task, problem, "runtimePlatform.cpuArchitecture");
          }
        });
      },
    ],
  ),
};

/** Of a repository of this stack; undefined for any other. */
function isImmutable(stack: Stack, repository: string): boolean | undefined {
  const path = repository.slice(repository.indexOf("/") + 1);
  const own = stack
    .of("aws:ecr/repository:Repository")
    .find(({ props }) => ifKnown(() => props.name, undefined) === path);
  if (own === undefined) return undefined;
  return ifKnown(() => own.props.imageTagMutability === "IMMUTABLE", undefined);
}
