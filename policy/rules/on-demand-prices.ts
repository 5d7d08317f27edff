import table from "../on-demand-prices.json";
import { billionths } from "./price";

/** Day of the newest prices, and where they are from. */
export const PRICES_DATE: string = table.date;
export const PRICES_SOURCE: string = table.source;

const rows: Readonly<Record<string, string>> = table.types;
const columns = new Map(table.regions.map((region, index) => [region, index]));

/**
 * List price of one on-demand machine-hour, USD as a decimal text such as "0.192": Linux, shared machines, no tax, no
 * discount. Undefined where none is known: not every type and region is in the table.
 */
export function onDemandPrice(type: string, region: string): string | undefined {
  const column = columns.get(region);
  const price = column === undefined || !Object.hasOwn(rows, type) ? undefined : rows[type]?.split(" ")[column];
  return price === "-" ? undefined : price;
}

export interface ListPrice {
  readonly type: string;
  readonly price: string;
}

/** The dearest of these types, or the first of them without a known price. At least one type. */
export function dearestOf(types: readonly string[], region: string): ListPrice | { readonly unpriced: string } {
  let dearest: ListPrice | undefined;
  for (const type of types) {
    const price = onDemandPrice(type, region);
    if (price === undefined) return { unpriced: type };
    if (dearest === undefined || (billionths(price) ?? 0n) > (billionths(dearest.price) ?? 0n))
      dearest = { type, price };
  }
  if (dearest === undefined) throw new Error("no type to price");
  return dearest;
}
