import { distance } from "fastest-levenshtein";
import catalogue from "../instance-types.json";

/** One EC2 instance type, as DescribeInstanceTypes tells it. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  /** Memory of the machine; ECS can use less of it, see `registeredMemoryMiB`. */
  readonly memoryMiB: number;
  readonly architectures: readonly Architecture[];
  /** Disks that come with the machine, all together, GB (10^9); 0: none. */
  readonly instanceStoreGB: number;
  /** In AWS's words, e.g. "Up to 10 Gigabit". */
  readonly network: string;
  /** Can be had on the spot market. */
  readonly spot: boolean;
  readonly ebsOptimized: "default" | "supported" | "unsupported";
  /** false: AWS calls it previous generation. */
  readonly current: boolean;
  /** GPUs that a system sees: 1 also of a machine that has a part of one. */
  readonly gpus: number;
  /** Network interfaces at most, the machine's own among them; 0: not known. */
  readonly networkInterfaces: number;
}

export type Architecture = "x86_64" | "arm64";

/** Day and origin of the facts. */
export const CATALOGUE_DATE: string = catalogue.date;
export const CATALOGUE_SOURCE: string = catalogue.source;

/** Every known type, sorted by name. */
export const INSTANCE_TYPES = catalogue.types as readonly InstanceType[];

const byName = new Map(INSTANCE_TYPES.map((type) => [type.name, type]));

export function instanceType(name: string): InstanceType | undefined {
  return byName.get(name);
}

/** Says that a type is unknown and which known ones are nearest; undefined for a known one. */
export function unknownTypeProblem(name: string): string | undefined {
  if (byName.has(name)) return undefined;
  return `instance type "${name}" is not among the ${INSTANCE_TYPES.length} known on ${CATALOGUE_DATE}; the nearest are ${nearestTypes(name).join(", ")}`;
}

/**
 * The known types that `name` most likely means, best first: a few letters mistyped, or a size that the family does not
 * have (then the family's own sizes, nearest size first).
 */
export function nearestTypes(name: string, count = 3): readonly string[] {
  const asked = name.trim().toLowerCase();
  const family = familyOf(asked);
  const score = (known: string): number => {
    const sameFamily = known.startsWith(`${family}.`);
    const letters = distance(asked.replace(/\W/gu, ""), known.replace(/\W/gu, "")); // c5xlarge is c5.xlarge
    return distance(asked, known) + letters / 2 - (sameFamily ? 2 : 0); // a wrong size is likelier than a wrong family
  };
  return INSTANCE_TYPES.map((type) => ({ name: type.name, score: score(type.name) }))
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map((type) => type.name);
}

/** "m5.large" → "m5". */
export function familyOf(name: string): string {
  return name.split(".")[0] ?? name;
}

/** Every type of these families, metal ones left out: they boot for many minutes. */
export function typesOf(families: readonly string[]): readonly InstanceType[] {
  return INSTANCE_TYPES.filter(({ name }) => families.includes(familyOf(name)) && !name.includes(".metal"));
}
