import { existsSync } from "node:fs";
import { join } from "node:path";
import { EngineStartError } from "../engine";
import { packageRoot } from "../../host/package-root";

/** The folder with the scripts that we run inside Fiji: among the sources, or beside the built worker. */
export function loopFolder(): string {
  const root = packageRoot();
  const places = [...(root === undefined ? [] : [join(root, "worker", "fiji")]), join(__dirname, "fiji")];
  const found = places.find((place) => existsSync(join(place, "loop.groovy")));
  if (found !== undefined) return found;
  throw new EngineStartError(`loop.groovy is in none of ${places.join(", ")}`, "install the program again");
}
