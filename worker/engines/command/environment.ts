import { type RawEnv } from "../../contract/env";
import { type Display } from "../program/display";

/** What nearly every program needs; the rest of the worker's environment is passed on only by name. */
const BASE = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ"] as const;

export interface ProgramPlaces {
  readonly temporary: string;
  readonly processors: number;
  readonly display: Display["env"] | undefined;
}

/** The environment of a program: the base, what the run sets, and the names of DFIJI_PASS_ENV, which win. */
export function programEnvironment(
  env: RawEnv,
  pass: readonly string[],
  { temporary, processors, display }: ProgramPlaces,
): Record<string, string> {
  const pick = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const base = pick(BASE);
  const hasLocale = ["LANG", "LC_ALL", "LC_CTYPE"].some((name) => (base[name] ?? "") !== "");
  return {
    ...base,
    ...(hasLocale ? {} : { LC_ALL: "C.UTF-8" }),
    TMPDIR: temporary,
    // several copies share the computer: libraries take all cores unless they are told
    OMP_NUM_THREADS: String(processors),
    ...display,
    ...pick(pass),
  };
}
