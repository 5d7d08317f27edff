import type { ResourceInputs } from "../support/resources";

type TaskDefinition = ResourceInputs["aws:ecs/taskDefinition:TaskDefinition"];

/** The part of a container definition that policies look at, as ECS's JSON has it. */
export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly cpu?: number;
  /** Hard limit, MiB. */
  readonly memory?: number;
  /** What placement counts when both are given, MiB. */
  readonly memoryReservation?: number;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly environment?: readonly { readonly name?: string; readonly value?: string }[];
}

/** @throws {UnknownValueError} when the JSON text holds one unknown value; text that is no JSON has no containers */
export function containersOf(task: TaskDefinition): readonly Container[] {
  const text: unknown = task.containerDefinitions;
  if (typeof text !== "string") return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as Container[]) : [];
  } catch {
    return []; // the provider refuses it with a better message
  }
}

/** The value of an environment variable; ECS takes the last of equal names. */
export function environmentOf({ environment = [] }: Container, name: string): string | undefined {
  return environment.findLast((variable) => variable.name === name)?.value;
}
