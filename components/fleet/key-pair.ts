import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../aws/refuse";

/**
 * A fleet buys nothing with a key pair that is not there. Any name may be right, "ada.pem" too (EC2 CreateKeyPair: up to 255
 * ASCII characters), so it is looked up. @throws {pulumi.RunError} when this region has none of that name
 */
export async function lookUpKeyPair(keyName: string): Promise<void> {
  try {
    await aws.ec2.getKeyPair({ keyName });
  } catch (error) {
    // terraform-provider-aws, internal/tfresource: "no matching EC2 Key Pair found"; any other is no typo
    if (!/no matching|NotFound/u.test(String(error))) throw error;
    refuse("SpotFleet", [
      `keyName is "${keyName}"; this region has no such key pair, \`aws ec2 describe-key-pairs\` lists them: name one, or none: \`pulumi config rm ${pulumi.getProject()}:keyName\``,
    ]);
  }
}
