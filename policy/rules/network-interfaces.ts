import { familyOf, type InstanceType } from "./instance-types";

/**
 * Network interfaces that tasks in network mode awsvpc can have on a machine: all but the machine's own, and with
 * trunking (account setting awsvpcTrunking) the number that ECS documents. Infinity where that is not known: types that
 * ECS added to its list later.
 */
export function interfacesForTasks(type: InstanceType, trunking: boolean): number {
  const own = type.networkInterfaces === 0 ? Infinity : type.networkInterfaces - 1;
  if (!trunking) return own;
  if (!type.current && !TRUNKING_FAMILIES.has(familyOf(type.name))) return own;
  return trunkLimit(type.name) ?? (NEVER_TRUNKING.test(type.name) ? own : Infinity);
}

/**
 * Tasks with trunking by size, of the families below. Source: Amazon ECS Developer Guide, "Elastic network interface
 * trunking", supported instance types, as published on 2023-06-15.
 */
const BY_SIZE: Readonly<Record<string, number>> = {
  large: 10,
  xlarge: 20,
  "2xlarge": 40,
  "4xlarge": 60,
  "8xlarge": 60,
  "9xlarge": 60,
  "12xlarge": 60,
  "16xlarge": 120,
  "18xlarge": 120,
  "24xlarge": 120,
  "32xlarge": 120,
  "48xlarge": 120,
};
/** Of the sixth generation by AMD and Intel, these sizes take more. */
const SIXTH: Readonly<Record<string, number>> = { "8xlarge": 90, "12xlarge": 120 };
const GRAVITON: Readonly<Record<string, number>> = { medium: 4 };
const TRUNKING_FAMILIES: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map([
  ...["a1", "c5", "c5a", "c5ad", "c5d", "m5", "m5a", "m5ad", "m5d", "r5", "r5a", "r5ad", "r5d"].map(
    (family) => [family, BY_SIZE] as const,
  ),
  ...["c6a", "c6i", "c6id", "c6in", "m6a", "m6i", "m6id", "m6idn", "m6in", "r6a", "r6i", "r6id", "r6idn", "r6in"].map(
    (family) => [family, { ...BY_SIZE, ...SIXTH }] as const,
  ),
  ...["c6g", "c6gd", "c6gn", "c7g", "m6g", "m6gd", "m7g", "r6g", "r6gd", "r7g"].map(
    (family) => [family, { ...BY_SIZE, ...GRAVITON }] as const,
  ),
  [
    "g5",
    {
      xlarge: 6,
      "2xlarge": 19,
      "4xlarge": 40,
      "8xlarge": 90,
      "12xlarge": 120,
      "16xlarge": 120,
      "24xlarge": 120,
      "48xlarge": 120,
    },
  ],
  ["p3", { "2xlarge": 40, "8xlarge": 60, "16xlarge": 120 }],
  ["p4d", { "24xlarge": 120 }],
  ["p4de", { "24xlarge": 120 }],
]);
/** Types and families that the same page says are not supported. */
const NEVER_TRUNKING =
  /^(?:a1\.metal|c5\.metal|c5a\.8xlarge|c5ad\.8xlarge|c5d\.metal|m5\.metal|p3dn\.24xlarge|r5\.metal|r5\.8xlarge|r5d\.metal|(?:c5n|d3|d3en|g3|g3s|g4dn|i3|i3en|inf1|mac1|z1d)\..+)$/u;

function trunkLimit(name: string): number | undefined {
  return NEVER_TRUNKING.test(name) ? undefined : TRUNKING_FAMILIES.get(familyOf(name))?.[name.split(".")[1] ?? ""];
}
