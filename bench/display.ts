import { bareImagej } from "./imagej";
import { inTurns, printRows } from "./rows";
import { runWorker } from "./worker";

/** Engine `imagej` on a display, on its screen in memory, and bare ImageJ both ways: one copy. */
export async function benchDisplay(jobs: number, rounds: number, heapMiB: number): Promise<void> {
  const headless = await bareImagej(heapMiB, 1);
  const bare = await bareImagej(heapMiB, 1, "virtual");
  const worker = (display: "none" | "virtual", store: "folders" | "s3") => (count: number) =>
    runWorker(count, { copies: 1, store, heapMiB, display });
  const rows = await inTurns(rounds, [
    ["bare warm loop", jobs, (count) => headless.warmLoop(count)],
    ["worker on folders, 1 copy, screen in memory", jobs, worker("none", "folders")],
    ["worker on s3, 1 copy, screen in memory", jobs, worker("none", "s3")],
    ["worker on folders, 1 copy, with a display", jobs, worker("virtual", "folders")],
    ["bare warm ImageJ on Xvfb and openbox", jobs, (count) => bare.warmLoop(count)],
  ]);
  const last = rows.at(-1);
  if (last !== undefined) printRows(jobs, rows, { name: "ImageJ on Xvfb", row: last });
}
