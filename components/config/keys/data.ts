import { z } from "zod";
import { key } from "./key";

const PREFIX = /^$|^(?!\/)(?!.*\/\/)(?!(.*\/)?\.{1,2}\/).{1,500}\/$/u;
const FOLDER = /^(?!\/)(?!.*\/\/)(?!(.*\/)?\.{1,2}\/).{1,500}\/$/u;
/** S3's rules for names of buckets, those of other endpoints (`--x-s3`, `-s3alias`) left out. */
const BUCKET =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;

/** Stands for the experiment's name, `fiji-<stack>`, in a folder of the bucket. */
export const EXPERIMENT = "<experiment>";

const bucketAllowed = "the name of a bucket that exists: 3 to 63 of a-z, 0-9, - and ., no address and no URL";
const folderAllowed = 'a folder that ends in "/" and does not start with one';
const ownFolderAllowed = `${folderAllowed}; \`${EXPERIMENT}\` in it stands for \`fiji-<stack>\``;

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
