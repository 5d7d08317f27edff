import { createHash } from "node:crypto";

/** Longest name of a job, in characters. */
export const MAX_NAME_LENGTH = 100;

/**
 * The group's values joined by `-`, as a name that is safe in keys, file names and log streams: `[A-Za-z0-9._-]`, 1 to
 * 100 characters. Where that changes the text, 6 hex of the original's SHA-256 are added, so that two different texts
 * do not become one name. Two groups can still be equal here (ignoring case): whoever makes jobs refuses that.
 */
export function safeName(values: readonly string[]): string {
  const text = values.join("-");
  // never hidden, never an option, never "." or ".."
  const safe = text.replace(/[^A-Za-z0-9._-]+/gu, "_").replace(/^[.-]+/u, "_");
  if (safe === text && safe !== "" && safe.length <= MAX_NAME_LENGTH) return safe;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 6);
  return `${safe.slice(0, MAX_NAME_LENGTH - 7) || "job"}-${hash}`;
}
