import { type _InstanceType, paginateDescribeSpotPriceHistory } from "@aws-sdk/client-ec2";
import { type ExperimentFacts, isUp } from "./facts";
import { type Clients } from "./open-experiment";

/** USD of us-east-1's list of 2026; other regions differ by some percent. */
export const LIST_PRICES = { gp3PerGiBMonth: 0.08, publicIpPerHour: 0.005 } as const;
const HOURS_PER_MONTH = 730;
const HOUR = 3_600_000;

/** From `atMs` on the pool costs this, until the next point. */
export interface PricePoint {
  readonly type: string;
  readonly zone: string;
  readonly atMs: number;
  readonly usdPerHour: number;
}

/** Time that a machine was up. */
export interface MachineSpan {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Cost {
  readonly usd: number;
  readonly usdPerHour: number;
  /** false: EC2 gave no price for some machine, so that it is more than this. */
  readonly isComplete: boolean;
}

/** Spot prices of these types in all zones of the region, since then. */
export async function readPrices(
  { ec2 }: Pick<Clients, "ec2">,
  types: readonly string[],
  since: Date,
): Promise<readonly PricePoint[]> {
  const found: PricePoint[] = [];
  if (types.length === 0) return found;
  const query = {
    // EC2 knows more types than this version of the SDK
    InstanceTypes: [...new Set(types)] as _InstanceType[],
    ProductDescriptions: ["Linux/UNIX"],
    StartTime: since,
  };
  for await (const { SpotPriceHistory = [] } of paginateDescribeSpotPriceHistory({ client: ec2 }, query)) {
    for (const { InstanceType = "", AvailabilityZone = "", SpotPrice, Timestamp } of SpotPriceHistory) {
      const usdPerHour = Number(SpotPrice);
      if (Number.isFinite(usdPerHour)) {
        found.push({ type: InstanceType, zone: AvailabilityZone, atMs: Timestamp?.getTime() ?? 0, usdPerHour });
      }
    }
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}

/** Machines since then: those that EC2 still lists, and those that only the fleet's history knows. */
export function machineSpans(
  facts: Pick<ExperimentFacts, "now" | "machines" | "fleetEvents">,
  since: Date,
): readonly MachineSpan[] {
  const nowMs = Date.parse(facts.now);
  const spans = new Map<string, MachineSpan>();
  for (const { machine, subType, at, text } of [...facts.fleetEvents].reverse()) {
    if (machine === undefined) continue;
    const known = spans.get(machine);
    if (subType === "launched") {
      spans.set(machine, { id: machine, ...poolOf(text), fromMs: Date.parse(at), toMs: nowMs });
    } else if (subType === "terminated" && known !== undefined) {
      spans.set(machine, { ...known, toMs: Date.parse(at) });
    }
  }
  for (const machine of facts.machines) {
    const { id, type, zone, launchedAt, endedAt } = machine;
    const toMs = isUp(machine) ? nowMs : endedAt === undefined ? spans.get(id)?.toMs : Date.parse(endedAt);
    spans.set(id, { id, type, zone, fromMs: Date.parse(launchedAt), toMs: toMs ?? nowMs });
  }
  return [...spans.values()]
    .map((span) => ({ ...span, fromMs: Math.max(span.fromMs, since.getTime()) }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}

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
    const spot = spotUsd(span, prices);
    if (spot === undefined) isComplete = false;
    usd += (spot ?? 0) + (besides * (span.toMs - span.fromMs)) / HOUR;
    if (span.toMs >= now.getTime()) usdPerHour += (priceAt(span, prices, span.toMs) ?? 0) + besides;
  }
  return { usd, usdPerHour, isComplete };
}

/** The pool's price at that time; undefined when EC2 gave none. */
export function priceAt(
  { type, zone }: Pick<MachineSpan, "type" | "zone">,
  prices: readonly PricePoint[],
  atMs: number,
): number | undefined {
  const pool = prices.filter((point) => point.type === type && point.zone === zone);
  return (pool.findLast((point) => point.atMs <= atMs) ?? pool[0])?.usdPerHour;
}

function spotUsd(span: MachineSpan, prices: readonly PricePoint[]): number | undefined {
  const changes = prices.filter(
    ({ type, zone, atMs }) => type === span.type && zone === span.zone && atMs > span.fromMs && atMs < span.toMs,
  );
  const times = [span.fromMs, ...changes.map(({ atMs }) => atMs), span.toMs];
  let usd = 0;
  for (const [index, fromMs] of times.slice(0, -1).entries()) {
    const price = priceAt(span, prices, fromMs);
    if (price === undefined) return undefined;
    usd += (price * ((times[index + 1] ?? fromMs) - fromMs)) / HOUR;
  }
  return usd;
}
