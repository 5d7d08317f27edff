import { fijiStandIn } from "../test/helpers/fiji-stand-in";
import { bareImagej } from "./imagej";
import { inTurns, printRows } from "./rows";
import { runWorker } from "./worker";

/** Fiji's stand-in, warm and started for each job, beside bare ImageJ: each by the whole worker, on folders. */
export async function benchFiji(jobs: number, coldJobs: number, rounds: number, heapMiB: number): Promise<void> {
  const path = await fijiStandIn();
  const bare = await bareImagej(heapMiB, 1);
  const worker = (copies: number, warm: boolean) => (count: number) =>
    runWorker(count, { copies, store: "folders", heapMiB, fiji: { path, warm } });
  const rows = await inTurns(rounds, [
    ["bare warm loop, ImageJ", jobs, (count) => bare.warmLoop(count)],
    ["warm Fiji, 1 copy", jobs, worker(1, true)],
    ["warm Fiji, 2 copies", jobs, worker(2, true)],
    ["Fiji started for each job, 1 copy", coldJobs, worker(1, false)],
  ]);
  const cold = rows.at(-1);
  if (cold !== undefined) printRows(jobs, rows, { name: "cold Fiji", row: cold });
}
