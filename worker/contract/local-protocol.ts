import { z } from "zod";
import { EVENTS } from "./events";
import { FAILURE_CLASSES } from "./failure";

/**
 * Messages between `dfiji local` and the worker that it starts, on the IPC channel of the two: a pair of connected sockets
 * that the worker inherits, without a name that another process could open. The worker calls the run's queue and reports
 * events; the run answers. Both ends parse what they receive.
 */

/** DFIJI_QUEUE and DFIJI_DEAD_LETTER_QUEUE of such a worker. A colon is not allowed in the name of an SQS queue. */
export const PARENT_QUEUE = "ipc:";

const handle = z.string().min(1);
const seconds = z.number().nonnegative();

/** The calls of the `JobQueue` port. */
export const queueCallSchema = z.discriminatedUnion("call", [
  z.strictObject({
    call: z.literal("receive"),
    max: z.int().positive(),
    waitSeconds: seconds,
    leaseSeconds: z.number().positive(),
  }),
  z.strictObject({ call: z.literal("renew"), handles: z.array(handle), seconds }),
  z.strictObject({ call: z.literal("release"), handle, delaySeconds: seconds }),
  z.strictObject({ call: z.literal("remove"), handle }),
  z.strictObject({ call: z.literal("deadLetter"), handle, class: z.enum(FAILURE_CLASSES), reason: z.string() }),
  z.strictObject({ call: z.literal("requeue"), body: z.string() }),
]);
export type QueueCall = z.infer<typeof queueCallSchema>;

const deliverySchema = z.strictObject({
  messageId: z.string(),
  receiptHandle: handle,
  body: z.string(),
  receiveCount: z.int().positive(),
});
/** A message in the hands of the worker until its lease ends. */
export type Delivery = z.infer<typeof deliverySchema>;

export const receiveAnswerSchema = z.strictObject({ messages: z.array(deliverySchema) });
/** One result for each handle, in the order of the call. */
export const renewAnswerSchema = z.strictObject({ results: z.array(z.enum(["renewed", "lost"])) });
/** Of every other call. */
export const doneAnswerSchema = z.strictObject({});
export type QueueAnswer =
  z.infer<typeof receiveAnswerSchema> | z.infer<typeof renewAnswerSchema> | z.infer<typeof doneAnswerSchema>;

/** The events of the worker's log that a run reads, with what it reads of them; all else of their data is for the log. */
export const runEventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal(EVENTS.copyReady), copy: z.number() }),
  z.object({ event: z.literal(EVENTS.workerState), reason: z.string().optional() }),
  z.object({ event: z.literal(EVENTS.jobStarted), jobId: z.string(), copy: z.number() }),
  z.object({ event: z.literal(EVENTS.jobDone), jobId: z.string() }),
  z.object({ event: z.literal(EVENTS.jobSkipped), jobId: z.string() }),
  z.object({
    event: z.literal(EVENTS.jobFailed),
    jobId: z.string(),
    class: z.enum(FAILURE_CLASSES),
    reason: z.string(),
    /** Of the user's script, when known. */
    line: z.number().optional(),
    /** No further attempt: the message goes to the dead-letter queue. */
    final: z.boolean(),
  }),
  /** Without a job: the message was returned unread. */
  z.object({
    event: z.literal(EVENTS.jobReleased),
    jobId: z.string().optional(),
    /** Of an attempt that failed and does not count. */
    class: z.enum(FAILURE_CLASSES).optional(),
    reason: z.string().optional(),
    advice: z.string().optional(),
  }),
  z.object({ event: z.literal(EVENTS.badMessage), problems: z.array(z.string()).readonly() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventName = RunEvent["event"];

const RUN_EVENTS: ReadonlySet<string> = new Set(
  runEventSchema.options.map(({ shape: { event } }) => event.value satisfies RunEventName),
);
export const isRunEvent = (event: string): event is RunEventName => RUN_EVENTS.has(event);

export const fromWorkerSchema = z.union([
  z.strictObject({ id: z.int(), call: queueCallSchema }),
  z.strictObject({ event: runEventSchema }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;

/** `answer` is parsed by the schema of the call with this id. */
export const toWorkerSchema = z.strictObject({ id: z.int(), answer: z.unknown() });
export type ToWorker = { readonly id: number; readonly answer: QueueAnswer };
