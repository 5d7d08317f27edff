import { parsePattern } from "./patterns";

/**
 * The files that these globs leave out: those of `Job.exclude`. A glob without a `/` means files of this name in any folder, one
 * that only ends in `/` folders of this name; any other one, and one that begins with `/`, is a path below the input folder.
 */
export function excluder(globs: readonly string[] = []): (key: string) => boolean {
  const patterns = globs.map((glob) => parsePattern(glob.startsWith("/") ? glob.slice(1) : anywhere(glob)));
  return (key) => patterns.some((pattern) => pattern.matches(key));
}

const anywhere = (glob: string): string => (glob.slice(0, -1).includes("/") ? glob : `**/${glob}`);

/** Those of the globs that fit none of these files. */
export const idleGlobs = (globs: readonly string[] = [], keys: readonly string[]): readonly string[] =>
  globs.filter((glob) => !keys.some(excluder([glob])));
