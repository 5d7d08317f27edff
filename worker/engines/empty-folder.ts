import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes what is in a folder, links as links, but not the names to keep. A folder that is gone is empty. */
export async function emptyFolder(folder: string, keep: readonly string[] = []): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const others = names.filter((name) => !keep.includes(name));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
