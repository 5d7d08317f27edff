import * as aws from "@pulumi/aws";
import type { Architecture } from "../../policy/rules/instance-types";

/** AWS's parameter with the ECS-optimized Amazon Linux 2023 of the day. */
export function machineImageParameter(architecture: Architecture): string {
  const arm = architecture === "arm64" ? "arm64/" : "";
  return `/aws/service/ecs/optimized-ami/amazon-linux-2023/${arm}recommended/image_id`;
}

/** Today's system image. It moves: the launch template keeps the first one that it got. */
export async function lookUpMachineImage(architecture: Architecture): Promise<string> {
  const parameter = await aws.ssm.getParameter({ name: machineImageParameter(architecture) });
  return parameter.insecureValue;
}
