import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type FijiInstallation } from "../../worker/engines/fiji/installation";

/** Where an installation keeps what it can do: an update or a new plugin changes a file in one of them. */
const PARTS = ["jars", "plugins", "macros", "scripts", "luts"];

/** Changes when a jar, plugin, macro or script of the installation does: a digest of their names, sizes and dates. */
export async function installationKey({ folder, launcher }: FijiInstallation): Promise<string> {
  const files = [launcher];
  for (const part of PARTS) {
    const entries = await readdir(join(folder, part), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (!entry.isDirectory()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash("sha256");
  for (const path of files.sort()) {
    const found = await stat(path).catch(() => undefined);
    hash.update(`${path}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}
