import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { ContextFile } from "./build-context";

/** Seconds since 1970, the time of every file and of the image: 2026-01-01. Another one would be another image. */
export const SOURCE_DATE_EPOCH = 1_767_225_600;

/**
 * Copies what the image is made of into a folder named by its content, the same to the byte on every computer. The provider
 * hashes whole file modes (pulumi-docker-build 0.0.22, context.go, hashFile), which differ with the umask of a clone; and the
 * builder copies modes and times into layers. Answers with the folder's path below `root`. A folder that is there is complete.
 */
export function stageContext(root: string, files: readonly ContextFile[]): string {
  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const facts = byPath.map(({ path, sha256, executable }) => [path, sha256, executable]);
  const location = `dist/image-context/${createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 20)}`;
  const folder = join(root, location);
  if (existsSync(folder)) return location;
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  for (const { path, executable } of files) {
    const copy = join(fresh, path);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(root, path), copy);
    chmodSync(copy, executable ? 0o755 : 0o644);
    utimesSync(copy, SOURCE_DATE_EPOCH, SOURCE_DATE_EPOCH);
  }
  fixFolders(fresh);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true });
    if (!existsSync(folder)) throw error; // else another program was first, with the same
  }
  return location;
}

/** What is inside comes first: it changes the folder's time. */
function fixFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) fixFolders(join(folder, entry.name));
  }
  chmodSync(folder, 0o755);
  utimesSync(folder, SOURCE_DATE_EPOCH, SOURCE_DATE_EPOCH);
}
