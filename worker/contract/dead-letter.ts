/**
 * Attributes of a message that the worker itself moves to the dead-letter queue. A message there without `dfijiClass`
 * came by the queue's own redrive: its workers died without a word (`lost`).
 */
export const DEAD_LETTER_ATTRIBUTES = {
  /** A `FailureClass`. */
  class: "dfijiClass",
  /** One line, at most 1,000 characters. */
  reason: "dfijiReason",
  /** Message id in the job queue: names the attempt records. */
  messageId: "dfijiMessageId",
} as const;
