import { pino } from "pino";
import { type EventName } from "./contract/events";

/** One JSON line per event: `msg` is an event's name, all else is data. */
export interface WorkerLog {
  info(event: EventName, data: object): void;
  warn(event: EventName, data: object): void;
  error(event: EventName, data: object): void;
}

export interface LogOptions {
  readonly experiment: string;
  readonly worker: string;
  /** What no line may hold is taken out by it. */
  readonly redact: (text: string) => string;
  /** @default standard output, written at once: a killed worker has said everything */
  readonly destination?: { write(line: string): void };
}

export function makeLog({ experiment, worker, redact, destination = standardOutput() }: LogOptions): WorkerLog {
  const options = { base: { experiment, worker }, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = pino(options, { write: (line) => destination.write(redact(line)) });
  return {
    info: (event, data) => logger.info(data, event),
    warn: (event, data) => logger.warn(data, event),
    error: (event, data) => logger.error(data, event),
  };
}

const standardOutput = () => pino.destination({ fd: 1, sync: true });
