import { counted, grouped } from "./text";

/** A decimal number without rounding: `units` × 10^-9. Money is never a binary fraction here. */
const DIGITS = 9;
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,9}))?$/u;

/** "0.10" → 100000000n billionths; undefined for anything but digits with at most nine decimals. */
export function billionths(text: string): bigint | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match?.[1] === undefined) return undefined;
  return BigInt(match[1] + (match[2] ?? "").padEnd(DIGITS, "0"));
}

/** 100000000n → "0.1". */
export function decimalText(units: bigint): string {
  const digits = String(units).padStart(DIGITS + 1, "0");
  const fraction = digits.slice(-DIGITS).replace(/0+$/u, "");
  return digits.slice(0, -DIGITS) + (fraction === "" ? "" : `.${fraction}`);
}

export interface PriceFacts {
  /** Most we pay for one machine-hour, USD as a decimal text such as "0.10"; absent: the on-demand price. */
  readonly maxSpotPrice?: string | undefined;
  /** Machines at most. */
  readonly machines: number;
  /** What the price is called where it is set. @default "maxSpotPrice" */
  readonly name?: string | undefined;
}

export interface PriceLimits {
  /** USD per machine-hour. */
  readonly maxSpotPrice?: string | undefined;
  /** USD per hour for the whole fleet. */
  readonly maxHourlyCost?: string | undefined;
}

/** Without a price of our own the fleet pays up to the on-demand price, and the config does not say how much an hour may cost. */
export function priceProblems(facts: PriceFacts, limits: PriceLimits = {}): readonly string[] {
  const { maxSpotPrice, machines, name = "maxSpotPrice" } = facts;
  if (maxSpotPrice === undefined) return [`${name} is not set; set it to the most you pay for one machine-hour`];
  const price = billionths(maxSpotPrice);
  if (price === undefined || price === 0n) {
    return [`${name} is "${maxSpotPrice}"; write USD above 0 with a decimal point, such as "0.10"`];
  }
  const limit = limitOf("maxSpotPrice", limits.maxSpotPrice);
  const hourly = limitOf("maxHourlyCost", limits.maxHourlyCost);
  const problems = [limit, hourly].filter((value) => typeof value === "string");
  if (typeof limit === "bigint" && price > limit) {
    problems.push(`${name} is ${decimalText(price)} USD, above the limit; lower it to ${decimalText(limit)}`);
  }
  const cost = price * BigInt(machines);
  if (typeof hourly === "bigint" && cost > hourly) {
    const most = hourly / price;
    problems.push(
      `${counted(machines, "machine")} × ${decimalText(price)} USD are ${decimalText(cost)} USD per hour, more than maxHourlyCost ${decimalText(hourly)}; ${most > 0n ? `lower machines to ${most}` : `lower ${name} to ${decimalText(hourly)}`} or raise maxHourlyCost`,
    );
  }
  return problems;
}

/** Machines that a stack may run side by side, all of one type where a list price counts. */
export interface CostPart {
  readonly machines: number;
  /** USD per machine-hour. */
  readonly price: string;
  /** What the price is, after the number of machines: "m5.xlarge at the list price (us-east-1, 2025-03-02)", "spotMaxPrice". */
  readonly what: string;
}

/** What machines of several prices cost per hour together, where it is more than the limit. */
export function costProblems(parts: readonly CostPart[], maxHourlyCost: string): readonly string[] {
  const hourly = limitOf("maxHourlyCost", maxHourlyCost);
  if (typeof hourly !== "bigint") return hourly === undefined ? [] : [hourly];
  const cost = parts.reduce((sum, { price, machines }) => sum + (billionths(price) ?? 0n) * BigInt(machines), 0n);
  if (cost <= hourly) return [];
  const list = parts.map(({ machines, price, what }) => `${grouped(machines)} × ${what} ${price} USD`).join(" and ");
  return [
    `${list} are ${decimalText(cost)} USD per hour, more than maxHourlyCost ${decimalText(hourly)}; lower the number of machines, name smaller types, or raise maxHourlyCost`,
  ];
}

/** Machines that an hourly cost pays for; undefined where a price cannot be read. */
export function machinesWithin(maxHourlyCost: string, maxSpotPrice: string): number | undefined {
  const [hourly, price] = [billionths(maxHourlyCost), billionths(maxSpotPrice)];
  return hourly === undefined || price === undefined || price === 0n ? undefined : Number(hourly / price);
}

/** The limit, a problem with its text, or undefined where none is set. */
function limitOf(name: string, text: string | undefined): bigint | string | undefined {
  if (text === undefined || text === "") return undefined;
  return billionths(text) ?? `${name} (limit) is "${text}"; write USD with a decimal point, such as "2.50"`;
}
