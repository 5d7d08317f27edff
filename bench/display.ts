import { type DisplayChoice } from "../worker/contract/display";
import { bareImagej } from "./imagej";
import { inTurns, printRows } from "./rows";
import { runWorker } from "./worker";

/**
 * Engine `imagej` with `display: auto`, which runs the example without a display, and on a display; bare ImageJ both ways.
 * One copy.
 */
export async function benchDisplay(jobs: number, rounds: number, heapMiB: number): Promise<void> {
  const headless = await bareImagej(heapMiB, 1);
  const bare = await bareImagej(heapMiB, 1, "virtual");
  const worker = (display: DisplayChoice, store: "folders" | "s3") => (count: number) =>
    runWorker(count, { copies: 1, store, heapMiB, display });
  const rows = await inTurns(rounds, [
    ["bare warm loop", jobs, (count) => headless.warmLoop(count)],
    ["worker on folders, 1 copy, display auto", jobs, worker("auto", "folders")],
    ["worker on s3, 1 copy, display auto", jobs, worker("auto", "s3")],
    ["worker on folders, 1 copy, with a display", jobs, worker("virtual", "folders")],
    ["bare warm ImageJ on Xvfb and openbox", jobs, (count) => bare.warmLoop(count)],
  ]);
  const last = rows.at(-1);
  if (last !== undefined) printRows(jobs, rows, { name: "ImageJ on Xvfb", row: last });
}
