// npm run catalogue -- [--endpoint URL] [--region us-east-1] [--source TEXT] [--out FILE]
// Writes policy/instance-types.json from DescribeInstanceTypes of a region, or of anything that answers like it.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EC2Client, type InstanceTypeInfo, paginateDescribeInstanceTypes } from "@aws-sdk/client-ec2";
import type { InstanceType } from "../policy/rules/instance-types";

const FILE = join(__dirname, "..", "policy", "instance-types.json");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: "string" },
      region: { type: "string", default: "us-east-1" },
      source: { type: "string" },
      out: { type: "string", default: FILE },
    },
  });
  const { endpoint, region, out, source = endpoint ?? `EC2 ${region}` } = values;
  const client = new EC2Client({ region, ...(endpoint !== undefined && { endpoint }) });
  const types: InstanceType[] = [];
  for await (const page of paginateDescribeInstanceTypes({ client }, {})) {
    types.push(...(page.InstanceTypes ?? []).flatMap((info) => entryOf(info) ?? []));
  }
  if (types.length < 100) throw new Error(`${source} named only ${types.length} instance types; nothing was written`);
  await writeFile(out, renderCatalogue({ date: new Date().toISOString().slice(0, 10), source, types }));
  console.log(`${out}: ${types.length} instance types`);
}

/** What the catalogue keeps of one type; undefined for one that ECS cannot use: no name, vCPUs or memory, or a Mac. */
export function entryOf(info: InstanceTypeInfo): InstanceType | undefined {
  const name: string | undefined = info.InstanceType;
  const vcpus = info.VCpuInfo?.DefaultVCpus;
  const memoryMiB = info.MemoryInfo?.SizeInMiB;
  const architectures = (info.ProcessorInfo?.SupportedArchitectures ?? []).filter(
    (architecture) => architecture === "x86_64" || architecture === "arm64",
  );
  if (name === undefined || vcpus === undefined || memoryMiB === undefined || architectures.length === 0) return;
  return {
    name,
    vcpus,
    memoryMiB,
    architectures: architectures.sort(),
    instanceStoreGB: info.InstanceStorageInfo?.TotalSizeInGB ?? 0,
    network: info.NetworkInfo?.NetworkPerformance ?? "unknown",
    spot: info.SupportedUsageClasses?.includes("spot") ?? false,
    ebsOptimized: info.EbsInfo?.EbsOptimizedSupport ?? "unsupported",
    current: info.CurrentGeneration ?? true,
    gpus: (info.GpuInfo?.Gpus ?? []).reduce((sum, gpu) => sum + (gpu.LogicalGpuCount ?? gpu.Count ?? 0), 0),
    networkInterfaces: info.NetworkInfo?.MaximumNetworkInterfaces ?? 0,
  };
}

export interface Catalogue {
  /** Day on which the source was read, ISO 8601. */
  readonly date: string;
  readonly source: string;
  readonly types: readonly InstanceType[];
}

/** Sorted by name, one type a line: a new type is one added line in the diff. */
export function renderCatalogue({ date, source, types }: Catalogue): string {
  const lines = [...types]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((type) => `    ${JSON.stringify(type)}`);
  return `{\n  "date": ${JSON.stringify(date)},\n  "source": ${JSON.stringify(source)},\n  "types": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(`catalogue: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
