import { type RawEnv } from "../../contract/env";
import { type Display } from "./display";

/** What nearly every program needs. */
const BASE = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ"] as const;

export interface ProgramPlaces {
  /** Folder for temporary files. */
  readonly temporary: string;
  readonly display: Display["env"] | undefined;
}

/**
 * The environment of a program that runs scripts: the base, what the run sets, and the variables of DFIJI_PASS_ENV, which
 * win. All else that the worker or the user's shell has stays with them: it may be a secret.
 */
export function programEnvironment(
  env: RawEnv,
  pass: readonly string[],
  { temporary, display }: ProgramPlaces,
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const base = pick(env, BASE);
  const hasLocale = ["LANG", "LC_ALL", "LC_CTYPE"].some((name) => (base[name] ?? "") !== "");
  return {
    ...base,
    ...(hasLocale ? {} : { LC_ALL: "C.UTF-8" }),
    TMPDIR: temporary,
    ...own,
    ...display,
    ...pick(env, pass),
  };
}

/** The variables of these names that are set. */
export const pick = (env: RawEnv, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
