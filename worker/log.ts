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
  /** @default standard output, written at once: a killed worker has said everything */
  readonly destination?: { write(line: string): void };
}

export function makeLog({ experiment, worker, destination }: LogOptions): WorkerLog {
  const options = { base: { experiment, worker }, timestamp: pino.stdTimeFunctions.isoTime };
  const logger =
    destination === undefined ? pino(options, pino.destination({ fd: 1, sync: true })) : pino(options, destination);
  return {
    info: (event, data) => logger.info(data, event),
    warn: (event, data) => logger.warn(data, event),
    error: (event, data) => logger.error(data, event),
  };
}
