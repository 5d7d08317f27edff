import { basename } from "node:path";
import { z } from "zod";
import { parsePattern } from "../../../worker/contract/patterns";
import { didYouMean } from "../../shared/near";
import { show } from "../../shared/problems";
import { readUserFile } from "../../shared/user-file";
import { nameReader, parseNamePattern } from "./name-pattern";
import { typeByName } from "./key-types";
import { NAMING_ALIASES, NAMING_SCHEMES, type NamingScheme } from "./naming-schemes";
import { schemeGroups } from "./scheme-groups";

/** A file of a naming scheme, bytes. */
const MAX_BYTES = 2 ** 20;

const KEYS = ["Plate", "Well", "Row", "Col", "Site", "Channel", "Z", "Time"];

const schemeFile = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  /** Of the path below the input folder. */
  patterns: z.array(z.string()).min(1).max(20),
  /** Globs of the path. */
  leaveOut: z.array(z.string()).max(100).default([]),
});

/** The scheme of a name, or of a file (`.json`, absolute); else what is wrong. */
export async function namingScheme(given: string): Promise<NamingScheme | string> {
  if (given.endsWith(".json")) return readSchemeFile(given);
  const name = NAMING_ALIASES.get(given) ?? given;
  const known = NAMING_SCHEMES.find((one) => one.name === name);
  const names = [...NAMING_SCHEMES.map((one) => one.name), ...NAMING_ALIASES.keys()];
  return (
    known ??
    `the naming ${show(given)} is unknown${didYouMean(given, names)}; known are ${names.join(", ")}, or a FILE.json`
  );
}

async function readSchemeFile(path: string): Promise<NamingScheme | string> {
  const file = basename(path);
  let read: unknown;
  try {
    read = JSON.parse((await readUserFile(path, MAX_BYTES)).toString("utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `the naming ${file} ${code === "ENOENT" ? "does not exist" : `cannot be read: ${message}`}`;
  }
  const result = schemeFile.safeParse(read);
  if (!result.success) return `the naming ${file}: ${z.prettifyError(result.error)}`;
  const { name = file, patterns, leaveOut } = result.data;
  const forms = [];
  let hasWell = false;
  for (const text of patterns) {
    const pattern = parseNamePattern(text);
    if (typeof pattern === "string") return `the naming ${file}: ${pattern}`;
    const other = pattern.keys.find((key) => !KEYS.includes(key));
    if (other !== undefined)
      return `the naming ${file}: {${other}} is none of ${KEYS.map((key) => `{${key}}`).join(", ")}`;
    const types = pattern.keys.map((key, at) => pattern.written[at] ?? typeByName(key));
    const reader = nameReader(pattern, types);
    hasWell ||= pattern.keys.includes("Well") || (pattern.keys.includes("Row") && pattern.keys.includes("Col"));
    forms.push({
      read: (path: string) => {
        const reading = reader(path);
        if (reading === undefined || "either" in reading) return undefined;
        const folder = pattern.keys.includes("Plate") ? "" : path.slice(0, path.lastIndexOf("/") + 1);
        const labels = pattern.keys.map((key, at) => [key.toLowerCase(), reading.values[at] ?? ""] as const);
        return { folder, ...Object.fromEntries(labels) };
      },
    });
  }
  const globs = leaveOut.map(parsePattern);
  return {
    name,
    title: name,
    source: file,
    forms,
    leaveOut: globs.map((glob) => ({ test: (path: string) => glob.matches(path) })),
    hasWell,
  };
}

/** What the names of a folder look like, and the call that makes jobs of it; undefined: like none of the schemes. */
export function recognised(names: readonly string[], isImage: (name: string) => boolean): string | undefined {
  let best: { readonly scheme: NamingScheme; readonly read: number } | undefined;
  for (const scheme of NAMING_SCHEMES) {
    const kept = names.filter((name) => isImage(name) && !scheme.leaveOut.some((one) => one.test(name)));
    const read = kept.filter((name) => scheme.forms.some((form) => form.read(name) !== undefined)).length;
    if (read < 2 || read < kept.length * MOST) continue;
    if (read > (best?.read ?? 0)) best = { scheme, read };
  }
  if (best === undefined) return undefined;
  const { keys, groups, counts } = schemeGroups(best.scheme, "site", names);
  const parts = [...counts].map(([key, count]) => `${count} ${key.toLowerCase()}${count === 1 ? "" : "s"}`);
  const many = `${groups.length} ${groups.length === 1 ? "job" : "jobs"}`;
  const per = keys.includes("Site") ? "site" : keys.includes("Well") ? "well" : "image";
  const jobs = per === "image" ? "" : `: --naming ${best.scheme.name} --per ${per} makes ${many}`;
  return `these are ${best.scheme.title} files${parts.length === 0 ? "" : `, ${parts.join(" x ")}`}${jobs}`;
}
/** Share of the images that must fit before a scheme is named. */
const MOST = 0.9;
