import { z } from "zod";
import { key } from "./key";

const PREFIX = /^$|^(?!\/)(?!.*\/\/)(?!(.*\/)?\.{1,2}\/).{1,500}\/$/u;
const FOLDER = /^(?!\/)(?!.*\/\/)(?!(.*\/)?\.{1,2}\/).{1,500}\/$/u;
/** S3's rules for names of buckets, those of other endpoints (`--x-s3`, `-s3alias`) left out. */
const BUCKET =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/u;
const KMS_KEY = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/u;

/** Stands for the experiment's name, `fiji-<stack>`, in a folder of the bucket. */
export const EXPERIMENT = "<experiment>";

const bucketAllowed = "the name of a bucket that exists: 3 to 63 of a-z, 0-9, - and ., no address and no URL";
const folderAllowed = 'a folder that ends in "/" and does not start with one';
const ownFolderAllowed = `${folderAllowed}; \`${EXPERIMENT}\` in it stands for \`fiji-<stack>\``;

/** Of a bucket that is not `bucket`. */
type OtherBucket = "inputBucket" | "outputBucket";

const regionOf = (bucket: OtherBucket) =>
  key(
    {
      group: "data",
      description: `Region of \`${bucket}\`. Absent: the stack's.`,
      change: "workers",
      example: "us-east-1",
      allowed: "a region of AWS",
    },
    z.string().regex(REGION).optional(),
  );

const ownerOf = (bucket: OtherBucket) =>
  key(
    {
      group: "data",
      description: `Account that owns \`${bucket}\`; no other account's bucket of that name is used. Absent: the stack's account, and workers do not check it.`,
      change: "workers",
      example: "210987654321",
      allowed: "12 digits",
    },
    z
      .string()
      .regex(/^\d{12}$/u)
      .optional(),
  );

const kmsKeyOf = (bucket: OtherBucket) =>
  key(
    {
      group: "data",
      description: `ARN of the KMS key of \`${bucket}\`. Absent: \`bucketKmsKey\` where it is \`bucket\`, else S3's own encryption.`,
      change: "place",
      example: "arn:aws:kms:us-east-1:210987654321:key/00000000-0000-0000-0000-000000000000",
      allowed: "the ARN of a key, not of an alias",
    },
    z.string().regex(KMS_KEY).optional(),
  );

export const dataKeys = {
  bucket: key(
    {
      group: "data",
      description: "Bucket of inputs and results. It exists already and stays when the stack goes.",
      change: "workers",
      unless: "with `mountBucket`: replaces the fleet",
      example: "my-images",
      allowed: bucketAllowed,
    },
    z.string().regex(BUCKET),
  ),
  inputBucket: key(
    {
      group: "data",
      description: "Bucket of the inputs, also one of another account. Absent: `bucket`.",
      change: "workers",
      unless: "with `mountBucket`: replaces the fleet",
      example: "core-inputs",
      allowed: bucketAllowed,
    },
    z.string().regex(BUCKET).optional(),
  ),
  inputBucketRegion: regionOf("inputBucket"),
  inputBucketOwner: ownerOf("inputBucket"),
  inputBucketKmsKey: kmsKeyOf("inputBucket"),
  outputBucket: key(
    {
      group: "data",
      description: "Bucket of results, markers and exported logs, also one of another account. Absent: `bucket`.",
      change: "workers",
      example: "core-outputs",
      allowed: bucketAllowed,
    },
    z.string().regex(BUCKET).optional(),
  ),
  outputBucketRegion: regionOf("outputBucket"),
  outputBucketOwner: ownerOf("outputBucket"),
  outputBucketKmsKey: kmsKeyOf("outputBucket"),
  uploadAcl: key(
    {
      group: "data",
      description:
        "Canned ACL of every file that workers store, for a bucket of another account that takes none without it. Absent: none is sent.",
      change: "workers",
      example: "bucket-owner-full-control",
    },
    z.enum(["bucket-owner-full-control", "bucket-owner-read", "private"]).optional(),
  ),
  inputPrefix: key(
    {
      group: "data",
      description:
        "Folder of the inputs in the bucket; jobs name inputs relative to it. Empty: every job may read the whole bucket.",
      change: "workers",
      unless: "with `mountBucket`: replaces the fleet",
      example: "plates/",
      allowed: `"" or ${folderAllowed}`,
    },
    z.string().regex(PREFIX).default(""),
  ),
  outputPrefix: key(
    {
      group: "data",
      description:
        "Folder of the results in the bucket. Jobs may write and overwrite below it, so no other experiment should have it.",
      change: "workers",
      example: "results/",
      allowed: ownFolderAllowed,
    },
    z.string().regex(FOLDER).default(`${EXPERIMENT}/results/`),
  ),
  logPrefix: key(
    {
      group: "data",
      description: "Folder of exported logs in the bucket.",
      change: "place",
      example: "logs/",
      allowed: ownFolderAllowed,
    },
    z.string().regex(FOLDER).default(`${EXPERIMENT}/logs/`),
  ),
  mountBucket: key(
    {
      group: "data",
      description:
        "Mounts the input folder read-only on every machine and shows it to scripts as /home/ubuntu/bucket, for scripts written for the originals.",
      change: "fleet",
      example: "true",
    },
    z.boolean().default(false),
  ),
};
