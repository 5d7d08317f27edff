import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "../shared/exit";
import { openBucket } from "../shared/open-bucket";
import { type GivenScript } from "./make/plan-request";

export interface AddressDeps {
  readonly openBucket: (bucket: string) => Promise<Pick<Store, "read">>;
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
}

interface AddressSource {
  /** For messages, e.g. "the script". */
  readonly whose: string;
  /** What should name the digest, for messages. */
  readonly pinnedBy: string;
  /** Required. */
  readonly sha256: string | undefined;
  readonly deps: AddressDeps;
}

/** Largest script that is read from an address or beside a deployment, bytes. */
export const MAX_STACK_SCRIPT_BYTES = 16 * 2 ** 20;
export const SCRIPT_TOO_LARGE = `it has more than ${MAX_STACK_SCRIPT_BYTES / 2 ** 20} MiB`;
export const TRUSTED = "if you trust the script, get it and give it as --script FILE";
export const COPY = "or give a copy of it: --script FILE";
const MAX_REDIRECTS = 5;
const FETCH_MILLISECONDS = 60_000;

/** AWS with the user's own rights, and the network. */
const AWS: AddressDeps = {
  openBucket: (bucket) => openBucket(bucket, "", {}),
  fetch: (address, init) => fetch(address, init),
};

/**
 * The script at an address that a job file or the command line pins by its SHA-256, in hexadecimal.
 * @throws {CliError} exit 2 when the address is refused or holds another file, 3 when it cannot be read
 */
export async function readPinnedScript(
  address: string,
  sha256: string | undefined,
  deps: AddressDeps = AWS,
): Promise<GivenScript> {
  const found = await readScriptAt(address, { whose: "the script", pinnedBy: "the job file", sha256, deps });
  const digest = createHash("sha256").update(found.bytes).digest("hex");
  if (digest === sha256) return found;
  throw new CliError(EXIT.badInput, `the script ${shownAddress(address)} has the SHA-256 ${digest}`, [
    `scriptSha256 is ${sha256}: if you trust the file that is there now, change it`,
  ]);
}

/**
 * What `s3://BUCKET/KEY` or `https://…` holds; the caller compares digests.
 * @throws {CliError} exit 2 for other schemes and redirects to them, 3 when it cannot be read
 */
export async function readScriptAt(
  script: string,
  { whose, pinnedBy, sha256, deps }: AddressSource,
): Promise<GivenScript> {
  const refused = (why: string): CliError =>
    new CliError(EXIT.badInput, `${whose} ${shownAddress(script)} is refused: ${why}`, [TRUSTED]);
  const inBucket = /^s3:\/\/([^/]+)\/(.+)$/.exec(script);
  if (inBucket === null && !script.startsWith("https://")) {
    const isHttp = script.toLowerCase().startsWith("http://");
    throw refused(`${isHttp ? "anyone on the way can change it; " : ""}allowed are https:// and s3://`);
  }
  if (sha256 === undefined) throw refused(`${pinnedBy} names no scriptSha256, so the address may hold any file by now`);
  try {
    const [, bucket = "", key = ""] = inBucket ?? [];
    const content =
      inBucket === null
        ? await fetchSafely(script, deps.fetch, refused)
        : await (await deps.openBucket(bucket)).read(key);
    const path = inBucket === null ? new URL(script).pathname : key;
    return { name: basename(path), from: shownAddress(script), bytes: await readAtMost(content) };
  } catch (error) {
    if (error instanceof CliError) throw error;
    const text = `${whose} ${shownAddress(script)} cannot be read: ${(error as Error).message}`;
    throw new CliError(EXIT.setUp, text, [COPY]);
  }
}

/** Follows redirects itself: one to http:// is refused as the address itself would be. */
async function fetchSafely(
  address: string,
  fetch: AddressDeps["fetch"],
  refused: (why: string) => CliError,
): Promise<AsyncIterable<Uint8Array>> {
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
    if (!at.startsWith("https://")) throw refused(`it redirects to ${shownAddress(at)}; allowed is https://`);
  }
  throw new Error(`it redirects more than ${MAX_REDIRECTS} times`);
}

async function readAtMost(source: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    pieces.push(Buffer.from(piece));
    size += piece.length;
    if (size > MAX_STACK_SCRIPT_BYTES) throw new Error(SCRIPT_TOO_LARGE);
  }
  return Buffer.concat(pieces);
}

/** A presigned address gives its rights to everybody who reads it: its query is not shown. */
export const shownAddress = (script: string): string =>
  /^https?:/.test(script) ? script.replace(/\?.*$/s, "?…") : script;
