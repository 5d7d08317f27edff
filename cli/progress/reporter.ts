import { type CliIo } from "../shared/io";
import { failureLine, liveBlock, progressLine } from "./render";
import { type FailedJob, type RunState } from "./run-state";

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

/** Milliseconds between two drawings of the live block, and between two plain lines. */
const REDRAW_MS = 200;
const PLAIN_MS = 5000;

export const monotonicMs = (): number => performance.now();

export async function makeReporter(kind: ReporterKind, io: CliIo): Promise<Reporter> {
  switch (kind) {
    case "json":
      return new JsonReporter(io);
    case "plain":
      return new PlainReporter(io);
    case "live": {
      const { createLogUpdate } = await import("log-update");
      return new LiveReporter(createLogUpdate(process.stderr), io);
    }
  }
}

/** A live block where a person looks at the terminal, plain lines elsewhere, events for programs. */
export function reporterKind(isJson: boolean, io: CliIo): ReporterKind {
  if (isJson) return "json";
  return io.isTty && process.stderr.isTTY && process.env["TERM"] !== "dumb" ? "live" : "plain";
}

type LogUpdate = ((text: string) => void) & { clear(): void };

class LiveReporter implements Reporter {
  private drawnMs = -Infinity;

  constructor(
    private readonly draw: LogUpdate,
    private readonly io: CliIo,
  ) {}

  update(state: RunState): void {
    const now = monotonicMs();
    if (now - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = now;
    this.draw(liveBlock(state, now, process.stderr.columns || 80));
  }

  started(): void {
    // the block shows it
  }

  failed(job: FailedJob): void {
    this.note(failureLine(job));
  }

  done(): void {
    // the block shows it
  }

  note(text: string): void {
    this.close();
    this.io.stderr(text);
  }

  close(): void {
    this.draw.clear();
    this.drawnMs = -Infinity;
  }
}

class PlainReporter implements Reporter {
  private printedMs = -Infinity;
  private printedEnded = -1;

  constructor(private readonly io: CliIo) {}

  update(state: RunState): void {
    const now = monotonicMs();
    const isLast = state.ended === state.total;
    if (state.ended === this.printedEnded || (!isLast && now - this.printedMs < PLAIN_MS)) return;
    this.printedMs = now;
    this.printedEnded = state.ended;
    this.io.stderr(progressLine(state, now));
  }

  started(): void {
    // not worth a line
  }

  failed(job: FailedJob): void {
    this.io.stderr(failureLine(job));
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
