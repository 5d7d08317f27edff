import assert from "node:assert/strict";
import { lookUpNetwork, type NetworkArgs } from "../../../components/aws/network";
import { type Answer, REGION, runProgram, subnetId } from "../../helpers/pulumi-mocks";

const ARGS: NetworkArgs = { publicIp: true, instanceTypes: ["m5.xlarge", "m4.16xlarge"] };

interface FakeSubnet {
  readonly zone: string;
  readonly vpc?: string;
  readonly publicIp?: boolean;
  readonly defaultForAz?: boolean;
}

/** The provider's answers for these subnets, by id, and these offers: type → zones. */
function answersFor(
  subnets: Readonly<Record<string, FakeSubnet>>,
  offers?: Readonly<Record<string, string>>,
): Record<string, Answer> {
  const pairs = Object.entries(offers ?? {}).flatMap(([type, zones]) => [...zones].map((zone) => ({ type, zone })));
  return {
    "aws:ec2/getSubnets:getSubnets": () => ({ ids: Object.keys(subnets).reverse() }),
    "aws:ec2/getSubnet:getSubnet": ({ id }) => {
      const { zone, vpc = "vpc-1", publicIp = true, defaultForAz = true } = subnets[String(id)] ?? assert.fail(id);
      return { id, availabilityZone: REGION + zone, vpcId: vpc, mapPublicIpOnLaunch: publicIp, defaultForAz };
    },
    ...(offers === undefined
      ? {}
      : {
          "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": () => ({
            instanceTypes: pairs.map(({ type }) => type),
            locations: pairs.map(({ zone }) => REGION + zone),
          }),
        }),
  };
}

async function look(args: NetworkArgs, answers: Record<string, Answer>) {
  const { result } = await runProgram(() => lookUpNetwork(args).catch((error: unknown) => error as Error), { answers });
  return result;
}

async function placesOf(args: NetworkArgs, answers: Record<string, Answer>): Promise<readonly string[]> {
  const network = await look(args, answers);
  if (network instanceof Error) throw network;
  return network.subnets.map((place) => `${place.instanceType} ${place.subnetId}`);
}

async function problemOf(args: NetworkArgs, answers: Record<string, Answer>): Promise<string> {
  const network = await look(args, answers);
  return network instanceof Error ? network.message : assert.fail("no problem");
}

describe("network", () => {
  it("is the default VPC's subnets, each type where its zone offers it", async () => {
    const subnets = { "subnet-1": { zone: "a" }, "subnet-2": { zone: "b" }, "subnet-3": { zone: "c" } };
    const answers = answersFor(subnets, { "m5.xlarge": "abc", "m4.16xlarge": "b" });
    assert.deepEqual(await placesOf(ARGS, answers), [
      "m5.xlarge subnet-1",
      "m5.xlarge subnet-2",
      "m5.xlarge subnet-3",
      "m4.16xlarge subnet-2",
    ]);
  });

  it("takes one subnet per zone: the zone's default one, else the first by id", async () => {
    const answers = answersFor({
      "subnet-1": { zone: "a", defaultForAz: false },
      "subnet-2": { zone: "a" },
      "subnet-3": { zone: "b", defaultForAz: false },
      "subnet-4": { zone: "b", defaultForAz: false },
    });
    const args = { ...ARGS, instanceTypes: ["m5.xlarge"] };
    assert.deepEqual(await placesOf(args, answers), ["m5.xlarge subnet-2", "m5.xlarge subnet-3"]);
  });

  it("takes private subnets where machines get no public address", async () => {
    const answers = answersFor({ "subnet-1": { zone: "a" }, "subnet-2": { zone: "a", publicIp: false } });
    const args = { publicIp: false, instanceTypes: ["m5.xlarge"] };
    assert.deepEqual(await placesOf(args, answers), ["m5.xlarge subnet-2"]);
  });

  it("takes the subnets that are named, whatever they are like, and their VPC", async () => {
    const answers = answersFor({ "subnet-9": { zone: "b", vpc: "vpc-9", publicIp: false } });
    const network = await look({ publicIp: true, instanceTypes: ["m5.xlarge"], subnetIds: ["subnet-9"] }, answers);
    assert.deepEqual(network, { vpcId: "vpc-9", subnets: [{ instanceType: "m5.xlarge", subnetId: "subnet-9" }] });
  });

  it("refuses named subnets of two VPCs, of another VPC, and two of one zone", async () => {
    const answers = answersFor({
      "subnet-1": { zone: "a", vpc: "vpc-1" },
      "subnet-2": { zone: "b", vpc: "vpc-2" },
      "subnet-3": { zone: "a", vpc: "vpc-1" },
    });
    const args = (subnetIds: string[], vpcId?: string): NetworkArgs => ({ ...ARGS, subnetIds, vpcId });
    assert.match(await problemOf(args(["subnet-1", "subnet-2"]), answers), /lie in 2 VPCs \(vpc-1, vpc-2\)/u);
    assert.match(await problemOf(args(["subnet-1"], "vpc-7"), answers), /lie in vpc-1, vpcId is vpc-7/u);
    const twice = await problemOf(args(["subnet-1", "subnet-3"]), answers);
    assert.match(twice, /second subnet of zone eu-central-1a: subnet-3/u);
  });

  it("refuses a type that no zone of the subnets offers, and says which do", async () => {
    const answers = answersFor({ "subnet-1": { zone: "a" } }, { "m5.xlarge": "a", "m4.16xlarge": "bc" });
    assert.match(
      await problemOf(ARGS, answers),
      /no zone of the subnets \(eu-central-1a\) offers m4\.16xlarge; only these zones do: eu-central-1b, eu-central-1c/u,
    );
    const nowhere = answersFor({ "subnet-1": { zone: "a" } }, { "m5.xlarge": "a" });
    assert.match(await problemOf(ARGS, nowhere), /m4\.16xlarge; this region does not offer it/u);
  });

  it("refuses a VPC without subnets of the kind that is asked for, and says what private ones need", async () => {
    const answers = answersFor({ "subnet-1": { zone: "a" } });
    assert.match(
      await problemOf({ ...ARGS, publicIp: false }, answers),
      /no subnet that keeps machines private \(publicIp: false\); it has: subnet-1 \(eu-central-1a\).*NAT gateway, or the endpoints that docs\/aws\.md lists/u,
    );
  });

  it("refuses more combinations than a fleet takes", async () => {
    const zones = [..."abcdefg"];
    const answers = answersFor(Object.fromEntries(zones.map((zone) => [subnetId(zone), { zone }])));
    const instanceTypes = Array.from({ length: 43 }, (_, index) => `m${index}.large`);
    const offers = Object.fromEntries(instanceTypes.map((type) => [type, zones.join("")]));
    const problem = await problemOf({ publicIp: true, instanceTypes }, { ...answers, ...offersOnly(offers) });
    assert.match(
      problem,
      /43 instance types in 7 subnets are 301 combinations, a fleet takes 300; name at most 42 types/u,
    );
  });
});

function offersOnly(offers: Readonly<Record<string, string>>): Record<string, Answer> {
  const token = "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings";
  return { [token]: answersFor({}, offers)[token]! };
}
