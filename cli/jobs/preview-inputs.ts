import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { FolderStore } from "../../worker/storage/folder-store";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { openBucket } from "../shared/open-bucket";

/** Where inputs are looked for. */
export interface Inputs {
  readonly store: Store;
  readonly place: "local" | "aws";
}

const BUCKET_ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/su;

interface InputOptions {
  readonly input?: string;
  readonly checkImages?: boolean;
  readonly mountBucket?: boolean;
  readonly endpoint?: string;
}

/** @throws {CliError} exit 2 when `--input` is neither a folder nor a bucket, or another option does not go with it */
export async function inputsOf(options: InputOptions, io: CliIo): Promise<Inputs | undefined> {
  const { input, checkImages, mountBucket, endpoint } = options;
  const refused = (text: string): CliError => new CliError(EXIT.badInput, text);
  const isBucket = input?.startsWith("s3:") === true;
  if (mountBucket === true && !isBucket) throw refused("--mount-bucket needs --input s3://BUCKET/PREFIX/");
  if (input === undefined) return undefined;
  if (!isBucket) {
    const folder = resolve(io.cwd, input);
    if (await isFolder(folder)) return { store: new FolderStore(folder), place: "local" };
    throw refused(`--input ${input} is no folder`);
  }
  const [, bucket, prefix = ""] = BUCKET_ADDRESS.exec(input) ?? [];
  if (bucket === undefined) throw refused(`--input ${input} is no bucket: write s3://BUCKET/PREFIX/`);
  if (checkImages === true) {
    throw refused(
      `--check-images reads images of this computer, not ${input}: leave it out; workers check each image before its run`,
    );
  }
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  return { store: await openBucket(bucket, folder, { endpoint }), place: "aws" };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
