import { type RawEnv } from "../contract/env";

/** Variables whose value opens something. */
const SECRET_NAMES = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"] as const;
/** Shorter values are no secrets, but would be found in every other word. */
const SHORTEST = 16;
/** What makes a presigned address one: with it anybody can read, or write, what it names. */
const PRESIGNED = /([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|Signature)=)[^&\s"'<>\\]+/g;
/** `https://user:password@host` */
const PASSWORD = /(:\/\/[^\s/:@"']+:)[^\s/@"']+@/g;

/**
 * Takes credentials out of text that goes to logs, records and queues: those of the worker's environment (a script could
 * have read them from /proc), and what stands in addresses, which programs print when they cannot read one.
 */
export function redactorOf(env: RawEnv): (text: string) => string {
  const secrets = SECRET_NAMES.map((name) => env[name] ?? "").filter((value) => value.length >= SHORTEST);
  return (text) => {
    let clean = text;
    if (text.includes("://")) clean = clean.replace(PASSWORD, "$1…@");
    if (text.includes("=")) clean = clean.replace(PRESIGNED, "$1…");
    for (const secret of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, "…");
    return clean;
  };
}
