import * as pulumi from "@pulumi/pulumi";

/** A resource as the program asked for it; all inputs are plain values. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const recorded: Recorded[] = [];

/**
 * Runs a piece of program against a mock engine (project `distributed-fiji`, stack `plates`, account 123456789012,
 * eu-west-1) and answers with every custom resource that it registered. `id` and `arn` are made from the name.
 */
export async function recordResources(make: () => void): Promise<Recorded[]> {
  await pulumi.runtime.setMocks(mocks, "distributed-fiji", "plates");
  recorded.length = 0;
  make();
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs(); // internal, else nothing tells
  return [...recorded];
}

const mocks: pulumi.runtime.Mocks = {
  newResource({ type, name, inputs, custom }) {
    if (custom !== false && type !== "pulumi:pulumi:Stack") recorded.push({ type, name, inputs });
    const arn = `arn:aws:mock:eu-west-1:123456789012:${name}`;
    return { id: `${name}-id`, state: { arn, ...inputs } };
  },
  call({ token, inputs }) {
    if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: "123456789012" };
    if (token === "aws:index/getRegion:getRegion") return { region: "eu-west-1", name: "eu-west-1", id: "eu-west-1" };
    if (token === "aws:index/getPartition:getPartition") return { partition: "aws", dnsSuffix: "amazonaws.com" };
    return inputs as Record<string, unknown>;
  },
};
