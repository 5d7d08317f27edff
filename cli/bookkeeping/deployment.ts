import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Deployment, deploymentSchema } from "../../worker/contract/deployment";
import { projectFolder, stackDeployment } from "../pulumi/stacks";
import { CliError, EXIT } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions } from "../shared/options";
import { readUserFile } from "../shared/user-file";

/** An experiment on AWS, and where its paths begin. */
export interface OpenDeployment {
  readonly deployment: Deployment;
  /** Folder of the deployment file, or of the Pulumi project: the stack's script is relative to it; absolute. */
  readonly folder: string;
  /** For messages: `deployment.json of 2026-01-02T03:04:05Z`, `stack "dev"`. */
  readonly source: string;
  /** When the file was written, ISO 8601; undefined for a stack. */
  readonly writtenAt?: string;
  /** How to write the file again; undefined for a stack, whose state is always read. */
  readonly rewrite?: string;
}

export type DeploymentIo = Pick<CliIo, "cwd" | "stderr">;
type DeploymentOptions = Pick<PlaceOptions, "deployment" | "stack" | "region" | "bucket" | "queue">;

/**
 * `--deployment FILE`, else `--stack NAME`; where neither is given, nor a bucket or queue, the selected stack of the Pulumi
 * project that `cwd` is in. Undefined outside of one.
 * @throws {CliError} exit 2 as `readDeployment`, and when `--region` is another one; 3 when Pulumi has no answer
 */
export async function openDeployment(
  options: DeploymentOptions,
  io: DeploymentIo,
): Promise<OpenDeployment | undefined> {
  const found = await findDeployment(options, io);
  const region = found?.deployment.region;
  if (region !== undefined && options.region !== undefined && region !== options.region) {
    throw new CliError(EXIT.badInput, `--region ${options.region}: the experiment is in ${region}`);
  }
  return found;
}

async function findDeployment(options: DeploymentOptions, io: DeploymentIo): Promise<OpenDeployment | undefined> {
  const { deployment: file, stack, bucket, queue } = options;
  if (file !== undefined) {
    const path = resolve(io.cwd, file);
    const deployment = await readDeployment(file, io);
    const writtenAt = deployment.writtenAt ?? (await stat(path)).mtime.toISOString();
    return {
      deployment,
      folder: dirname(path),
      source: `${file} of ${writtenAt}`,
      writtenAt,
      rewrite: rewriteText(deployment, file),
    };
  }
  const folder = projectFolder(io.cwd);
  if (stack === undefined && (bucket !== undefined || queue !== undefined || folder === undefined)) return undefined;
  const value = await stackDeployment(stack, io.cwd);
  const deployment = checked(value, stack === undefined ? "the selected stack's output" : `stack "${stack}"`);
  return { deployment, folder: folder ?? io.cwd, source: `stack "${deployment.stack}"` };
}

const rewriteText = ({ stack }: Deployment, file: string): string => `dfiji deployment --stack ${stack} --out ${file}`;

/** A deployment has some kilobytes. */
const MAX_DEPLOYMENT_BYTES = 2 ** 20;

/**
 * Warns of a deployment that does not name its account.
 * @throws {CliError} exit 2 when it is no deployment, no regular file (a link to one will do) or larger than 1 MiB
 */
export async function readDeployment(file: string, io: DeploymentIo): Promise<Deployment> {
  const path = resolve(io.cwd, file);
  let value: unknown;
  try {
    value = JSON.parse((await readUserFile(path, MAX_DEPLOYMENT_BYTES)).toString("utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw new CliError(EXIT.badInput, `--deployment ${path}: ${message}`);
    throw new CliError(EXIT.badInput, `--deployment ${path} does not exist`, [
      `write it, in the folder of the Pulumi project: dfiji deployment --out ${file}`,
    ]);
  }
  const deployment = checked(value, `--deployment ${path}`);
  if (deployment.accountId === undefined) {
    io.stderr(
      `warning: --deployment ${path} has no accountId, so the owner of the bucket is not checked; write it again: ${rewriteText(deployment, file)}`,
    );
  }
  return deployment;
}

function checked(value: unknown, what: string): Deployment {
  const result = deploymentSchema.safeParse(value);
  if (result.success) return result.data;
  throw new CliError(
    EXIT.badInput,
    `${what} is not a deployment`,
    result.error.issues.map((issue) => `  - ${issue.path.join(".")}: ${issue.message}`),
  );
}
