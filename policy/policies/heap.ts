import type { ResourceValidationPolicy } from "@pulumi/policy";
import { environmentOf } from "../facts/machine-room";
import { vcpusOf } from "../facts/tasks";
import { heapProblems, overheadMiBPerCopy } from "../rules/heap";
import { javaProblems } from "../rules/java";
import { CPU_UNITS } from "../rules/packing";
import { checks } from "../support/check-runner";
import { type Container, containersOf } from "../support/containers";
import { settings } from "../support/settings";
import { each, ifKnown } from "../support/unknowns";

/** A heap that its container cannot hold is no error in Java: the kernel kills the process in the middle of a job. */
export const heapsFitTheirContainers: ResourceValidationPolicy = {
  name: "heaps-fit-their-containers",
  description:
    "Containers that run Java have a memory limit of their own, and the heap and processors of each JVM are said.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    "Set the container's memory, and MEMORY and DFIJI_VCPUS (our worker) or -Xmx and processors (Java).",
  configSchema: settings(),
  validateResource: checks({
    "aws:ecs/taskDefinition:TaskDefinition": [
      (task, { report }) => {
        const taskVcpus = ifKnown(() => (task.cpu === undefined ? undefined : vcpusOf(task.cpu)), undefined);
        each(containersOf(task), (container) => {
          const say = (problem: string) =>
            report(`container "${container.name}": ${problem}`, `containerDefinitions.${container.name}`);
          const vcpus = (container.cpu ?? 0) / CPU_UNITS || (taskVcpus ?? 1);
          for (const problem of containerProblems(container, vcpus)) say(problem);
        });
      },
    ],
  }),
};

function containerProblems(container: Container, vcpus: number): readonly string[] {
  const isWorker = environmentOf(container, "DFIJI_QUEUE") !== undefined;
  if (!isWorker && !isJava(container)) return [];
  const { memory } = container;
  return [
    ...(memory === undefined
      ? ["no memory limit of its own, and a process sees the whole machine's; set the container's memory"]
      : []),
    ...(isWorker ? workerProblems(container, vcpus) : javaProblems(javaFacts(container, vcpus))),
  ];
}

/** Our worker lets its copies share MEMORY, or gives each the heap DFIJI_HEAP_MIB. */
function workerProblems(container: Container, vcpus: number): readonly string[] {
  const { memory } = container;
  const said = environmentOf(container, "MEMORY");
  const copies = copiesOf(container);
  if (said === undefined) {
    return [`MEMORY is not set, and the worker would count the whole machine's; set it to ${memory ?? "its memory"}`];
  }
  const problems: string[] = [];
  if (memory !== undefined && !(Number(said) <= memory)) {
    problems.push(`MEMORY is ${said}, but the container has ${memory} MiB; set MEMORY to ${memory}`);
  }
  if (environmentOf(container, "DFIJI_VCPUS") === undefined) {
    problems.push(`DFIJI_VCPUS is not set, and Java would count the whole machine's; set it to ${vcpus}`);
  }
  const kind = {
    engine: environmentOf(container, "DFIJI_ENGINE") ?? "fiji",
    display: environmentOf(container, "DFIJI_DISPLAY") ?? "auto",
  };
  if (kind.engine === "command") return problems; // no JVM of ours
  const fixed = environmentOf(container, "DFIJI_HEAP_MIB");
  const heapMiB = fixed === undefined ? undefined : Number(fixed);
  const facts = { memoryMiB: Number(said), copies, heapMiB, overheadMiB: overheadMiBPerCopy(kind) };
  return [...problems, ...heapProblems(facts)];
}

function javaFacts(container: Container, vcpus: number): Parameters<typeof javaProblems>[0] {
  return { memoryMiB: container.memory, copies: copiesOf(container), vcpus, options: optionsOf(container) };
}

/** As the originals and our worker count: DOCKER_CORES programs side by side. */
function copiesOf(container: Container): number {
  const copies = Number(environmentOf(container, "DOCKER_CORES") ?? 1);
  return Number.isInteger(copies) && copies > 0 ? copies : 1;
}

const OPTION_VARIABLES = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JAVA_OPTS"];

function optionsOf(container: Container): string {
  const { entryPoint, command } = container;
  const variables = OPTION_VARIABLES.map((name) => environmentOf(container, name) ?? "");
  return [...variables, ...entryPoint, ...command].join(" ");
}

function isJava(container: Container): boolean {
  const { entryPoint, command, image = "" } = container;
  return (
    OPTION_VARIABLES.some((name) => environmentOf(container, name) !== undefined) ||
    [...entryPoint, ...command].some((word) => /(?:^|\/)java$|-Xmx/u.test(word)) ||
    /fiji|imagej|openjdk|corretto|temurin/iu.test(image)
  );
}
