import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes what is in a folder, links as links, but not the names to keep. A folder that is gone is empty. */
export async function emptyFolder(folder: string, keep: readonly string[] = []): Promise<void> {
  const others = namesIn(folder).filter((name) => !keep.includes(name));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** At once, since it mostly is empty and the next job waits for this. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
