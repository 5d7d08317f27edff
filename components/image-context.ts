import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What Docker sees of the repository, relative to its root; docker/Dockerfile.dockerignore lets in the same. */
export const CONTEXT_PATHS = ["docker", "dist/worker.js", "worker/imagej"] as const;
/** Folders below them that are made by builds. */
const MADE_BY_BUILDS = new Set(["target", "node_modules"]);

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

/** The files of the context with their digests; paths that are not there are left out. */
export function readContext(root: string, paths: readonly string[] = CONTEXT_PATHS): readonly ContextFile[] {
  return paths.flatMap((path) => filesOf(root, path)).map((path) => describe(root, path));
}

function filesOf(root: string, path: string): readonly string[] {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !MADE_BY_BUILDS.has(name))
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}

function describe(root: string, path: string): ContextFile {
  const full = join(root, path);
  return {
    path,
    sha256: createHash("sha256").update(readFileSync(full)).digest("hex"),
    executable: (statSync(full).mode & 0o100) !== 0,
  };
}
