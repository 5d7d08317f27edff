import type { ConfigKey } from "./keys";

export interface CheckContext {
  /** The command that sets a key, in backquotes. */
  readonly set: (name: ConfigKey, value: string | number) => string;
  /** The command that takes a key, or one element of a list, out of the config, in backquotes. */
  readonly unset: (name: ConfigKey, index?: number) => string;
  /** The command that encrypts one element of a list, in backquotes; its value is left to the user. */
  readonly encrypt: (name: ConfigKey, index: number) => string;
  /** Whether the stack's file has the key, or a part of it, encrypted. */
  readonly isSecret: (name: ConfigKey) => boolean;
  /** Of the stack; undefined: not known before AWS is asked. */
  readonly region: string | undefined;
  readonly readFile: (path: string) => Uint8Array | undefined;
}
