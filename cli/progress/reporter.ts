import { type CliIo } from "../shared/io";
import { inWords, type Looks, looksOf } from "../shared/styled";
import { LiveArea } from "./live-area";
import { duration, failureLine, liveLines, phaseText, progressLine } from "./render";
import { type FailedJob, type Phase, type RunState } from "./run-state";

/** Tells a person or a program how a run proceeds. */
export interface Reporter {
  /** Something changed, or time went by. */
  update(state: RunState): void;
  started(job: { readonly jobId: string; readonly name: string; readonly copy: number }): void;
  failed(job: FailedJob): void;
  done(job: { readonly jobId: string; readonly name: string; readonly seconds?: number | undefined }): void;
  /** A sentence for a person. */
  note(text: string): void;
  /** Takes the live block away; what comes after is plain text. */
  close(): void;
}

export type ReporterKind = "live" | "plain" | "json";

/** Milliseconds between two drawings of the live block. */
const REDRAW_MS = 200;
/** Between two plain lines: in the first minute, and later. */
const PLAIN_MS = 5000;
const LATER_PLAIN_MS = 30_000;
const FIRST_MS = 60_000;
/** Failures that get a plain line each; later ones are counted. */
const PLAIN_FAILURES = 10;

export const monotonicMs = (): number => performance.now();

export async function makeReporter(kind: ReporterKind, io: CliIo): Promise<Reporter> {
  switch (kind) {
    case "json":
      return new JsonReporter(io);
    case "plain":
      return new PlainReporter(io);
    case "live":
      return new LiveReporter(process.stderr, await looksOf(process.stderr));
  }
}

/** A live block where a person looks at the terminal, plain lines elsewhere, events for programs. */
export function reporterKind(isJson: boolean, io: CliIo): ReporterKind {
  if (isJson) return "json";
  return io.isTty && process.stderr.isTTY && process.env["TERM"] !== "dumb" ? "live" : "plain";
}

class LiveReporter implements Reporter {
  private readonly area: LiveArea;
  private drawnMs = -Infinity;
  private state: RunState | undefined;
  private isCleared = false;
  private readonly onResize = (): void => this.redraw();
  private readonly onStop = (): void => this.suspend();
  private readonly onResume = (): void => this.resume();

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly looks: Looks,
  ) {
    this.area = new LiveArea(stream, looks);
  }

  update(state: RunState): void {
    const now = monotonicMs();
    if (this.state === undefined) this.listen();
    this.state = state;
    if (now - this.drawnMs >= REDRAW_MS) this.redraw();
  }

  started(): void {
    // the block shows it
  }

  failed(): void {
    // the block shows its cause
  }

  done(): void {
    // the block shows it
  }

  note(text: string): void {
    this.area.above(inWords(text, this.area.columns - 1));
  }

  close(): void {
    this.area.clear();
    if (this.state !== undefined) this.listen("off");
    this.state = undefined;
  }

  private redraw(): void {
    if (this.state === undefined) return;
    this.drawnMs = monotonicMs();
    const { columns, rows } = this.area;
    this.area.draw(liveLines(this.state, this.drawnMs, { columns, rows, colour: this.looks.colour }));
  }

  private listen(how: "on" | "off" = "on"): void {
    this.stream[how]("resize", this.onResize);
    process[how]("SIGTSTP", this.onStop);
    process[how]("SIGCONT", this.onResume);
  }

  /** Ctrl-Z: the shell writes where the block was. */
  private suspend(): void {
    this.area.clear();
    this.isCleared = true;
    process.kill(process.pid, "SIGSTOP");
  }

  private resume(): void {
    if (!this.isCleared) this.area.forget(); // it was stopped by SIGSTOP
    this.isCleared = false;
    this.redraw();
  }
}

/** Lines with the time of day and the time that went by, for files and pipes. */
class PlainReporter implements Reporter {
  private begunMs: number | undefined;
  private printedMs = -Infinity;
  private printed: { readonly phase: Phase; readonly ended: number } | undefined;
  private failures = 0;

  constructor(private readonly io: CliIo) {}

  update(state: RunState): void {
    const now = monotonicMs();
    this.begunMs ??= state.begunMs;
    const { phase, ended } = state;
    if (this.printed?.phase !== phase && (phase !== "running" || this.printed === undefined)) {
      const counts = phase === "starting" ? "" : `${progressLine(state, now)}; `;
      this.print(counts + phaseText(state, now), now);
      this.printed = { phase, ended };
      return;
    }
    const isLast = ended === state.total;
    const everyMs = now - state.begunMs < FIRST_MS ? PLAIN_MS : LATER_PLAIN_MS;
    if (ended === this.printed?.ended || (!isLast && now - this.printedMs < everyMs)) return;
    this.printed = { phase, ended };
    this.print(progressLine(state, now), now);
  }

  started(): void {
    // not worth a line
  }

  failed(job: FailedJob): void {
    this.failures++;
    if (this.failures <= PLAIN_FAILURES) this.print(failureLine(job));
    if (this.failures === PLAIN_FAILURES)
      this.print("further failures are only counted here; the summary has their causes");
  }

  done(): void {
    // the next line counts it
  }

  note(text: string): void {
    this.io.stderr(text);
  }

  close(): void {
    // nothing to take away
  }

  private print(text: string, nowMs: number = monotonicMs()): void {
    this.printedMs = nowMs;
    const elapsed = duration((nowMs - (this.begunMs ?? nowMs)) / 1000);
    this.io.stderr(`${new Date().toTimeString().slice(0, 8)}  ${elapsed}  ${text}`);
  }
}

/** One JSON object a line on stdout: `{ event: "started" | "done" | "failed" | "progress" | "note" | "summary", … }`. */
class JsonReporter implements Reporter {
  private printedMs = -Infinity;

  constructor(private readonly io: CliIo) {}

  update(state: RunState): void {
    const now = monotonicMs();
    if (now - this.printedMs < PLAIN_MS) return;
    this.printedMs = now;
    const running = state.running.map(({ copy, name, sinceMs }) => ({ copy, name, seconds: (now - sinceMs) / 1000 }));
    const { done, failed, total } = state;
    this.print({
      event: "progress",
      done,
      failed,
      total,
      jobsPerSecond: state.rate(now),
      secondsLeft: state.secondsLeft(now),
      phase: state.phase,
      running,
    });
  }

  started(job: { readonly jobId: string; readonly name: string; readonly copy: number }): void {
    this.print({ event: "started", ...job });
  }

  failed(job: FailedJob): void {
    this.print({ event: "failed", ...job });
  }

  done(job: { readonly jobId: string; readonly name: string }): void {
    this.print({ event: "done", ...job });
  }

  note(text: string): void {
    this.print({ event: "note", text });
  }

  close(): void {
    // nothing to take away
  }

  private print(event: Readonly<Record<string, unknown>>): void {
    void this.io.stdout(JSON.stringify(event));
  }
}
