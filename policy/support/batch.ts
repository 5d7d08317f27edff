import { type Container, containerOf, requirementOf, requirementTexts } from "./containers";
import { isObject, jsonOf, listOf } from "./json";
import { isGiven } from "./unknowns";

interface JobDefinition {
  readonly containerProperties?: string | undefined;
}

/** What a job of AWS Batch asks of its machine. */
export interface JobNeeds {
  /** undefined: not said, or in a form that Batch does not take. */
  readonly vcpus: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly gpus: number;
  readonly ephemeralGiB: number | undefined;
  /** What is said of sizes, as it is said, for those that cannot be read. */
  readonly unreadable: readonly string[];
}

/** The container of a job; none where the job has several (ecsProperties, nodeProperties) or is for EKS. */
export function jobContainers(job: JobDefinition): readonly Container[] {
  const properties = propertiesOf(job);
  return properties === undefined ? [] : [{ ...containerOf(properties), name: "job" }];
}

export function jobNeeds(job: JobDefinition): JobNeeds | undefined {
  const properties = propertiesOf(job);
  if (properties === undefined) return undefined;
  const requirements = properties["resourceRequirements"];
  const storage = properties["ephemeralStorage"];
  return {
    // the keys of the first years of Batch are still taken
    vcpus: requirementOf(requirements, "VCPU") ?? sizeOf(properties["vcpus"]),
    memoryMiB: requirementOf(requirements, "MEMORY") ?? sizeOf(properties["memory"]),
    gpus: requirementOf(requirements, "GPU") ?? 0,
    ephemeralGiB: isObject(storage) ? sizeOf(storage["sizeInGiB"]) : undefined,
    unreadable: requirementTexts(requirements),
  };
}

/** Folders of the machine by the names of their volumes. */
export function jobVolumes(job: JobDefinition): readonly { readonly name: string; readonly path: string }[] {
  return listOf(propertiesOf(job)?.["volumes"])
    .filter(isObject)
    .flatMap(({ name, host }) => {
      const path = isObject(host) ? host["sourcePath"] : undefined;
      return typeof path === "string" ? [{ name: typeof name === "string" ? name : "?", path }] : [];
    });
}

function propertiesOf(job: JobDefinition): Readonly<Record<string, unknown>> | undefined {
  if (!isGiven(job, "containerProperties")) return undefined;
  const properties = jsonOf(job.containerProperties);
  return isObject(properties) ? properties : undefined;
}

function sizeOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
