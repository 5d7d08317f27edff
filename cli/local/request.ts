import { type EngineName } from "../../worker/contract/job";

/** `dfiji local`, options read and paths absolute. It is kept with the submission, for `dfiji failures --retry`. */
export interface LocalRequest {
  readonly jobFile?: string | undefined;
  readonly inputDir: string;
  readonly outputDir: string;
  readonly scriptFile?: string | undefined;
  readonly pattern?: string | undefined;
  readonly engine: EngineName;
  readonly command?: readonly string[] | undefined;
  readonly fijiPath?: string | undefined;
  /** Default: one for each core. */
  readonly copies?: number | undefined;
  /** Memory of all copies together, MiB. Default: 75 % of the computer's. */
  readonly memoryMiB?: number | undefined;
  readonly inPlace: boolean;
  readonly force: boolean;
  /** Take the place of results that another version of the job made. */
  readonly replace: boolean;
  readonly skipMissing: boolean;
  readonly check: boolean;
  readonly keepGoing: boolean;
  readonly maxAttempts: number;
  readonly timeoutMinutes?: number | undefined;
  readonly silenceMinutes?: number | undefined;
  readonly graceSeconds: number;
  readonly display: "none" | "virtual" | "auto";
  readonly warm: boolean;
  readonly expect?: readonly string[] | undefined;
  readonly expectedFiles?: number | undefined;
  readonly minFileBytes?: number | undefined;
  readonly necessaryString?: string | undefined;
  readonly passEnv: readonly string[];
  readonly json: boolean;
  /** Only the jobs of these names. */
  readonly only?: readonly string[] | undefined;
}

/** What a submission kept of its call, or undefined when it was none of `dfiji local`. */
export function localRequestOf(kept: Readonly<Record<string, unknown>> | undefined): LocalRequest | undefined {
  return typeof kept?.["inputDir"] === "string" && typeof kept["engine"] === "string"
    ? (kept as unknown as LocalRequest)
    : undefined;
}
