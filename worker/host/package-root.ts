import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of our package.json, above this file: the same from the sources and from `dist/`. */
export function packageRoot(from: string = __dirname): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "distributed-fiji") {
      return folder;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
