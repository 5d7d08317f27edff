import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { judgeWhatIsKnown, type Known } from "../facts/known";
import { memoryMiBOf, vcpusOf } from "../facts/tasks";
import { type BatchEnvironment, batchProblems } from "../rules/batch";
import { fargateProblems } from "../rules/fargate";
import { CPU_UNITS } from "../rules/packing";
import { jobNeeds } from "../support/batch";
import { checks, stackChecks, type StackResource } from "../support/check-runner";
import { settings } from "../support/settings";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const JOB = "aws:batch/jobDefinition:JobDefinition";
const ENVIRONMENT = "aws:batch/computeEnvironment:ComputeEnvironment";

/** AWS refuses other sizes too, but in the middle of an update, when half of the stack is made. */
export const fargateSizesExist: ResourceValidationPolicy = {
  name: "fargate-sizes-exist",
  description: "Tasks and jobs for Fargate have a pair of CPU and memory, and ephemeral storage, that Fargate knows.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set cpu, memory and ephemeralStorage as the message says.",
  configSchema: settings(),
  validateResource: checks({
    [TASK]: [
      ({ requiresCompatibilities = [], cpu, memory }, { report }) => {
        if (!requiresCompatibilities.includes("FARGATE")) return;
        const size = {
          cpuUnits: cpu ? vcpusOf(cpu) * CPU_UNITS : undefined,
          memoryMiB: memory ? memoryMiBOf(memory) : undefined,
        };
        for (const problem of fargateProblems(size)) report(problem, "cpu");
      },
      ({ requiresCompatibilities = [], ephemeralStorage }, { report }) => {
        if (!requiresCompatibilities.includes("FARGATE") || ephemeralStorage === undefined) return;
        const { sizeInGib } = ephemeralStorage;
        for (const problem of fargateProblems({ ...SMALLEST, ephemeralGiB: sizeInGib }))
          report(problem, "ephemeralStorage.sizeInGib");
      },
    ],
    [JOB]: [
      (job, { report }) => {
        const needs = jobNeeds(job);
        if (needs === undefined || !(job.platformCapabilities ?? []).includes("FARGATE")) return;
        const { vcpus, memoryMiB, ephemeralGiB } = needs;
        const cpuUnits = vcpus === undefined ? undefined : vcpus * CPU_UNITS;
        for (const problem of fargateProblems({ cpuUnits, memoryMiB, ephemeralGiB })) {
          report(problem, SIZES);
        }
      },
    ],
  }),
};

const SIZES = "containerProperties.resourceRequirements";

/** A pair that is right, where only the storage is judged. */
const SMALLEST = { cpuUnits: 256, memoryMiB: 512 };

/** Batch leaves a job that fits no machine RUNNABLE for ever, without a word. */
export const batchJobsFitTheirEnvironment: StackValidationPolicy = {
  name: "batch-jobs-fit-their-environment",
  description:
    "A job of AWS Batch fits an instance type and the vCPUs of a compute environment, and its sizes are numbers.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the job less, or the compute environment larger instance types or more vCPUs.",
  configSchema: settings(),
  validateStack: stackChecks(
    [JOB],
    [
      (stack) => {
        judgeWhatIsKnown((known) => {
          const found = stack.of(ENVIRONMENT).map((environment) => environmentOf(environment, known));
          // a job may also be sent to machines that only their owner knows
          const environments = found.includes("unmanaged") ? [] : found.filter((one) => typeof one === "object");
          for (const job of stack.of(JOB)) judgeJob(job, environments, known);
        });
      },
    ],
  ),
};

function judgeJob(
  { props, report }: StackResource<typeof JOB>,
  environments: readonly BatchEnvironment[],
  known: Known,
): void {
  const needs = known(() => jobNeeds(props), undefined);
  if (needs === undefined) return;
  for (const text of needs.unreadable) report(`${text} is no number; write digits alone, MEMORY in MiB`, SIZES);
  const platforms = known(() => props.platformCapabilities, undefined) ?? [];
  if (needs.vcpus === undefined || needs.memoryMiB === undefined || platforms.includes("FARGATE")) return;
  const job = { vcpus: needs.vcpus, memoryMiB: needs.memoryMiB, gpus: needs.gpus };
  for (const problem of batchProblems(job, environments)) report(problem, SIZES);
}

/** Which queue a job is sent to shows in no program, so all environments are asked. */
function environmentOf(
  { name, props }: StackResource<typeof ENVIRONMENT>,
  known: Known,
): BatchEnvironment | "unmanaged" | "Fargate" {
  const resources = known(() => props.computeResources, undefined);
  const type = known(() => resources?.type, undefined);
  if (resources === undefined || type === undefined) return "unmanaged";
  if (type.startsWith("FARGATE")) return "Fargate";
  const instanceTypes = known(() => resources.instanceTypes?.map((each) => each), undefined) ?? [];
  return { name, instanceTypes, maxVcpus: known(() => resources.maxVcpus, Infinity) };
}
