import { build } from "esbuild";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Variables by which `npm test` names what it made once for all test processes; see prepared.ts. */
export const PREPARED = { bundle: "DFIJI_TEST_WORKER_BUNDLE", moto: "DFIJI_TEST_MOTO" } as const;

export interface BundledWorker {
  /** Of these tests; removed after them. */
  readonly folder: string;
  readonly bundle: string;
}

/** The shipped worker and a folder, for the tests of the `describe` that calls this; filled before the first. */
export function bundledWorker(folderPrefix: string): BundledWorker {
  const worker = { folder: "", bundle: "" };
  before(async () => {
    worker.folder = await realpath(await mkdtemp(join(tmpdir(), folderPrefix)));
    worker.bundle = await bundleWorker(worker.folder);
  });
  after(() => rm(worker.folder, { recursive: true, force: true }));
  return worker;
}

/** Path of the worker as it is shipped, in one file: processes start in a moment. Made in this folder unless `npm test` made it. */
export async function bundleWorker(folder: string): Promise<string> {
  const made = process.env[PREPARED.bundle];
  if (made !== undefined) return made;
  const outfile = join(folder, "worker.js");
  await build({
    entryPoints: [join(__dirname, "../../worker/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  });
  return outfile;
}
