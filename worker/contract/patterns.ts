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
  /** Literal text up to the last `/` before the first wildcard: matches keep their path below it. "" or ends in `/`. */
  readonly base: string;
  matches(key: string): boolean;
}

/** Makes text literal in a pattern. */
export const escapeLiteral = (text: string): string => text.replace(/[\\*]/g, "\\$&");

/** Reads a pattern; every text is one. */
export function parsePattern(pattern: string): FilePattern {
  let prefix = "";
  let source = "";
  let isGlob = false;
  for (let at = 0; at < pattern.length;) {
    if (pattern[at] === "*") {
      isGlob = true;
      const stars = /^\*+/.exec(pattern.slice(at))?.[0].length ?? 1;
      const wholeSegment = stars > 1 && (at === 0 || pattern[at - 1] === "/") && pattern[at + stars] === "/";
      source += wholeSegment ? "(?:.*/)?" : stars > 1 ? ".*" : "[^/]*";
      at += stars + (wholeSegment ? 1 : 0);
      continue;
    }
    const literal = pattern[at] === "\\" && at + 1 < pattern.length ? pattern.charAt(++at) : pattern.charAt(at);
    if (!isGlob) prefix += literal;
    source += literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    at++;
  }
  const base = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  if (isGlob) {
    const whole = new RegExp(`^${source}$`, "s");
    // a folder is listed with a glob that ends in "/": everything below what matches
    const test = pattern.endsWith("/") ? new RegExp(`^${source}.+$`, "s") : whole;
    return { kind: "glob", prefix, base, matches: (key) => test.test(key) };
  }
  if (prefix.endsWith("/")) {
    return { kind: "folder", prefix, base, matches: (key) => key.length > prefix.length && key.startsWith(prefix) };
  }
  return { kind: "key", prefix, base, matches: (key) => key === prefix };
}
