import { z } from "zod";
import { key } from "./key";

export const networkKeys = {
  vpcId: key(
    {
      group: "network",
      description: "VPC of the machines; absent: that of `subnetIds`, or the default VPC.",
      change: "fleet",
      example: "vpc-0123456789abcdef0",
      allowed: "vpc- and 8 or 17 hex digits",
    },
    z
      .string()
      .regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/u)
      .optional(),
  ),
  subnetIds: key(
    {
      group: "network",
      description: "Subnets of the machines, at most one per zone; absent: one of the VPC in each zone.",
      change: "fleet",
      example: "subnet-0123456789abcdef0",
      allowed: "a list of subnet- and 8 or 17 hex digits, none twice",
    },
    z
      .array(z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/u))
      .min(1)
      .max(20)
      .optional(),
  ),
  publicIp: key(
    {
      group: "network",
      description:
        "Gives machines a public IPv4 address (0.005 USD per hour each). false: the subnets need a NAT gateway, or the endpoints that docs/aws.md lists.",
      change: "fleet",
      example: "false",
    },
    z.boolean().default(true),
  ),
  ecsExec: key(
    {
      group: "network",
      description:
        "ECS Exec: `dfiji shell TASK` opens a shell in a container, as its root. It needs a container whose file system can be written, and more rights of the workers (docs/security.md).",
      change: "workers",
      example: "true",
    },
    z.boolean().default(false),
  ),
  keyName: key(
    {
      group: "network",
      description: "EC2 key pair for SSH; better none, and SSM Session Manager.",
      change: "fleet",
      example: "ada-laptop",
      allowed: "the name of a key pair, 1 to 255 printable ASCII characters",
    },
    z
      .string()
      .regex(/^[\x20-\x7e]{1,255}$/u)
      .optional(),
  ),
};
