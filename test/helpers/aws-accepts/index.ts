import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { clientOptions } from "../aws-environment";
import { REGION, type RegisteredResource, subnetId } from "../pulumi-mocks";
import { type Calls, type ClientOptions } from "./calls";
import { computingCalls } from "./computing";
import { servingCalls } from "./serving";
import { watchingCalls } from "./watching";

/** Sends the inputs of a registered resource to the API calls that the provider would make of them. */
export type Accept = (resource: RegisteredResource) => Promise<void>;

/** Options of clients that look at what was made. */
export const acceptOptions = (endpoint: string): ClientOptions => ({ ...clientOptions(endpoint), region: REGION });

/**
 * Resources go in the order in which they were registered. A type that is not known is an error, so that none is passed
 * over in silence. Ids of the mocks (network, launch template, fleet) are replaced by those that AWS gave.
 */
export async function awsAccepts(endpoint: string): Promise<Accept> {
  const options = acceptOptions(endpoint);
  const ids = await networkIds(options);
  const made = (mockId: string, id: string | undefined): void => void ids.set(mockId, id ?? "");
  const calls: Calls = { ...computingCalls(options, made), ...servingCalls(options), ...watchingCalls(options) };
  return async ({ type, name, props }) => {
    const call = calls[type];
    if (call === undefined) throw new Error(`no API call is known for ${type} (${name})`);
    let json = JSON.stringify(props);
    for (const [mockId, id] of ids) json = json.replaceAll(mockId, id);
    try {
      await call(JSON.parse(json) as Record<string, unknown>, name);
    } catch (error) {
      throw new Error(`${type} ${name}: ${(error as Error).message}`, { cause: error });
    }
  };
}

/** The emulator's default VPC in place of the mocks'. */
async function networkIds(options: ClientOptions): Promise<Map<string, string>> {
  const { Subnets = [] } = await new EC2Client(options).send(new DescribeSubnetsCommand({}));
  const zones = ["a", "b", "c"];
  return new Map([
    ["vpc-00000000000000001", Subnets[0]?.VpcId ?? ""],
    ...zones.map((zone, index) => [subnetId(zone), Subnets[index]?.SubnetId ?? ""] as const),
  ]);
}
