import { onDemandPrice, PRICES_DATE } from "../rules/on-demand-prices";
import { billionths, type CostPart } from "../rules/price";
import type { Stack } from "../support/check-runner";
import { type Fleet, fleetsOf } from "./fleets";
import { ifAllKnown, type Known } from "./known";
import { largestTarget } from "./scaling";

/** What a fleet may cost that names no price, or buys on demand. */
export interface ListedCost {
  readonly resource: Fleet["resource"];
  /** Of the dearest type that it may buy alone. */
  readonly parts: readonly CostPart[];
  /** Types without a known list price: what they cost is not judged. */
  readonly unpriced: readonly string[];
}

/** Fleets of which some machines may cost their list price, in regions that the program shows. */
export function listedCosts(stack: Stack, known: Known): readonly ListedCost[] {
  if (!FLEETS.some((type) => stack.of(type).some(({ region }) => region !== undefined))) return [];
  return fleetsOf(stack, known).flatMap((fleet) => {
    const { resource } = fleet;
    const { region } = resource;
    if (region === undefined) return [];
    const market = ifAllKnown(known, (all) => marketOf(stack, fleet, all));
    if (market === undefined || market === "priced") return [];
    const types = [...new Map(fleet.machines.map((machine) => [machine.name, machine.weight ?? 1]))];
    const choices = types.flatMap(([name, weight]) => {
      const list = onDemandPrice(name, region);
      return list === undefined || !(weight > 0) ? [] : [partsOf(market, { name, weight, list, region })];
    });
    const unpriced = types.map(([name]) => name).filter((name) => onDemandPrice(name, region) === undefined);
    const [dearest] = choices.toSorted((a, b) => (sum(a) < sum(b) ? 1 : -1));
    return [{ resource, parts: dearest ?? [], unpriced }];
  });
}

const FLEETS = [
  "aws:ec2/spotFleetRequest:SpotFleetRequest",
  "aws:autoscaling/group:Group",
  "aws:ec2/fleet:Fleet",
] as const;

/** Machines, or units where types have weights, at most. */
interface Market {
  readonly onDemand: number;
  readonly spot: number;
  /** USD for one unit on the spot market. */
  readonly spotPrice?: string | undefined;
}

/** "priced": each machine has a price of its own, which another rule judges. */
function marketOf(stack: Stack, { resource }: Fleet, known: Known): Market | "priced" {
  const target = largestTarget(stack, { resource }, known);
  switch (resource.type) {
    case "aws:autoscaling/group:Group": {
      const distribution = known(() => resource.props.mixedInstancesPolicy?.instancesDistribution, undefined);
      const onDemand = onDemandShare(distribution, target);
      const spotPrice = distribution?.spotMaxPrice || undefined;
      return onDemand === 0 && spotPrice !== undefined ? "priced" : { onDemand, spot: target - onDemand, spotPrice };
    }
    case "aws:ec2/fleet:Fleet": {
      const { spotOptions, launchTemplateConfigs } = resource.props;
      const overrides = launchTemplateConfigs.flatMap((config) => config.overrides ?? []);
      const isPriced = overrides.length > 0 && overrides.every(({ maxPrice }) => Boolean(maxPrice));
      return spotOptions?.maxTotalPrice || isPriced ? "priced" : { onDemand: target, spot: 0 };
    }
    case "aws:ec2/spotFleetRequest:SpotFleetRequest": {
      const { spotPrice, launchSpecifications = [], launchTemplateConfigs = [] } = resource.props;
      const each = [...launchSpecifications, ...launchTemplateConfigs.flatMap((config) => config.overrides ?? [])];
      const isPriced = spotPrice || each.some((one) => Boolean(one.spotPrice));
      return isPriced ? "priced" : { onDemand: 0, spot: target };
    }
    default:
      return "priced"; // a machine of its own: what it costs shows in its type
  }
}

/** Machines of a group that are bought on demand, at most. AWS's defaults: no base, all of the rest. */
export function onDemandShare(
  distribution:
    | {
        readonly onDemandBaseCapacity?: number | undefined;
        readonly onDemandPercentageAboveBaseCapacity?: number | undefined;
      }
    | undefined,
  machines: number,
): number {
  const { onDemandBaseCapacity: base = 0, onDemandPercentageAboveBaseCapacity: percent = 100 } = distribution ?? {};
  const first = Math.min(base, machines);
  return first + Math.ceil(((machines - first) * percent) / 100);
}

function partsOf(
  { onDemand, spot, spotPrice }: Market,
  type: { readonly name: string; readonly weight: number; readonly list: string; readonly region: string },
): readonly CostPart[] {
  const listed = `${type.name} at the list price (${type.region}, ${PRICES_DATE})`;
  const spotPart =
    spotPrice === undefined
      ? { machines: Math.ceil(spot / type.weight), price: type.list, what: listed }
      : { machines: spot, price: spotPrice, what: "spotMaxPrice" };
  const parts = [{ machines: Math.ceil(onDemand / type.weight), price: type.list, what: listed }, spotPart];
  return parts.filter(({ machines }) => machines > 0);
}

function sum(parts: readonly CostPart[]): bigint {
  return parts.reduce((total, { machines, price }) => total + BigInt(machines) * (billionths(price) ?? 0n), 0n);
}
