import { type ProgramEnd } from "../program/run-program";
import { type Failure, failureOfEnd } from "../program/run-failure";

interface Ending {
  readonly reason?: string;
  readonly line?: number;
}

/**
 * Reads how a cold Fiji ended. Its exit status says nothing: 0 also stands for a script that was not found, that threw,
 * or that was never started. So it has ended well only if our last script says so and nothing on the way told of an error.
 */
export class ColdOutcome {
  #ending: Ending | undefined;
  #printed: Ending | undefined;
  /** The next line quotes that of the macro, with the word at which it failed. */
  #awaitsWord = false;

  constructor(
    private readonly scriptName: string,
    private readonly marker: string,
  ) {}

  /** The line of our last script: all is done, although plugins' threads may keep the JVM alive. */
  isLast(line: string): boolean {
    const at = line.indexOf(this.marker);
    if (at === -1) return false;
    const text = line.slice(at + this.marker.length).trim();
    const place = /^(\d+)\t(.*)$/s.exec(decodeURIComponent(text));
    const [, number = "0", reason = ""] = place ?? [];
    this.#ending = { ...(reason === "" ? {} : { reason }), ...(number === "0" ? {} : { line: Number(number) }) };
    return true;
  }

  /** False for lines that are none of the job's. */
  read(line: string): boolean {
    if (/^Picked up JAVA_TOOL_OPTIONS: |java\.util\.prefs\.|^INFO: Created user preferences directory/.test(line)) {
      return false;
    }
    const macro = /Macro Error: (.*?) in line (\d+)/.exec(line) ?? MACRO_STOPPED.exec(line);
    if (macro !== null) {
      this.#awaitsWord = this.#printed === undefined;
      this.#printed ??= {
        reason: macro[1]?.trim() ?? line,
        ...(macro[2] === undefined ? {} : { line: Number(macro[2]) }),
      };
    } else this.#readWord(line);
    const notRun = /Ignoring invalid argument: --run/.test(line);
    if (notRun) this.#printed ??= { reason: `Fiji has no language for ${this.scriptName}, or cannot read it: ${line}` };
    const thrown =
      /^(?:Exception in thread "[^"]*" |\[ERROR\] |Caused by: )?((?:java|ij|groovy|org|net|sc)\.[\w.$]*(?:Exception|Error)\b.*)$/.exec(
        line,
      );
    if (thrown !== null) this.#printed ??= { reason: thrown[1] ?? line };
    return true;
  }

  #readWord(line: string): void {
    if (!this.#awaitsWord || line.trim() === "" || line.includes("(called from line")) return;
    this.#awaitsWord = false;
    const [, word] = /<([\w.]+?)>/.exec(line) ?? [];
    const { reason = "", ...place } = this.#printed ?? {};
    if (word !== undefined) this.#printed = { ...place, reason: `${reason} \`${word}\`` };
  }

  failure(end: ProgramEnd): Failure | undefined {
    if (end.startError !== undefined) {
      return { class: "engine-start", reason: `Fiji cannot be started: ${end.startError.message}` };
    }
    if (end.reached !== undefined) return end.reached;
    if (this.#ending === undefined) return this.#early(end);
    // the printed line of a macro is the right one
    const told = this.#printed ?? (this.#ending.reason === undefined ? undefined : this.#ending);
    if (told?.reason === undefined) return undefined;
    const { reason, line = this.#ending.line } = told;
    const failureClass = /OutOfMemoryError|<Out of memory>/.test(reason) ? "out-of-memory" : "script-error";
    return { class: failureClass, reason, ...(line === undefined ? {} : { line }) };
  }

  /** Our last script was never run. */
  #early(end: ProgramEnd): Failure {
    const lastWords = end.lastLines.join("\n");
    const isFull = lastWords.includes("Terminating due to java.lang.OutOfMemoryError");
    if (end.code === 0 || (!isFull && end.code !== null && end.code !== 137)) {
      const reason =
        this.#printed?.reason ?? `the script ended the JVM (System.exit, status ${end.code}), or it never began`;
      return { class: "script-error", reason };
    }
    return failureOfEnd({ code: end.code, signal: end.signal, saidExit: false, lastWords }, isFull, end.memoryKill);
  }
}

/** What ImageJ prints where it would show a window. */
const MACRO_STOPPED = /^Macro Error(?:: (.*))?$/;
