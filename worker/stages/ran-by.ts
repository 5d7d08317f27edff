import { type Marker } from "../contract/marker";
import { type WorkerSettings } from "../contract/worker-settings";
import { type ActiveJob } from "./active-job";

/** What a record says of the programs that ran a job: of the engine's process only once it ran. */
export function ranByOf(
  { job, ranBy }: Pick<ActiveJob, "job" | "ranBy">,
  { version }: Pick<WorkerSettings, "version">,
): Pick<Marker, "versions" | "engine" | "display" | "displayReason"> {
  return {
    versions: { dfiji: version, ...ranBy?.versions },
    engine: job.engine,
    ...(ranBy === undefined ? {} : { display: ranBy.display }),
    ...(ranBy?.displayReason === undefined ? {} : { displayReason: ranBy.displayReason }),
  };
}
