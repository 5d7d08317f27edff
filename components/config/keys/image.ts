import { z } from "zod";
import { key, SHA256 } from "./key";

export const imageKeys = {
  image: key(
    {
      group: "image",
      description: "A ready-made worker image by digest; absent: built from docker/ and pushed to an ECR repository.",
      change: "workers",
      example: `ghcr.io/lab/worker@sha256:${"0".repeat(64)}`,
      allowed: "registry/repository@sha256:digest (a tag can change under a running experiment)",
    },
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$/u)
      .optional(),
  ),
  engineUrl: key(
    {
      group: "image",
      description: "Fiji to download for the built image. Engine fiji needs it, or a ready-made `image`.",
      change: "workers",
      example: "https://downloads.example.org/fiji-linux64.zip",
      allowed: "an https:// address",
    },
    z
      .string()
      .regex(/^https:\/\/[^\s]+$/u)
      .optional(),
  ),
  engineSha256: key(
    {
      group: "image",
      description: "SHA-256 of that download.",
      change: "workers",
      example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      allowed: "64 hex digits in lower case",
    },
    z.string().regex(SHA256).optional(),
  ),
  platform: key(
    {
      group: "image",
      description: "Processor of image and machines.",
      change: "fleet",
      example: "linux/arm64",
    },
    z.enum(["linux/amd64", "linux/arm64"]).default("linux/amd64"),
  ),
  amiId: key(
    {
      group: "image",
      description:
        "System image of the machines; absent: the recommended ECS image of Amazon Linux 2023 on the day the stack is made, kept from then on.",
      change: "fleet",
      example: "ami-0123456789abcdef0",
      allowed: "ami- and 8 or 17 hex digits",
    },
    z
      .string()
      .regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/u)
      .optional(),
  ),
  bucketKmsKey: key(
    {
      group: "image",
      description: "ARN of the KMS key that encrypts the bucket, if it has one of its own.",
      change: "place",
      unless: "with `mountBucket`: machines get the right in place too",
      example: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
      allowed: "the ARN of a key (not of an alias)",
    },
    z
      .string()
      .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/u)
      .optional(),
  ),
};
