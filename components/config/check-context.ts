import type { ConfigKey } from "./keys";

export interface CheckContext {
  /** The command that sets a key, in backquotes. */
  readonly set: (name: ConfigKey, value: string | number) => string;
  /** The command that takes a key, or one element of a list, out of the config, in backquotes. */
  readonly unset: (name: ConfigKey, index?: number) => string;
  readonly readFile: (path: string) => Uint8Array | undefined;
}
