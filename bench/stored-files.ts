import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderStore } from "../worker/storage/folder-store";
import { median, printTable } from "./table";

const RUNS_PER_ROUND = 100;
/** About what a marker has. */
const TEXT = "x".repeat(2000);

/** What it costs that a stored file outlasts a power cut: the file and its folder are synced. On the disk of the temporary folder. */
export async function benchStoredFiles(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-bench-files-"));
  try {
    const store = new FolderStore(folder);
    const ways: readonly (readonly [name: string, put: (name: string) => Promise<unknown>])[] = [
      ["written and renamed", (name) => renamed(join(folder, name))],
      ["stored: synced, renamed, its folder synced", (name) => store.putText(name, TEXT)],
    ];
    const times = ways.map((): number[] => []);
    for (let run = 0; run < rounds * RUNS_PER_ROUND; run++) {
      for (const [way, [, put]] of ways.entries()) {
        const begin = performance.now();
        await put(`${way}-${run}`);
        times[way]?.push(performance.now() - begin);
      }
    }
    const rows = ways.map(([name], way) => [name, String(times[way]?.length), median(times[way] ?? []).toFixed(2)]);
    printTable("A file of 2 kB in a folder", ["way", "runs", "ms (median)"], rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function renamed(path: string): Promise<void> {
  await writeFile(`${path}.new`, TEXT);
  await rename(`${path}.new`, path);
}
