import { dearestOf, type ListPrice, PRICES_DATE } from "../../policy/rules/on-demand-prices";
import { billionths, decimalText, machinesWithin, priceProblems } from "../../policy/rules/price";
import { counted } from "../../policy/rules/text";
import type { CheckContext } from "./check-context";
import type { Config } from "./keys";

export function moneyProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { maxSpotPrice, machines, maxHourlyCost } = config;
  if (maxHourlyCost === undefined) return priceProblems({ maxSpotPrice, machines });
  const most = machinesWithin(maxHourlyCost, maxSpotPrice) ?? 0;
  const change = most > 0 ? set("machines", most) : set("maxSpotPrice", maxHourlyCost);
  return priceProblems({ maxSpotPrice, machines }, { maxHourlyCost }).map((problem) => `${problem}: ${change}`);
}

/** What both kinds of machines may cost together; each alone is checked above. */
export function onDemandProblems(config: Config, { set, unset, region }: CheckContext): readonly string[] {
  const { machines, maxSpotPrice, onDemandMachines, onDemandPrice, maxHourlyCost } = config;
  if (onDemandMachines === 0) {
    if (onDemandPrice === undefined) return [];
    return [
      `onDemandPrice is set but onDemandMachines is 0: ${set("onDemandMachines", 2)} or ${unset("onDemandPrice")}`,
    ];
  }
  if (maxHourlyCost === undefined) return [];
  const list = listPrice(config, region);
  if (onDemandPrice === undefined && (list === undefined || "unpriced" in list)) {
    const unknown = list === undefined ? "" : ` (no list price is known for ${list.unpriced} in ${region})`;
    return [
      `onDemandMachines is ${onDemandMachines} and maxHourlyCost ${maxHourlyCost}, but no price is set for on-demand machines${unknown}: ${set("onDemandPrice", "0.20")} (the list price of the dearest of instanceTypes)`,
    ];
  }
  const price = onDemandPrice ?? (list as ListPrice).price;
  const spot = hourlyCost(maxSpotPrice, machines);
  const both = spot + hourlyCost(price, onDemandMachines);
  const limit = hourlyCost(maxHourlyCost, 1);
  if (spot > limit || both <= limit) return [];
  const most = Number((limit - spot) / hourlyCost(price, 1));
  const named =
    onDemandPrice === undefined ? `${price} (${listed(list as ListPrice, region)})` : `onDemandPrice ${onDemandPrice}`;
  return [
    `${machines} × maxSpotPrice ${maxSpotPrice} and ${onDemandMachines} × ${named} are ${decimalText(both)} USD per hour, more than maxHourlyCost ${maxHourlyCost}: ${set("onDemandMachines", most)} or raise maxHourlyCost`,
  ];
}

/** What the machines cost at most, and what the same would cost on demand. */
export function costNote(config: Config, region: string | undefined): string {
  const { machines, maxSpotPrice, onDemandMachines, onDemandPrice } = config;
  const list = listPrice(config, region);
  const known = list !== undefined && "price" in list ? list : undefined;
  const price = onDemandPrice ?? known?.price;
  const parts = [
    `${counted(machines, "spot machine")} at ${maxSpotPrice} USD (maxSpotPrice) cost at most ${decimalText(hourlyCost(maxSpotPrice, machines))} USD per hour`,
  ];
  if (onDemandMachines > 0) {
    const more =
      price === undefined ? "have no known price" : `cost ${decimalText(hourlyCost(price, onDemandMachines))} more`;
    parts.push(`${counted(onDemandMachines, "on-demand machine")} ${more}`);
  }
  if (known !== undefined) parts.push(`on demand one costs ${known.price} (${listed(known, region)})`);
  return `${parts.join(", ")}; disks, addresses and traffic come on top`;
}

function listPrice({ instanceTypes }: Config, region: string | undefined) {
  return region === undefined ? undefined : dearestOf(instanceTypes, region);
}

const listed = ({ type }: ListPrice, region: string | undefined): string =>
  `list price of ${type} in ${region}, ${PRICES_DATE}`;

const hourlyCost = (price: string, machines: number): bigint => (billionths(price) ?? 0n) * BigInt(machines);
