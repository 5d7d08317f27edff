/** Why an attempt ended without results. `counted`: it speaks against the job and counts towards `maxAttempts`. */
export interface FailureInfo {
  readonly counted: boolean;
  /** One sentence for a user: what it means. */
  readonly meaning: string;
  /** The one thing to change or to look at. */
  readonly advice: string;
  /** Another attempt would end the same: the first is the last. @default false */
  readonly permanent?: boolean;
}

export const FAILURES = {
  "script-error": {
    counted: true,
    meaning: "the script stopped with an error",
    advice: "read the log: the line number is that of your script",
  },
  "no-output": {
    counted: true,
    meaning: "the script ended well but the files it should write do not exist",
    advice: "write below the folder given as `output`, or correct `expect`, `expectedFiles` or `minFileBytes`",
  },
  timeout: {
    counted: true,
    meaning: "the run took longer than it may",
    advice: "raise `timeoutMinutes` of the job or `jobTimeoutMinutes`, or make the job smaller",
  },
  silent: {
    counted: true,
    meaning:
      "the run printed nothing and used no CPU time for too long: most likely it waits for a window or for input",
    advice: "look for dialogs in the script, or raise `silenceTimeoutMinutes`",
  },
  "out-of-memory": {
    counted: true,
    permanent: true,
    meaning: "the run needed more memory than one job can have, also alone",
    advice: "give the task more memory (`memoryMiBPerTask`), then `dfiji failures --retry`",
  },
  "memory-shared": {
    counted: false,
    meaning: "memory was short while other jobs ran beside it",
    advice: "nothing to do: the job runs once more, alone, with all of it",
  },
  "input-missing": {
    counted: true,
    meaning: "an input of the job does not exist or cannot be stored as a file",
    advice: "compare `input` with the names in the bucket or folder",
  },
  "input-damaged": {
    counted: true,
    permanent: true,
    meaning: "an input is damaged, or is an image that ImageJ reads wrong",
    advice: "copy the file again from where it came from, then `dfiji failures --retry`, which checks it again",
  },
  "fetch-failed": {
    counted: false,
    meaning: "the inputs exist but could not be read",
    advice: "check the rights of the task role and the bucket; the job is tried again",
  },
  "publish-failed": {
    counted: false,
    meaning: "the results could not be stored",
    advice: "check the rights of the task role and the bucket; the job is tried again",
  },
  "lease-lost": {
    counted: false,
    meaning: "the queue gave the job to another worker",
    advice: "nothing to do: the other attempt continues",
  },
  interrupted: {
    counted: false,
    meaning: "the worker was asked to stop",
    advice: "nothing to do: the job is tried again elsewhere",
  },
  "disk-full": {
    counted: false,
    meaning: "the disk for work files is full",
    advice: "raise `diskGiBPerTask` and `volumeGiB`, or lower `copiesPerTask`",
  },
  "engine-start": {
    counted: false,
    meaning: "the engine did not start",
    advice: "read the worker's log: Java, Fiji or the display is missing or broken",
  },
  killed: {
    counted: false,
    meaning: "something outside ended the engine",
    advice: "nothing to do: the job is tried again",
  },
  "bad-message": {
    counted: false,
    meaning: "the message is not a job",
    advice: "submit the job again with this version's `dfiji submit`",
  },
  // no worker says this: the CLI concludes it from a dead letter without a reason
  lost: {
    counted: false,
    meaning:
      "the queue moved the job to the dead-letter queue: its workers died without a word, or never said what became of it",
    advice: "most likely of memory: raise `memoryMiBPerTask` or lower `copiesPerTask`; then `dfiji failures --retry`",
  },
} as const satisfies Record<string, FailureInfo>;

export type FailureClass = keyof typeof FAILURES;
export const FAILURE_CLASSES = Object.keys(FAILURES) as readonly FailureClass[];
export const isPermanent = (failure: FailureClass): boolean => {
  const { permanent = false }: FailureInfo = FAILURES[failure];
  return permanent;
};
export const isCounted = (failure: FailureClass): boolean => FAILURES[failure].counted;

const INTERRUPTIONS: readonly string[] = ["interrupted", "lease-lost", "memory-shared"] satisfies FailureClass[];

/** Whether an end of this class says nothing about the job: it was stopped, another worker has it, or it runs again alone. */
export const isInterruption = (failure: string): boolean => INTERRUPTIONS.includes(failure);

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
