import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** The config of a stack file as Pulumi hands it to the program: texts, lists and maps as JSON. */
export function readStackFile(path: string): Record<string, string> {
  const { config } = load(readFileSync(path, "utf8")) as { readonly config: Readonly<Record<string, unknown>> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}
