import { S3Client } from "@aws-sdk/client-s3";
import { emulatorRegion, withoutSdkWarning } from "../host/aws-sdk";

export interface S3Place {
  /** @default the SDK's own: AWS_ENDPOINT_URL, else AWS */
  readonly endpoint?: string | undefined;
  /** @default the SDK's own: AWS_REGION */
  readonly region?: string | undefined;
}

/**
 * The S3 client of worker and CLI: retries what is temporary, slows down when S3 says 503 SlowDown (`adaptive`), and
 * never waits for ever. Emulators and other servers are spoken to path-style: their host names have no subdomains.
 */
export function makeS3Client({ endpoint = process.env["AWS_ENDPOINT_URL"], region }: S3Place = {}): S3Client {
  withoutSdkWarning();
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, region: region ?? emulatorRegion() }),
    ...(region === undefined ? {} : { region }),
    retryMode: "adaptive",
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
}
