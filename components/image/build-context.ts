import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The build's own file; Docker reads it besides the context. */
export const DOCKERFILE = "docker/Dockerfile";

/** Files and folders that .dockerignore lets in, relative to its folder: its lines `!path` and `!folder/**`. */
export function contextPaths(dockerignore: string): readonly string[] {
  return dockerignore
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1).replace(/\/\*\*$/u, ""));
}

export interface ContextFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
  readonly executable: boolean;
}

/** Everything besides the files that decides what is built. */
export interface BuildArguments {
  readonly platform: string;
  readonly target: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/**
 * The image's tag: a hash of its files and arguments. Ours, since it is the same on every computer and known before
 * anything is built; order of files and keys does not matter.
 */
export function imageTag(files: readonly ContextFile[], { platform, target, buildArgs }: BuildArguments): string {
  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = Object.entries(buildArgs).sort(([a], [b]) => (a < b ? -1 : 1));
  const facts = [byPath.map(({ path, sha256, executable }) => [path, sha256, executable]), platform, target, entries];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 20);
}

/** What the image is made of, with digests; paths that are not there are left out. */
export function readContext(root: string): readonly ContextFile[] {
  const paths = [DOCKERFILE, ...contextPaths(readFileSync(join(root, ".dockerignore"), "utf8"))];
  return paths.flatMap((path) => filesOf(root, path)).map((path) => describe(root, path));
}

function filesOf(root: string, path: string): readonly string[] {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full).flatMap((name) => filesOf(root, `${path}/${name}`));
}

function describe(root: string, path: string): ContextFile {
  const full = join(root, path);
  return {
    path,
    sha256: createHash("sha256").update(readFileSync(full)).digest("hex"),
    executable: (statSync(full).mode & 0o100) !== 0,
  };
}
