import { type _InstanceType, paginateDescribeSpotPriceHistory } from "@aws-sdk/client-ec2";
import { onDemandPrice } from "../../policy/rules/on-demand-prices";
import { type Deployment } from "../../worker/contract/deployment";
import { type ExperimentFacts, isUp, type Market } from "./facts";
import { type Clients } from "./open-experiment";

/** USD of us-east-1's list of 2026; other regions differ by some percent. */
export const LIST_PRICES = { gp3PerGiBMonth: 0.08, publicIpPerHour: 0.005 } as const;
const HOURS_PER_MONTH = 730;
const HOUR = 3_600_000;

/** From `atMs` on the pool costs this, until the next point. */
export interface PricePoint {
  readonly type: string;
  /** "" of the on-demand market: its price is the same in all zones. */
  readonly zone: string;
  readonly market: Market;
  readonly atMs: number;
  readonly usdPerHour: number;
}

/** Time that a machine was up. */
export interface MachineSpan {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
  readonly fromMs: number;
  readonly toMs: number;
  /** The type is the cheapest that it can have: its cost is at least that. */
  readonly isTypeAssumed?: true;
}

export interface Cost {
  readonly usd: number;
  readonly usdPerHour: number;
  /** false: the price or the type of some machine is unknown, so that it may be more than this. */
  readonly isComplete: boolean;
}

/**
 * Spot prices of these types in all zones of the region, since then, and what they cost on demand: the stack's
 * `onDemandPrice` of each, else the list price where it is known.
 */
