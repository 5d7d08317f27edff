import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Protection } from "./lambda/protection";

export interface JobProtectionArgs {
  readonly functionName: string;
  readonly protection: Protection;
  /** What is deleted only after this has been: the whole experiment. */
  readonly of: pulumi.Resource;
}

/**
 * `pulumi destroy` asks here first, and ends with nothing deleted while jobs wait or run. A call of the function of its own:
 * the call that cleans up comes after the fleet and every running job are gone. Always there, since its going would be a
 * delete that is refused: the switch is a part of what the function is called with (the provider sends the state's input
 * at delete: terraform-provider-aws, internal/service/lambda/invocation.go).
 */
export class JobProtection extends pulumi.ComponentResource {
  constructor(
    name: string,
    { functionName, protection, of }: JobProtectionArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("fiji:index:JobProtection", name, { functionName }, opts);
    new aws.lambda.Invocation(
      `${name}-invocation`,
      { functionName, lifecycleScope: "CRUD", input: JSON.stringify(protection) },
      { parent: this, dependsOn: [of] },
    );
    this.registerOutputs({ functionName });
  }
}
