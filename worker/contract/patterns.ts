import { folderOf } from "./input-layout";

/**
 * Patterns for files: `Job.input` (relative to the input prefix) and `Job.expect` (relative to the job's output).
 * One reading for the check at submit and for the worker's fetch and verify.
 *
 * - ends in `/`: a folder with everything below it
 * - holds a wildcard: a glob. `*` is any text without `/`, `**` any text, and a segment `**` also no segment at all
 * - else one whole key, never the start of a longer one
 *
 * Everything else is literal (`?`, `[`, `{` too), and `\` makes the next character literal, so that a value that was
 * put in for a placeholder never becomes a wildcard: see `escapeLiteral`.
 */
export interface FilePattern {
  readonly kind: "folder" | "glob" | "key";
  /** Literal text that every match starts with: what to list. For `key` the key itself. */
  readonly prefix: string;
  /** The one folder that every match is in, "" or ending in `/`; undefined: matches may be in several. */
  readonly folder: string | undefined;
  matches(key: string): boolean;
}

/** Makes text literal in a pattern. */
export const escapeLiteral = (text: string): string => text.replace(/[\\*]/g, "\\$&");

/** What a pattern is made of: literal text, `*`, `**`, or a segment `**` with the slash behind it. */
type Part = { readonly text: string } | "star" | "globstar" | "folders";

/** Reads a pattern; every text is one. Matching takes at most pattern length x key length steps, whatever the stars. */
export function parsePattern(pattern: string): FilePattern {
  const parts = partsOf(pattern);
  const first = parts[0];
  const prefix = typeof first === "object" ? first.text : "";
  if (parts.some((part) => typeof part === "string")) {
    // a folder is listed with a glob that ends in "/": everything below what matches
    const all = pattern.endsWith("/") ? [...parts, "any" as const] : parts;
    const folder = all.every(staysInFolder) ? folderOf(prefix) : undefined;
    return { kind: "glob", prefix, folder, matches: (key) => matches(all, key) };
  }
  if (prefix.endsWith("/")) {
    const isBelow = (key: string): boolean => key.length > prefix.length && key.startsWith(prefix);
    return { kind: "folder", prefix, folder: undefined, matches: isBelow };
  }
  return { kind: "key", prefix, folder: folderOf(prefix), matches: (key) => key === prefix };
}

/** A star, or text without `/`; what stands before the first wildcard may have any. */
const staysInFolder = (part: Part | "any", index: number): boolean =>
  part === "star" || (typeof part === "object" && (index === 0 || !part.text.includes("/")));

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  let text = "";
  const endText = (): void => {
    if (text !== "") parts.push({ text });
    text = "";
  };
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern.charAt(at);
    if (letter !== "*") {
      text += letter === "\\" && at + 1 < pattern.length ? pattern.charAt(++at) : letter;
      continue;
    }
    endText();
    const start = at;
    while (pattern[at + 1] === "*") at++;
    const isSegment = at > start && (start === 0 || pattern[start - 1] === "/") && pattern[at + 1] === "/";
    parts.push(isSegment ? "folders" : at > start ? "globstar" : "star");
    if (isSegment) at++;
  }
  endText();
  return parts;
}

/**
 * Follows all ways through the parts together: after each part, the places in the key that some way has reached. A
 * backtracking matcher goes through them one by one, for minutes where a pattern has four stars.
 */
function matches(parts: readonly (Part | "any")[], key: string): boolean {
  const last = parts.at(-1);
  if (typeof last === "object" && !key.endsWith(last.text)) return false; // most keys end here
  let reached: readonly number[] = [0];
  for (const part of parts) {
    reached = after(part, key, reached);
    if (reached.length === 0) return false;
  }
  return reached.at(-1) === key.length;
}

/** @param reached places in ascending order, at least one; the answer too */
function after(part: Part | "any", key: string, reached: readonly number[]): readonly number[] {
  const first = reached[0] as number;
  const rest = (from: number): number[] => Array.from({ length: key.length - from + 1 }, (_, index) => from + index);
  if (typeof part === "object") {
    return reached.filter((at) => key.startsWith(part.text, at)).map((at) => at + part.text.length);
  }
  if (part === "globstar") return rest(first);
  if (part === "any") return first < key.length ? rest(first + 1) : [];
  const found: number[] = [];
  let next = 0; // of `reached`
  let isOpen = false;
  for (let at = first; at <= key.length; at++) {
    const isReached = reached[next] === at;
    if (isReached) next++;
    if (part === "folders") {
      if (isReached || (at > first && key[at - 1] === "/")) found.push(at);
      continue;
    }
    isOpen = isReached || (isOpen && key[at - 1] !== "/");
    if (isOpen) found.push(at);
    else if (next === reached.length) break; // a star ends at the slash
  }
  return found;
}
