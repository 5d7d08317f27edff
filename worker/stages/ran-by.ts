import { type MadeBy, type Marker, type MarkerFile } from "../contract/marker";
import { type WorkerSettings } from "../contract/worker-settings";
import { type ActiveJob } from "./active-job";

/** What a record says of the programs that ran a job, of the engine's process only once it ran, and of what it ran on. */
export function ranByOf(
  { job, ranBy, inputs, took }: Pick<ActiveJob, "job" | "ranBy" | "inputs" | "took">,
  outputs: readonly MarkerFile[],
  { version, memoryMiB }: Pick<WorkerSettings, "version" | "memoryMiB">,
): Pick<Marker, "versions" | "engine" | "display" | "displayReason"> & MadeBy {
  return {
    versions: { dfiji: version, ...ranBy?.versions },
    engine: job.engine,
    ...(ranBy === undefined ? {} : { display: ranBy.display }),
    ...(ranBy?.displayReason === undefined ? {} : { displayReason: ranBy.displayReason }),
    parameters: { ...job.parameters },
    ...(job.script === undefined ? {} : { scriptSha256: job.script.sha256 }),
    memoryLimitMiB: memoryMiB,
    ...took,
    bytes: { in: bytesOf(inputs.map(({ object }) => object)), out: bytesOf(outputs) },
  };
}

const bytesOf = (files: readonly { readonly sizeBytes: number }[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
