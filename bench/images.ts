import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkImageFile } from "../worker/image-check/check-image";
import { makeTiff, type TiffRequest } from "../test/helpers/tiff-bytes";
import { median, printTable } from "./table";

const KINDS: readonly (readonly [name: string, request: TiffRequest])[] = [
  ["one plane of 2048 × 2048, 16 bits", { width: 2048, height: 2048 }],
  ["the same in 256 strips", { width: 2048, height: 2048, strips: 256 }],
  ["the same, all zeros", { width: 2048, height: 2048, fill: 0 }],
  ["Deflate, 64 strips", { width: 1024, height: 1024, strips: 64, compression: 8 }],
  ["10 pages of 512 × 512", { width: 512, height: 512, pages: 10 }],
  ["10,000 pages of 16 × 16", { width: 16, height: 16, pages: 10_000 }],
];

/** What the check before a run costs for each file; files are in the page cache. */
export async function benchImages(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-bench-images-"));
  try {
    const rows: string[][] = [];
    for (const [name, request] of KINDS) {
      const path = join(folder, "a.tif");
      const { bytes } = makeTiff(request);
      await writeFile(path, bytes);
      const context = { name: "a.tif", opener: "imagej" } as const;
      const runs = Math.max(3, rounds) * ((request.pages ?? 1) > 1000 ? 1 : 100);
      const times: number[] = [];
      for (let run = 0; run < runs; run++) {
        const begin = performance.now();
        const { problem } = await checkImageFile(path, context);
        times.push(performance.now() - begin);
        if (problem !== undefined) throw new Error(`${name}: ${problem.reason}`);
      }
      rows.push([name, (bytes.length / 2 ** 20).toFixed(1), String(runs), median(times).toFixed(2)]);
    }
    printTable("Check of an image's headers before a run", ["TIFF", "MiB", "runs", "ms (median)"], rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
