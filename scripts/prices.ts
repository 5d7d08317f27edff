// npm run prices -- BASE LATER [--out FILE]
// Writes policy/on-demand-prices.json: what one machine-hour of each type in the catalogue costs in each region, Linux,
// shared machines. Both files are `libcloud/data/pricing.json` of a release of Apache Libcloud (Apache 2.0), whose facts
// come from AWS's public price list: `pip download --no-deps apache-libcloud==3.6.0`, and unzip it.
//
// BASE (3.6.0) is taken as it is. Later releases also have prices of dedicated machines (6 % and more above) and zeros in
// the same table, so LATER (3.9.1) only adds what BASE lacks, and of this only what its family confirms.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { familyOf, INSTANCE_TYPES } from "../policy/rules/instance-types";

const FILE = join(__dirname, "..", "policy", "on-demand-prices.json");
const REGION = /^[a-z]{2}(-gov)?-[a-z]+-\d$/u;

/** Families with accelerators: their sizes do not cost as much as they are large, so nothing confirms a price. */
const ACCELERATED = /^(?:g|p|inf|trn|dl|vt|f)\d/u;

/** AWS made these cheaper in June 2025, after both tables. */
const CHANGED_LATER = new Set(["p4d", "p4de", "p5", "p5e", "p5en"]);

/** USD per machine-hour, by type, then by region; 0 where the source does not know. */
export type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Source {
  /** ISO 8601. */
  readonly date: string;
  readonly table: Table;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { out: { type: "string", default: FILE } },
    allowPositionals: true,
  });
  const [base, later] = positionals;
  if (base === undefined || later === undefined) throw new Error("name two pricing.json: BASE LATER");
  const [first, second] = [await readSource(base), await readSource(later)];
  const types = new Set(INSTANCE_TYPES.map(({ name }) => name));
  const prices = joined(first.table, second.table, types);
  const count = [...prices.values()].reduce((sum, { size }) => sum + size, 0);
  if (count < 1000) throw new Error(`only ${count} prices were found; nothing was written`);
  const source = `Apache Libcloud (Apache 2.0), from AWS's price list: ${first.date}, newer types ${second.date}`;
  await writeFile(values.out, renderPrices({ date: second.date, source, prices }));
  console.log(`${values.out}: ${count} prices of ${prices.size} instance types`);
}

async function readSource(path: string): Promise<Source> {
  const { updated, compute } = JSON.parse(await readFile(path, "utf8")) as {
    updated: number;
    compute: { ec2_linux?: Table };
  };
  if (compute.ec2_linux === undefined) throw new Error(`${path} has no table ec2_linux`);
  return { date: new Date(updated * 1000).toISOString().slice(0, 10), table: compute.ec2_linux };
}

/** By type, then by region. */
export type Prices = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What `base` knows of these types, and of the rest what `later` has and at least two other sizes of the family confirm. */
export function joined(base: Table, later: Table, types: ReadonlySet<string>): Prices {
  const prices = new Map<string, Map<string, number>>();
  for (const [name, table] of [
    ["base", base],
    ["later", later],
  ] as const) {
    const lowest = name === "later" ? familyPrices([base, later]) : undefined;
    for (const [type, regions] of Object.entries(table)) {
      if (!types.has(type) || CHANGED_LATER.has(familyOf(type))) continue;
      for (const [region, usd] of Object.entries(regions)) {
        if (!REGION.test(region) || !(usd > 0) || (base[type]?.[region] ?? 0) > 0 !== (name === "base")) continue;
        if (lowest !== undefined && !isConfirmed(type, usd, lowest.get(`${familyOf(type)} ${region}`) ?? [])) continue;
        const known = prices.get(type) ?? new Map<string, number>();
        prices.set(type, known.set(region, usd));
      }
    }
  }
  return prices;
}

/** Prices of one unit of size, by family and region. */
function familyPrices(tables: readonly Table[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const [base = {}, later = {}] = tables;
  for (const type of new Set([...Object.keys(base), ...Object.keys(later)])) {
    const units = unitsOf(type);
    if (units === undefined) continue;
    for (const region of new Set([...Object.keys(base[type] ?? {}), ...Object.keys(later[type] ?? {})])) {
      const usd = base[type]?.[region] || later[type]?.[region] || 0;
      const key = `${familyOf(type)} ${region}`;
      if (usd > 0) found.set(key, [...(found.get(key) ?? []), usd / units]);
    }
  }
  return found;
}

/** The sizes of a family cost as much as they are large: a price counts if it is the lowest by size, and at least three have it. */
function isConfirmed(type: string, usd: number, family: readonly number[]): boolean {
  const units = unitsOf(type);
  if (units === undefined || ACCELERATED.test(type)) return false;
  const most = Math.min(...family) * 1.01; // prices are rounded
  return usd / units < most && family.filter((price) => price < most).length >= 3;
}

/** AWS's "normalization factor" of a size: a large is 4, a 2xlarge 16; undefined for metal. */
function unitsOf(type: string): number | undefined {
  const size = type.split(".")[1] ?? "";
  const times = /^(\d+)xlarge$/u.exec(size)?.[1];
  return times === undefined
    ? { nano: 0.25, micro: 0.5, small: 1, medium: 2, large: 4, xlarge: 8 }[size]
    : Number(times) * 8;
}

interface PriceFile {
  /** Day of the newest source, ISO 8601. */
  readonly date: string;
  readonly source: string;
  readonly prices: Prices;
}

/** One type a line, its prices in the order of the regions, "-" where there is none. */
export function renderPrices({ date, source, prices }: PriceFile): string {
  const regions = [...new Set([...prices.values()].flatMap((known) => [...known.keys()]))].sort();
  const lines = [...prices.keys()].sort().map((type) => {
    const row = regions.map((region) => prices.get(type)?.get(region) ?? "-").join(" ");
    return `    ${JSON.stringify(type)}: ${JSON.stringify(row)}`;
  });
  return `{\n  "date": ${JSON.stringify(date)},\n  "source": ${JSON.stringify(source)},\n  "regions": ${JSON.stringify(regions)},\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(`prices: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
