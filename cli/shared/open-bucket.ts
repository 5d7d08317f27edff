import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "./exit";

export interface BucketAccess {
  /** @default AWS_ENDPOINT_URL, else AWS */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Account that the bucket must belong to. @default not checked */
  readonly owner?: string | undefined;
}

/** A bucket below a prefix. @throws {CliError} exit 2 for a prefix that begins with "/" or does not end in one */
export async function openBucket(
  bucket: string,
  prefix: string,
  { endpoint, region, owner }: BucketAccess,
): Promise<Store> {
  if (prefix !== "" && (!prefix.endsWith("/") || prefix.startsWith("/"))) {
    throw new CliError(EXIT.badInput, `a prefix must be "" or end in "/" and not start with one, not "${prefix}"`);
  }
  const { makeS3Client } = require("../../worker/storage/s3-client") as typeof import("../../worker/storage/s3-client");
  const { S3Store } = require("../../worker/storage/s3-store") as typeof import("../../worker/storage/s3-store");
  const server = endpoint ?? process.env["AWS_ENDPOINT_URL"];
  const client = makeS3Client({ endpoint: server, region, bucketOwner: owner });
  return new S3Store({ client, bucket, prefix, headFirst: server !== undefined });
}
