import { readFileSync } from "node:fs";
import { load } from "js-yaml";

type Value = string | number | boolean | readonly unknown[] | Readonly<Record<string, unknown>>;

/** The config of a stack file as Pulumi hands it to the program: texts, lists and maps as JSON. */
export function readStackFile(path: string): Record<string, string> {
  const { config } = load(readFileSync(path, "utf8")) as { readonly config: Readonly<Record<string, Value>> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
