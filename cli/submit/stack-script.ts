import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, isAbsolute, join, relative } from "node:path";
import { openRegular, UnsafePathError } from "../../worker/host/safe-files";
import {
  type AddressDeps,
  COPY,
  MAX_STACK_SCRIPT_BYTES,
  readScriptAt,
  SCRIPT_TOO_LARGE,
  shownAddress,
  TRUSTED,
} from "../jobs/address-script";
import { type GivenScript } from "../jobs/make/plan-request";
import { CliError, EXIT } from "../shared/exit";

export interface StackScriptSource {
  /** Path relative to `folder`, `s3://BUCKET/KEY` or `https://…`. */
  readonly script: string;
  /** Required of an address. */
  readonly sha256: string | undefined;
  /** Folder of the deployment file; absolute. */
  readonly folder: string;
}

/**
 * The script that a deployment names. The deployment may come from another person: it never makes `submit` read a file
 * outside the deployment's own folder, ask a server without TLS, or take an address whose content was not fixed beforehand.
 * @throws {CliError} exit 2 when the script is refused or has another digest than the deployment names, 3 when it cannot be read
 */
export async function readStackScript(source: StackScriptSource, deps: AddressDeps): Promise<GivenScript> {
  const { script, sha256 } = source;
  const found = script.includes("://")
    ? await readScriptAt(script, { whose: "the deployment's script", pinnedBy: "the deployment", sha256, deps })
    : await readBesideDeployment(source);
  const digest = createHash("sha256").update(found.bytes).digest("hex");
  if (sha256 === undefined || sha256 === digest) return found;
  throw new CliError(EXIT.badInput, `the stack's script ${shownAddress(script)} has the SHA-256 ${digest}`, [
    `the stack was made with ${sha256}: run \`pulumi up\` again, or give --script FILE`,
  ]);
}

async function readBesideDeployment({ script, folder }: StackScriptSource): Promise<GivenScript> {
  if (isAbsolute(script) || script.split("/").includes("..")) {
    throw refused(script, `a path must be below the folder of the deployment file (${folder}), without ".."`);
  }
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, script))]);
    if (isOutside(root, path)) throw refused(script, `it is a link to ${path}, outside ${folder}`);
    const file = await openRegular(path);
    try {
      const { size } = await file.stat();
      if (size > MAX_STACK_SCRIPT_BYTES) throw new Error(SCRIPT_TOO_LARGE);
      return { name: basename(script), from: join(folder, script), bytes: await file.readFile() };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (error instanceof UnsafePathError) throw refused(script, "it is not a regular file");
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw unreadable(script, `no such file in ${folder}`);
    throw unreadable(script, (error as Error).message);
  }
}

const isOutside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way === ".." || way.startsWith("../") || isAbsolute(way);
};

const refused = (script: string, why: string): CliError =>
  new CliError(EXIT.badInput, `the deployment's script ${shownAddress(script)} is refused: ${why}`, [TRUSTED]);

const unreadable = (script: string, why: string): CliError =>
  new CliError(EXIT.setUp, `the deployment's script ${shownAddress(script)} cannot be read: ${why}`, [COPY]);
