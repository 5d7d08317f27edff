import { short } from "./text";

export const DEFAULT_MAX_DAYS = 30;
const DAY_MS = 86_400_000;

/** A spot fleet and a group spell the same thing differently. */
export interface AllocationWords {
  readonly name: string;
  readonly best: string;
}

/** lowestPrice, the provider's default, takes the pools that are reclaimed most often. */
export function allocationProblems(
  allocationStrategy: string | undefined,
  { name, best }: AllocationWords = { name: "allocationStrategy", best: "priceCapacityOptimized" },
): readonly string[] {
  if (allocationStrategy !== undefined && plain(allocationStrategy) !== "lowestprice") return [];
  const asked = allocationStrategy === undefined ? "not set, which means lowestPrice" : allocationStrategy;
  return [`${name} is ${asked}: the most interruptions; set it to ${best}`];
}

/** A fleet without an end date runs for a year when it is forgotten. */
export function endProblems(
  validUntil: string | undefined,
  { now = new Date(), maxDays = DEFAULT_MAX_DAYS }: { readonly now?: Date; readonly maxDays?: number | undefined } = {},
): readonly string[] {
  if (validUntil === undefined) return [`validUntil is not set; set an end date at most ${maxDays} days from now`];
  const end = Date.parse(validUntil);
  if (Number.isNaN(end)) return [`validUntil is "${validUntil}"; write a date such as 2030-01-31T00:00:00Z`];
  const days = (end - now.getTime()) / DAY_MS;
  if (days <= maxDays) return [];
  return [`validUntil is ${validUntil}, ${short(days, 1)} days ahead; choose a date at most ${maxDays} days from now`];
}

/** Lowering the target of a maintain fleet ends machines by price, not by idleness, unless it says otherwise. */
export function excessProblems(
  fleetType = "maintain",
  excessCapacityTermination = "Default",
  best = "NoTermination",
): readonly string[] {
  if (plain(fleetType) !== "maintain") return [];
  if (plain(excessCapacityTermination) === "notermination") return [];
  return [
    `excessCapacityTerminationPolicy is ${excessCapacityTermination} on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "${best}"`,
  ];
}

/** One spelling of AWS's enums: price-capacity-optimized, priceCapacityOptimized and PRICE_CAPACITY_OPTIMIZED are one. */
function plain(word: string): string {
  return word.replace(/[-_\s]/gu, "").toLowerCase();
}
