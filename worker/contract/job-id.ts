import { createHash } from "node:crypto";
import { originalArgument } from "./argument";
import { inputListOf } from "./input-list";
import { type EngineName, type WithFile } from "./job";

/** What makes two jobs the same job: everything that decides its results. Limits, versions and `expect` do not. */
export interface JobIdentity {
  readonly engine: EngineName;
  /** SHA-256 of the script, or undefined for engine `command`. */
  readonly scriptSha256: string | undefined;
  /** Only when there are any: else ids are as before there was such a thing. */
  readonly with?: readonly WithFile[] | undefined;
  /** argv of engine `command`. */
  readonly command?: readonly string[] | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** Not where it is `originalArgument(parameters)`, which holds nothing that the parameters do not. */
  readonly argument?: string | undefined;
  readonly input: readonly string[];
  /** Only when there are any: else ids are as before there was such a thing. */
  readonly exclude?: readonly string[] | undefined;
  /** Only when true: else ids are as before there was such a thing. */
  readonly flat?: true | undefined;
  readonly output: string;
}

/** `<name>-<8 hex>` over the canonical JSON of the identity, many inputs by the digest of their list. */
export function jobIdOf(name: string, identity: JobIdentity): string {
  const { argument, parameters, input } = identity;
  const isSaid = argument === undefined || argument !== originalArgument(parameters);
  const inputList = inputListOf(input);
  const members = {
    ...identity,
    ...(isSaid ? {} : { argument: undefined }),
    ...(inputList === undefined ? {} : { input: [], inputList: inputList.sha256 }),
  };
  return `${name}-${createHash("sha256").update(canonicalJson(members)).digest("hex").slice(0, 8)}`;
}

/** JSON with keys sorted by code unit at every level, without spaces; undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

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
  return withHash(safe, text);
}

/** The same with the 6 hex of the values in any case, for groups whose names differ by case alone or not at all. */
export const distinctName = (values: readonly string[]): string => withHash(safeName(values), values.join("\0"));

function withHash(safe: string, text: string): string {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 6);
  return `${safe.slice(0, MAX_NAME_LENGTH - 7) || "job"}-${hash}`;
}
