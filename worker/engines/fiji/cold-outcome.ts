import { z } from "zod";
import { type TableFacts } from "../engine";
import { type ProgramEnd } from "../program/run-program";
import { type Failure, failureOf, failureOfEnd, tableFactsOf } from "../program/run-failure";

/** What our last script tells; no `reason`: it ended well. */
const ENDING = z.object({
  reason: z.string().optional(),
  line: z.number().default(0),
  advice: z.string().optional(),
  needsDisplay: z.boolean().default(false),
  outOfMemory: z.boolean().default(false),
  emptyTables: z.array(z.string()).default([]),
  resultRows: z.number().optional(),
});

/** Lines that Java itself prints at its start. */
export const OF_JAVA = /^Picked up JAVA_TOOL_OPTIONS: |java\.util\.prefs\.|^INFO: Created user preferences directory/;

/**
 * Reads how a cold Fiji ended. Its exit status says nothing: 0 also stands for a script that was not found, that threw,
 * or that was never started. So it has ended well only if our last script says so and nothing on the way showed an error.
 */
export class ColdOutcome {
  #ending: z.infer<typeof ENDING> | undefined;
  #notRun: string | undefined;

  constructor(
    private readonly scriptName: string,
    private readonly marker: string,
  ) {}

  /** The line of our last script: all is done, although plugins' threads may keep the JVM alive. */
  isLast(line: string): boolean {
    const at = line.indexOf(this.marker);
    if (at === -1) return false;
    this.#ending = ENDING.parse(JSON.parse(decodeURIComponent(line.slice(at + this.marker.length).trim())));
    return true;
  }

  /** False for lines that are none of the job's. */
  read(line: string): boolean {
    if (OF_JAVA.test(line)) return false;
    if (/Ignoring invalid argument: --run/.test(line)) {
      this.#notRun ??= `Fiji has no language for ${this.scriptName}, or cannot read it: ${line}`;
    }
    return true;
  }

  /** Undefined when our last script was never run. */
  get tables(): TableFacts | undefined {
    if (this.#ending === undefined) return undefined;
    const { emptyTables, resultRows } = this.#ending;
    return tableFactsOf({ emptyTables, ...(resultRows !== undefined && { resultRows }) });
  }

  failure(end: ProgramEnd): Failure | undefined {
    if (end.startError !== undefined) {
      return { class: "engine-start", reason: `Fiji cannot be started: ${end.startError.message}` };
    }
    if (end.reached !== undefined) return end.reached;
    if (this.#ending === undefined) return this.#early(end);
    const { advice, line, needsDisplay, outOfMemory } = this.#ending;
    const reason = this.#notRun ?? this.#ending.reason;
    if (reason === undefined) return undefined;
    const answer = {
      type: "end",
      id: 0,
      aborted: false,
      leftOver: [],
      liveMiB: 0,
      line,
      needsDisplay,
      outOfMemory,
      reason,
    } as const;
    return failureOf(advice === undefined ? answer : { ...answer, advice });
  }

  /** Our last script was never run. */
  #early(end: ProgramEnd): Failure {
    const lastWords = end.lastLines.join("\n");
    const isFull = lastWords.includes("Terminating due to java.lang.OutOfMemoryError");
    if (end.code === 0 || (!isFull && end.code !== null && end.code !== 137)) {
      const reason = this.#notRun ?? `the script ended the JVM (System.exit, status ${end.code}), or it never began`;
      return { class: "script-error", reason };
    }
    return failureOfEnd({ code: end.code, signal: end.signal, saidExit: false, lastWords }, isFull, end.memoryKill);
  }
}
