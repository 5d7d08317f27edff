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
export type Part = { readonly text: string } | "star" | "globstar" | "folders";

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

/** The parts of a pattern. */
export function partsOf(pattern: string): Part[] {
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
function matches(parts: readonly Step[], key: string): boolean {
  const last = parts.at(-1);
  if (typeof last === "object" && "text" in last && !key.endsWith(last.text)) return false; // most keys end here
  let reached: readonly number[] = [0];
  for (const part of parts) {
    reached = reach(part, key, reached);
    if (reached.length === 0) return false;
  }
  return reached.at(-1) === key.length;
}

/** The first and the last place where a step that begins at some place may end; all places between are such ends too. */
export type Ends = readonly [first: number, last: number];

/** A part that another reader of patterns adds. Places are asked for in ascending order; the answers ascend, too. */
export interface Take {
  ends(key: string): (at: number) => Ends | undefined;
}

export type Step = Part | "any" | Take;

/** Where a step may end that begins at one of these places. @param reached places in ascending order; the answer too */
export function reach(step: Step, key: string, reached: readonly number[]): readonly number[] {
  const found: number[] = [];
  if (step === "folders") {
    let next = 0; // of `reached`
    for (let at = reached[0] ?? Infinity; at <= key.length; at++) {
      if (reached[next] === at) next++;
      else if (key[at - 1] !== "/") continue;
      found.push(at);
    }
    return found;
  }
  const ends = endsOf(step, key);
  let next = 0; // the first end that is not found yet
  for (const at of reached) {
    const [first, last] = ends(at) ?? NOWHERE;
    for (let end = Math.max(first, next); end <= last; end++) found.push(end);
    next = Math.max(next, last + 1);
  }
  return found;
}

/** Those of `starts` from which a step may end at one of `ends`. All ascend. */
export function reachBack(
  step: Step,
  key: string,
  starts: readonly number[],
  ends: readonly number[],
): readonly number[] {
  if (step === "folders") {
    const lastFolder = ends.findLast((end) => key[end - 1] === "/") ?? -1;
    const isEnd = new Set(ends);
    return starts.filter((at) => at < lastFolder || isEnd.has(at));
  }
  const endsFrom = endsOf(step, key);
  let next = 0; // of `ends`
  return starts.filter((at) => {
    const [first, last] = endsFrom(at) ?? NOWHERE;
    while (next < ends.length && (ends[next] as number) < first) next++;
    return (ends[next] ?? Infinity) <= last;
  });
}

const NOWHERE: Ends = [0, -1];

function endsOf(step: Exclude<Step, "folders">, key: string): (at: number) => Ends | undefined {
  if (step === "globstar") return (at) => [at, key.length];
  if (step === "any") return (at) => (at < key.length ? [at + 1, key.length] : undefined);
  if (step === "star") {
    const slash = slashFrom(key);
    return (at) => [at, slash(at)];
  }
  if ("ends" in step) return step.ends(key);
  const { text } = step;
  return (at) => (key.startsWith(text, at) ? [at + text.length, at + text.length] : undefined);
}

/** The place of the first `/` at or after a place, else the key's end. Asked for in ascending order. */
export function slashFrom(key: string): (at: number) => number {
  let slash = -1;
  return (at) => {
    if (slash < at) slash = key.indexOf("/", at);
    if (slash === -1) slash = key.length;
    return slash;
  };
}