export async function readPrices(
  { ec2 }: Pick<Clients, "ec2">,
  deployment: Pick<Deployment, "region" | "onDemandPrice">,
  types: readonly string[],
  since: Date,
): Promise<readonly PricePoint[]> {
  const found: PricePoint[] = [...new Set(types)].flatMap((type) => {
    const usd = deployment.onDemandPrice ?? onDemandPrice(type, deployment.region);
    return usd === undefined ? [] : [{ type, zone: "", market: "on-demand", atMs: 0, usdPerHour: Number(usd) }];
  });
  const named = [...new Set(types)].filter((type) => type !== "");
  if (named.length === 0) return found;
  const query = {
    // EC2 knows more types than this version of the SDK
    InstanceTypes: named as _InstanceType[],
    ProductDescriptions: ["Linux/UNIX"],
    StartTime: since,
  };
  for await (const { SpotPriceHistory = [] } of paginateDescribeSpotPriceHistory({ client: ec2 }, query)) {
    for (const { InstanceType = "", AvailabilityZone = "", SpotPrice, Timestamp } of SpotPriceHistory) {
      const usdPerHour = Number(SpotPrice);
      if (Number.isFinite(usdPerHour)) {
        const atMs = Timestamp?.getTime() ?? 0;
        found.push({ type: InstanceType, zone: AvailabilityZone, market: "spot", atMs, usdPerHour });
      }
    }
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}

/** Machines since then: those that EC2 still lists, and those that only the fleet's history or the on-demand group knows. */
export function machineSpans(
  facts: Pick<ExperimentFacts, "now" | "machines" | "fleetEvents" | "groupMachines">,
  deployment: GroupPricing,
  since: Date,
): readonly MachineSpan[] {
  const nowMs = Date.parse(facts.now);
  const spans = new Map<string, MachineSpan>();
  for (const { machine, subType, at, text } of [...facts.fleetEvents].reverse()) {
    if (machine === undefined) continue;
    const known = spans.get(machine);
    if (subType === "launched") {
      const market = "spot"; // the fleet buys nothing else
      spans.set(machine, { id: machine, ...poolOf(text), market, fromMs: Date.parse(at), toMs: nowMs });
    } else if (subType === "terminated" && known !== undefined) {
      spans.set(machine, { ...known, toMs: Date.parse(at) });
    }
  }
  const ofGroup = groupType(deployment);
  for (const { id, zone, launchedAt, endedAt } of facts.groupMachines ?? []) {
    const fromMs = launchedAt === undefined ? 0 : Date.parse(launchedAt);
    const toMs = endedAt === undefined ? nowMs : Date.parse(endedAt);
    spans.set(id, { id, zone, ...ofGroup, market: "on-demand", fromMs, toMs });
  }
  for (const machine of facts.machines) {
    const { id, type, zone, market, launchedAt, endedAt } = machine;
    const toMs = isUp(machine) ? nowMs : endedAt === undefined ? spans.get(id)?.toMs : Date.parse(endedAt);
    spans.set(id, { id, type, zone, market, fromMs: Date.parse(launchedAt), toMs: toMs ?? nowMs });
  }
  return [...spans.values()]
    .map((span) => ({ ...span, fromMs: Math.max(span.fromMs, since.getTime()) }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}

/**
 * Activities do not name the type of a machine: with several, that with the lowest list price, which the group asks for first
 * (`lowest-price` in components/fleet/on-demand.ts). "" where a type has none. With `onDemandPrice` all cost the same.
 */
function groupType({
  region,
  instanceTypes,
  onDemandPrice: own,
}: GroupPricing): Pick<MachineSpan, "type" | "isTypeAssumed"> {
  const types = [...new Set(instanceTypes)];
  const [first = ""] = types;
  if (types.length === 1 || own !== undefined) return { type: first };
  const listed = types.map((type) => ({ type, usd: Number(onDemandPrice(type, region)) }));
  if (!listed.every(({ usd }) => usd > 0)) return { type: "", isTypeAssumed: true };
  return { type: listed.reduce((a, b) => (b.usd < a.usd ? b : a)).type, isTypeAssumed: true };
}

type GroupPricing = Pick<Deployment, "region" | "instanceTypes" | "onDemandPrice">;

/** EC2 describes a launch as JSON: `{"instanceType":"m5.large",…,"availabilityZone":"us-east-1a"}`. */
function poolOf(text: string): Pick<MachineSpan, "type" | "zone"> {
  const value = (name: string): string => new RegExp(`"${name}":\\s*"([^"]*)"`).exec(text)?.[1] ?? "";
  return { type: value("instanceType"), zone: value("availabilityZone") };
}

/** Machines, their volumes and addresses. */
export function costOf(
  spans: readonly MachineSpan[],
  prices: readonly PricePoint[],
  { storageGiB, publicIp, now }: { readonly storageGiB: number; readonly publicIp: boolean; readonly now: Date },
): Cost {
  const besides =
    (storageGiB * LIST_PRICES.gp3PerGiBMonth) / HOURS_PER_MONTH + (publicIp ? LIST_PRICES.publicIpPerHour : 0);
  let usd = 0;
  let usdPerHour = 0;
  let isComplete = true;
  for (const span of spans) {
    const machine = machineUsd(span, prices);
    if (machine === undefined || span.isTypeAssumed === true) isComplete = false;
    usd += (machine ?? 0) + (besides * (span.toMs - span.fromMs)) / HOUR;
    if (span.toMs >= now.getTime()) usdPerHour += (priceAt(span, prices, span.toMs) ?? 0) + besides;
  }
  return { usd, usdPerHour, isComplete };
}

/** Machines of one type, market and, on the spot market, zone: they have one price. */
export type Pool = Pick<MachineSpan, "type" | "zone" | "market">;

/** The pool's price at that time; undefined when none is known. */
export function priceAt(pool: Pool, prices: readonly PricePoint[], atMs: number): number | undefined {
  const own = prices.filter(isOf(pool));
  return (own.findLast((point) => point.atMs <= atMs) ?? own[0])?.usdPerHour;
}

const isOf =
  ({ type, zone, market }: Pool) =>
  (point: PricePoint): boolean =>
    point.type === type && point.market === market && (market === "on-demand" || point.zone === zone);

function machineUsd(span: MachineSpan, prices: readonly PricePoint[]): number | undefined {
  const changes = prices.filter(isOf(span)).filter(({ atMs }) => atMs > span.fromMs && atMs < span.toMs);
  const times = [span.fromMs, ...changes.map(({ atMs }) => atMs), span.toMs];
  let usd = 0;
  for (const [index, fromMs] of times.slice(0, -1).entries()) {
    const price = priceAt(span, prices, fromMs);
    if (price === undefined) return undefined;
    usd += (price * ((times[index + 1] ?? fromMs) - fromMs)) / HOUR;
  }
  return usd;
}
