import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, isAbsolute, join, relative } from "node:path";
import { openRegular, UnsafePathError } from "../../worker/host/safe-files";
import { type Store } from "../../worker/storage/store";
import { type GivenScript } from "../jobs/make/plan-request";
import { CliError, EXIT } from "../shared/exit";

export interface StackScriptDeps {
  readonly openBucket: (bucket: string) => Promise<Pick<Store, "read">>;
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
}

export interface StackScriptSource {
  /** Path relative to `folder`, `s3://BUCKET/KEY` or `https://…`. */
  readonly script: string;
  /** Required of an address. */
  readonly sha256: string | undefined;
  /** Folder of the deployment file; absolute. */
  readonly folder: string;
}

/** Largest script that is read, bytes. */
const MAX_BYTES = 16 * 2 ** 20;
const MAX_REDIRECTS = 5;
const FETCH_MILLISECONDS = 60_000;

/**
 * The script that a deployment names. The deployment may come from another person: it never makes `submit` read a file
 * outside the deployment's own folder, ask a server without TLS, or take an address whose content was not fixed beforehand.
 * @throws {CliError} exit 2 when the script is refused or has another digest than the deployment names, 3 when it cannot be read
 */
export async function readStackScript(source: StackScriptSource, deps: StackScriptDeps): Promise<GivenScript> {
  const { script, sha256 } = source;
  const found = script.includes("://") ? await readAddress(source, deps) : await readBesideDeployment(source);
  const digest = createHash("sha256").update(found.bytes).digest("hex");
  if (sha256 === undefined || sha256 === digest) return found;
  throw new CliError(EXIT.badInput, `the stack's script ${shown(script)} has the SHA-256 ${digest}`, [
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
      if (size > MAX_BYTES) throw new Error(TOO_LARGE);
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

async function readAddress({ script, sha256 }: StackScriptSource, deps: StackScriptDeps): Promise<GivenScript> {
  const inBucket = /^s3:\/\/([^/]+)\/(.+)$/.exec(script);
  if (inBucket === null && !script.startsWith("https://")) {
    const isHttp = script.toLowerCase().startsWith("http://");
    throw refused(script, `${isHttp ? "anyone on the way can change it; " : ""}allowed are https:// and s3://`);
  }
  if (sha256 === undefined) {
    throw refused(script, "the deployment has no scriptSha256, so the address may hold any file by now");
  }
  try {
    const [, bucket = "", key = ""] = inBucket ?? [];
    const content =
      inBucket === null ? await fetchSafely(script, deps.fetch) : await (await deps.openBucket(bucket)).read(key);
    const path = inBucket === null ? new URL(script).pathname : key;
    return { name: basename(path), from: shown(script), bytes: await readAtMost(content) };
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(script, (error as Error).message);
  }
}

/** Follows redirects itself: one to http:// is refused as the address itself would be. */
async function fetchSafely(address: string, fetch: StackScriptDeps["fetch"]): Promise<AsyncIterable<Uint8Array>> {
  const signal = AbortSignal.timeout(FETCH_MILLISECONDS);
  let at = address;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await fetch(at, { redirect: "manual", signal });
    const next = answer.headers.get("location");
    if (answer.status < 300 || answer.status > 399 || next === null) {
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      return answer.body ?? new Blob([]).stream();
    }
    at = new URL(next, at).href;
    if (!at.startsWith("https://")) throw refused(address, `it redirects to ${shown(at)}; allowed is https://`);
  }
  throw new Error(`it redirects more than ${MAX_REDIRECTS} times`);
}

const TOO_LARGE = `it has more than ${MAX_BYTES / 2 ** 20} MiB`;

async function readAtMost(source: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    pieces.push(Buffer.from(piece));
    size += piece.length;
    if (size > MAX_BYTES) throw new Error(TOO_LARGE);
  }
  return Buffer.concat(pieces);
}

/** A presigned address gives its rights to everybody who reads it: its query is not shown. */
const shown = (script: string): string => (/^https?:/.test(script) ? script.replace(/\?.*$/s, "?…") : script);

const refused = (script: string, why: string): CliError =>
  new CliError(EXIT.badInput, `the deployment's script ${shown(script)} is refused: ${why}`, [
    "if you trust the script, get it and give it as --script FILE",
  ]);

const unreadable = (script: string, why: string): CliError =>
  new CliError(EXIT.setUp, `the stack's script ${shown(script)} cannot be read: ${why}`, [
    "or give a copy of it: --script FILE",
  ]);
