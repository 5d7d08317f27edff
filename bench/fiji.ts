import { fijiStandIn } from "../test/helpers/fiji-stand-in";
import { bareImagej, type Timed } from "./imagej";
import { check, printRows, type Row } from "./rows";
import { median } from "./table";
import { runWorker } from "./worker";

/**
 * Fiji's stand-in, warm and started for each job, beside bare ImageJ: each by the whole worker, on folders. The ways take
 * turns, so that other work on the computer meets them alike; the median of the rounds is told.
 */
export async function benchFiji(jobs: number, coldJobs: number, rounds: number, heapMiB: number): Promise<void> {
  const path = await fijiStandIn();
  const bare = await bareImagej(heapMiB, 1);
  await bare.warmLoop(3); // the images are in the page cache for everyone
  const worker = (copies: number, warm: boolean) => (count: number) =>
    runWorker(count, { copies, store: "folders", heapMiB, fiji: { path, warm } });
  const ways: readonly (readonly [name: string, jobs: number, run: (count: number) => Promise<Timed>])[] = [
    ["bare warm loop, ImageJ", jobs, (count) => bare.warmLoop(count)],
    ["warm Fiji, 1 copy", jobs, worker(1, true)],
    ["warm Fiji, 2 copies", jobs, worker(2, true)],
    ["Fiji started for each job, 1 copy", coldJobs, worker(1, false)],
  ];
  const results: Row[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [name, count, run]] of ways.entries()) {
      const row = { name, jobs: count, result: await run(count) };
      check(row);
      results[index]?.push(row);
    }
  }
  const rows = results.map(ofMedianTime);
  const cold = rows.at(-1);
  if (cold !== undefined) printRows(jobs, rows, { name: "cold Fiji", row: cold });
}

function ofMedianTime(rows: readonly Row[]): Row {
  const middle = median(rows.map(({ result }) => result.seconds));
  const row = rows.find(({ result }) => result.seconds === middle);
  if (row === undefined) throw new Error("no round was run: give --rounds 1 or more");
  return row;
}
