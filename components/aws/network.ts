import * as aws from "@pulumi/aws";
import { refuse } from "./refuse";

export interface NetworkArgs {
  /** @default the VPC of `subnetIds`, else the default VPC */
  readonly vpcId?: string | undefined;
  /** At most one per zone. @default one of the VPC in each zone */
  readonly subnetIds?: readonly string[] | undefined;
  /** Where subnets are chosen: those that give public addresses, or those that do not. */
  readonly publicIp: boolean;
  readonly instanceTypes: readonly string[];
}

/** Where machines may start. Plain values: looked up before anything is registered. */
export interface Network {
  readonly vpcId: string;
  /** One per instance type and subnet whose zone offers the type; at most 300. */
  readonly subnets: readonly TypeInSubnet[];
}

export interface TypeInSubnet {
  readonly instanceType: string;
  readonly subnetId: string;
}

/** A Spot Fleet takes no more launch specifications. */
const MOST_COMBINATIONS = 300;

interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly publicIp: boolean;
  readonly defaultForZone: boolean;
}

/** Looks up VPC, subnets and offers. @throws {pulumi.RunError} when there is no place for a machine */
export async function lookUpNetwork(args: NetworkArgs): Promise<Network> {
  const vpcId = args.subnetIds === undefined ? (args.vpcId ?? (await defaultVpc())) : undefined;
  const given = args.subnetIds ?? (await subnetsOf(vpcId!));
  const subnets = await Promise.all([...given].sort().map(readSubnet));
  const choice = args.subnetIds === undefined ? chooseSubnets(subnets, args.publicIp) : subnets;
  const offers = await offersOf(args.instanceTypes);
  const combinations = args.instanceTypes.flatMap((instanceType) =>
    choice
      .filter(({ zone }) => offers.get(instanceType)?.has(zone) === true)
      .map(({ id }) => ({ instanceType, subnetId: id })),
  );
  refuse("Network", networkProblems(args, { vpcId, subnets, choice, offers, combinations }));
  return { vpcId: choice[0]!.vpcId, subnets: combinations };
}

/** One subnet per zone: the zone's default one if there is, else the first by id, so that updates choose the same. */
function chooseSubnets(subnets: readonly Subnet[], publicIp: boolean): readonly Subnet[] {
  const byZone = new Map<string, Subnet>();
  for (const subnet of subnets.filter((candidate) => candidate.publicIp === publicIp)) {
    const chosen = byZone.get(subnet.zone);
    if (chosen === undefined || (subnet.defaultForZone && !chosen.defaultForZone)) byZone.set(subnet.zone, subnet);
  }
  return [...byZone.values()].sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

interface Found {
  readonly vpcId: string | undefined;
  readonly subnets: readonly Subnet[];
  readonly choice: readonly Subnet[];
  readonly offers: ReadonlyMap<string, ReadonlySet<string>>;
  readonly combinations: readonly TypeInSubnet[];
}

function networkProblems(args: NetworkArgs, found: Found): readonly string[] {
  const { subnets, choice, offers, combinations } = found;
  const vpcs = [...new Set(subnets.map(({ vpcId }) => vpcId))];
  if (choice.length === 0) {
    const kind = args.publicIp ? "gives public addresses (publicIp: true)" : "keeps machines private (publicIp: false)";
    const has = subnets.map(({ id, zone }) => `${id} (${zone})`).join(", ") || "none";
    const reach = args.publicIp ? "" : "; private ones need a NAT gateway, or the endpoints that docs/aws.md lists";
    return [`VPC ${found.vpcId} has no subnet that ${kind}; it has: ${has}. Name the right ones in subnetIds${reach}`];
  }
  if (vpcs.length > 1) return [`subnetIds lie in ${vpcs.length} VPCs (${vpcs.join(", ")}); take those of one`];
  if (args.vpcId !== undefined && vpcs[0] !== args.vpcId) {
    return [`subnetIds lie in ${vpcs[0]}, vpcId is ${args.vpcId}; leave vpcId out, or name subnets of it`];
  }
  const zones = choice.map(({ zone }) => zone);
  const problems = choice
    .filter(({ zone }, index) => zones.indexOf(zone) < index)
    .map(({ id, zone }) => `subnetIds has a second subnet of zone ${zone}: ${id}; a fleet takes one per zone`);
  for (const type of args.instanceTypes) {
    if (combinations.some(({ instanceType }) => instanceType === type)) continue;
    const elsewhere = [...(offers.get(type) ?? [])].sort();
    const where =
      elsewhere.length === 0 ? "this region does not offer it" : `only these zones do: ${elsewhere.join(", ")}`;
    problems.push(
      `no zone of the subnets (${zones.join(", ")}) offers ${type}; ${where}. Take it out of instanceTypes`,
    );
  }
  if (combinations.length > MOST_COMBINATIONS) {
    const most = Math.floor(MOST_COMBINATIONS / choice.length);
    problems.push(
      `${args.instanceTypes.length} instance types in ${choice.length} subnets are ${combinations.length} combinations, a fleet takes ${MOST_COMBINATIONS}; name at most ${most} types`,
    );
  }
  return problems;
}

async function defaultVpc(): Promise<string> {
  try {
    return (await aws.ec2.getVpc({ default: true })).id;
  } catch {
    refuse("Network", [
      "this region has no default VPC; set vpcId or subnetIds, or make one: `aws ec2 create-default-vpc`",
    ]);
    throw new Error("unreachable");
  }
}

async function subnetsOf(vpcId: string): Promise<readonly string[]> {
  const filters = [
    { name: "vpc-id", values: [vpcId] },
    { name: "state", values: ["available"] },
  ];
  return (await aws.ec2.getSubnets({ filters })).ids;
}

async function readSubnet(id: string): Promise<Subnet> {
  const subnet = await aws.ec2.getSubnet({ id });
  return {
    id,
    zone: subnet.availabilityZone,
    vpcId: subnet.vpcId,
    publicIp: subnet.mapPublicIpOnLaunch,
    defaultForZone: subnet.defaultForAz,
  };
}

/** Zones by instance type. Local zones are among them only where the account has opted in and the subnet is there. */
async function offersOf(instanceTypes: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { instanceTypes: types, locations } = await aws.ec2.getInstanceTypeOfferings({
    locationType: "availability-zone",
    filters: [{ name: "instance-type", values: [...instanceTypes] }],
  });
  const offers = new Map<string, Set<string>>();
  types.forEach((type, index) => {
    const zones = offers.get(type) ?? new Set<string>();
    offers.set(type, zones.add(locations[index]!));
  });
  return offers;
}
