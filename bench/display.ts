import { bareImagej } from "./imagej";
import { inTurns, printRows } from "./rows";
import { runWorker } from "./worker";

/** Engine `imagej` with its display beside bare ImageJ on a display of the same kind: one copy, on folders. */
export async function benchDisplay(jobs: number, rounds: number, heapMiB: number): Promise<void> {
  const bare = await bareImagej(heapMiB, 1, "virtual");
  const headless = await bareImagej(heapMiB, 1);
  await headless.warmLoop(3); // the images are in the page cache for everyone
  const rows = await inTurns(rounds, [
    ["bare warm ImageJ on Xvfb and openbox", jobs, (count) => bare.warmLoop(count)],
    [
      "worker on folders, 1 copy, with a display",
      jobs,
      (count) => runWorker(count, { copies: 1, store: "folders", heapMiB, display: "virtual" }),
    ],
    ["bare warm loop, without a display", jobs, (count) => headless.warmLoop(count)],
  ]);
  const last = rows.at(-1);
  if (last !== undefined) printRows(jobs, rows, { name: "headless loop", row: last });
}
