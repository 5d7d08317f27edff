import type { ConfigSource } from "../../components/config/config";
import { GOOD_CONFIG } from "./good-config";

export const SCRIPT_TEXT = 'print("hello");\n';

/** The good config with changes, as `readConfig` gets it; a value of `undefined` takes a key out. One file is there. */
export function configSource(
  changes: Readonly<Record<string, string | undefined>> = {},
  stack = "dev",
  secrets = ["distributed-fiji:notify"],
): ConfigSource {
  const values = Object.entries({ ...GOOD_CONFIG, ...changes }).filter(([, value]) => value !== undefined);
  return {
    project: "distributed-fiji",
    stack,
    raw: Object.fromEntries(values.map(([key, value]) => [`distributed-fiji:${key}`, value as string])),
    isSecret: (key) => secrets.includes(key),
    readFile: (path) => (/^measure\.(ijm|groovy)$/u.test(path) ? new TextEncoder().encode(SCRIPT_TEXT) : undefined),
  };
}
