/**
 * starting: no copy is ready yet. taking: asks for jobs. finishing: asks for none, those in progress may end until the grace
 * is over. stopped: nothing in progress, no process left.
 */
export type WorkerState = "starting" | "taking" | "finishing" | "stopped";

/** Why the worker ended. `fault`: it cannot work here; the reason is for a person. */
export interface WorkerEnd {
  readonly why: "asked to stop" | "queue empty" | "fault";
  readonly reason: string;
}
