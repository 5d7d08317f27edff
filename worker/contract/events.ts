/**
 * The worker's log: one JSON object a line on stdout. `msg` is one of these constants, all else is data. The CLI's
 * progress, the dashboard's queries and the tests read them by these names.
 */
export const EVENTS = {
  /** { copies, heapMiB: limit of each, sharesMemory, memoryMiB, processors, versions } */
  workerStarted: "worker started",
  /** { copy, seconds } a copy can take its first job */
  copyReady: "copy ready",
  /** { copy, reason } the copy's engine process is replaced */
  copyRecycled: "copy recycled",
  /** { copy, reason } the copy takes no more jobs: its process does not end, even killed */
  copyLost: "copy lost",
  /** { pids, reason } processes that a dead worker left do not end, even killed */
  processesStuck: "processes stuck",
  /** { jobId, name, copy, messageId, receiveCount } */
  jobStarted: "job started",
  /** { jobId, name, copy, seconds: StageSeconds, outputFiles, outputBytes, peakMemoryMiB? } */
  jobDone: "job done",
  /** { jobId, name, reason: "marked by this submission" | "done before, same inputs" } */
  jobSkipped: "job skipped",
  /** { jobId, name, copy, class, counted, reason, line?, final } final: it went to the dead-letter queue */
  jobFailed: "job failed",
  /** { jobId, name, receiveCount, reason } the record of a failed attempt is not stored: the queue's count of receives decides */
  attemptNotRecorded: "attempt not recorded",
  /** { jobId, name, reason } the job's output is not beside its results */
  jobLogNotStored: "job log not stored",
  /** { jobId, name, reason } an input is run all the same, and may be damaged */
  inputDoubtful: "input doubtful",
  /** { jobId, name, why, class?, reason?, advice? } the message is back in the queue and no attempt was counted */
  jobReleased: "job released",
  /** { jobId, name, expectedMiB, usedMiB, memoryMiB, alone } it does not fit beside what the other copies use; once a job */
  jobWaits: "job waits for memory",
  /** { messageId, problems } */
  badMessage: "bad message",
  /** { reason } receiving failed; it is tried again, ever more slowly */
  queueUnreachable: "queue unreachable",
  /** { reason } ECS does not protect this task from scale-in; logged once */
  protectionRefused: "task protection refused",
  /** { jobId, reason } the job's output is not in CloudWatch Logs; it is beside the results all the same */
  jobLogNotSent: "job log not sent",
  /** { seconds } the event loop stood still: no lease could be renewed meanwhile */
  loopDelayed: "event loop delayed",
  /** { state: "starting" | "taking" | "finishing" | "stopped", reason? } */
  workerState: "worker state",
} as const;

export type EventName = (typeof EVENTS)[keyof typeof EVENTS];
