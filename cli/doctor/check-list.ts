/** What a real Fiji has to show before a long run, since tests can do so only with a stand-in; docs/scripts.md lists the same. */
export const FIJI_CHECKS = {
  launcher: "a launcher for this computer exists and may be run",
  start: "it runs several scripts by `--run` in one JVM without a window, and ends",
  java: "which Java it runs on",
  heap: "`--mem` is the heap of the JVM",
  headless: "`--headless` reaches the JVM",
  options: "`JAVA_TOOL_OPTIONS` reaches the JVM",
  parameters: "every text comes through `--run` as it was written",
  remembered: "a parameter of one job is not given to the next",
  errors: "exceptions and errors of macros are seen, with their line",
  macro: "a macro gets its parameters, and an old one its `getArgument()`",
  filters: "filters run headless and do not keep Fiji alive",
  quit: 'what `run("Quit")` at the end of a macro does',
  warm: "the loop starts inside Fiji, in which time and memory, and a warm job's results are a cold one's",
  isolation: "nothing of a warm job reaches the next",
  refusals: "what Fiji without a display does otherwise, without a word, is refused there",
  stop: "nothing is left of it when it is stopped",
  languages: "other languages than Groovy and macros take parameters and write files",
  plugins: "its plugins are found; your own script writes the same, cold and twice warm",
  display: "on a virtual display errors have their line, dialogs end, and Fiji's window stays for the next job",
} as const;

export type FijiCheck = keyof typeof FIJI_CHECKS;

/** `not checked`: what it needs is not here, or an earlier check failed. */
export type CheckStatus = "ok" | "warning" | "failed" | "not checked";

export interface CheckResult {
  readonly check: FijiCheck;
  readonly status: CheckStatus;
  /** What was seen, with its figures. */
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Of a check that was not reached. */
export const NOT_REACHED = "an earlier check failed";

/** Collects one result for each check; the first word on a check stays. */
export class CheckList {
  readonly #results = new Map<FijiCheck, CheckResult>();

  ok(check: FijiCheck, found: string): void {
    this.#tell({ check, status: "ok", found });
  }

  warn(check: FijiCheck, found: string, advice: string): void {
    this.#tell({ check, status: "warning", found, advice });
  }

  fail(check: FijiCheck, found: string, advice: string): void {
    this.#tell({ check, status: "failed", found, advice });
  }

  skip(check: FijiCheck, found: string, advice?: string): void {
    this.#tell({ check, status: "not checked", found, ...(advice === undefined ? {} : { advice }) });
  }

  /** `ok` when the condition holds, else failed. */
  expect(check: FijiCheck, holds: boolean, found: string, advice: string): void {
    if (holds) this.ok(check, found);
    else this.fail(check, found, advice);
  }

  failed(check: FijiCheck): boolean {
    return this.#results.get(check)?.status === "failed";
  }

  /** All checks in their order; those that were not reached say so. */
  results(): readonly CheckResult[] {
    return (Object.keys(FIJI_CHECKS) as FijiCheck[]).map(
      (check) => this.#results.get(check) ?? { check, status: "not checked", found: NOT_REACHED },
    );
  }

  #tell(result: CheckResult): void {
    if (!this.#results.has(result.check)) this.#results.set(result.check, result);
  }
}
