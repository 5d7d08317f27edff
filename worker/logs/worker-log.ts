import { pino } from "pino";
import { type EventName } from "../contract/events";
import { isRunEvent, type RunEvent, type RunEventName, runEventSchema } from "../contract/local-protocol";

/** One JSON line per event: `msg` is an event's name, all else is data. */
export interface WorkerLog {
  info<Event extends EventName>(event: Event, data: EventData<Event>): void;
  warn<Event extends EventName>(event: Event, data: EventData<Event>): void;
  error<Event extends EventName>(event: Event, data: EventData<Event>): void;
}

/** At least what a run reads of the event, and anything else for the log. */
export type EventData<Event extends EventName> = Event extends RunEventName
  ? Omit<Extract<RunEvent, { event: Event }>, "event"> & Readonly<Record<string, unknown>>
  : object;

export interface LogOptions {
  readonly experiment: string;
  readonly worker: string;
  /** What no line may hold is taken out by it. */
  readonly redact: (text: string) => string;
  /** @default standard output, written immediately: a killed worker has said everything */
  readonly destination?: { write(line: string): void };
  /** Called for events that a run reads, with the same things taken out. */
  readonly onRunEvent?: ((event: RunEvent) => void) | undefined;
}

export function makeLog(options: LogOptions): WorkerLog {
  const { experiment, worker, redact, destination = standardOutput(), onRunEvent } = options;
  const form = { base: { experiment, worker }, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = pino(form, { write: (line) => destination.write(redact(line)) });
  const write = (level: "info" | "warn" | "error", event: EventName, data: object): void => {
    logger[level](data, event);
    if (onRunEvent !== undefined && isRunEvent(event)) {
      onRunEvent(runEventSchema.parse(JSON.parse(redact(JSON.stringify({ ...data, event })))));
    }
  };
  return {
    info: (event, data) => write("info", event, data),
    warn: (event, data) => write("warn", event, data),
    error: (event, data) => write("error", event, data),
  };
}

const standardOutput = () => pino.destination({ fd: 1, sync: true });
