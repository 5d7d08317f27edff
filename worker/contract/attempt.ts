import { z } from "zod";
import { RUN_DISPLAYS } from "./display";
import { FAILURE_CLASSES, type FailureClass } from "./failure";
import { ENGINE_NAMES } from "./job";
import { fileSchema, madeBySchema, secondsSchema } from "./marker";
import { parseRecord } from "./parse-record";

/** Lines of the job's output kept in the record. */
export const LOG_TAIL_LINES = 40;

/** Unknown keys are accepted: a later version may add some. */
export const attemptSchema = z.object({
  v: z.literal(1),
  jobId: z.string(),
  name: z.string(),
  submission: z.string(),
  group: z.record(z.string(), z.string()),
  root: z.string(),
  messageId: z.string(),
  receiveCount: z.number().int().positive(),
  startedAt: z.string(),
  finishedAt: z.string(),
  class: z.enum(FAILURE_CLASSES as [FailureClass, ...FailureClass[]]),
  counted: z.boolean(),
  /** One line for a person: what happened, with the offending value. */
  reason: z.string(),
  advice: z.string(),
  /** Line of the user's script, when known; 1-based. */
  line: z.number().int().positive().optional(),
  logTail: z.array(z.string()).max(LOG_TAIL_LINES),
  peakMemoryMiB: z.number().nonnegative().optional(),
  /** As in the marker; `display` and the engine's own versions only where a run began. */
  versions: z.record(z.string(), z.string()).optional(),
  engine: z.enum(ENGINE_NAMES).optional(),
  display: z.enum(RUN_DISPLAYS).optional(),
  displayReason: z.string().optional(),
  ...madeBySchema.shape,
  seconds: secondsSchema.optional(),
  inputs: z.array(fileSchema).optional(),
  worker: z.string(),
});

/** `attempts/<jobId>/<messageId>-<receiveCount>.json`: one attempt that failed. Written before the message is released. */
export type Attempt = z.infer<typeof attemptSchema>;

/** @throws {Error} naming the record when the text is not one of this version */
export function parseAttempt(text: string, key: string): Attempt {
  return parseRecord(attemptSchema, text, key, "an attempt record");
}
