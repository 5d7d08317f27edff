import { type ObjectCannedACL, S3Client } from "@aws-sdk/client-s3";
import { emulatorRegion, withoutSdkWarning } from "../host/aws-sdk";

export interface S3Place {
  /** @default the SDK's own: AWS_ENDPOINT_URL, else AWS */
  readonly endpoint?: string | undefined;
  /** @default the SDK's own: AWS_REGION */
  readonly region?: string | undefined;
  /** Account that every bucket must belong to: S3 answers 403 where it does not. @default not checked */
  readonly bucketOwner?: string | undefined;
  /** Canned ACL that every stored object gets. @default none is sent */
  readonly uploadAcl?: ObjectCannedACL | undefined;
}

/**
 * The S3 client of worker and CLI: retries what is temporary, slows down when S3 says 503 SlowDown (`adaptive`), and
 * never waits for ever. Emulators and other servers are spoken to path-style: their host names have no subdomains.
 */
export function makeS3Client({
  endpoint = process.env["AWS_ENDPOINT_URL"],
  region,
  bucketOwner,
  uploadAcl,
}: S3Place = {}): S3Client {
  withoutSdkWarning();
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, region: region ?? emulatorRegion() }),
    ...(region === undefined ? {} : { region }),
    retryMode: "adaptive",
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
  if (bucketOwner !== undefined) expectOwner(client, bucketOwner);
  if (uploadAcl !== undefined) sendAcl(client, uploadAcl);
  return client;
}

/** In the client, so that no call can forget it: parts of uploads and pages of listings are calls of the SDK's own. */
function expectOwner(client: S3Client, owner: string): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next({ ...args, input: { ...args.input, ExpectedBucketOwner: owner } });
      } catch (error) {
        if (error instanceof Error && statusOf(error) === 403) {
          error.message = `${error.message} (no right to do this, or the bucket does not belong to account ${owner})`;
        }
        throw error;
      }
    },
    { step: "initialize", name: "expectBucketOwner" },
  );
}

/** In the client, too: uploads in parts begin with a call of the SDK's own. */
function sendAcl(client: S3Client, ACL: ObjectCannedACL): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) =>
        next(
          ["PutObjectCommand", "CreateMultipartUploadCommand"].includes(commandName)
            ? { ...args, input: { ...args.input, ACL } }
            : args,
        ),
    { step: "initialize", name: "uploadAcl" },
  );
}

/** HTTP status of an AWS error, when it came from the service. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;

/** No such object. A missing bucket is another error (except to HEAD, which has no body): it must not look empty. */
export const isMissing = (error: unknown): boolean => {
  const name = (error as Error | undefined)?.name;
  return name === "NoSuchKey" || (name === "NotFound" && statusOf(error) === 404);
};

/** What a call ended by its signal rejects with: the signal's reason instead of the SDK's own error. */
export const orReason = (error: unknown, signal: AbortSignal | undefined): unknown =>
  signal?.aborted === true ? signal.reason : error;
