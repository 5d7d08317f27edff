import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleWorker } from "../chaos/bundle";

export interface BundledWorker {
  /** Of these tests; goes after them. */
  readonly folder: string;
  readonly bundle: string;
}

/** The shipped worker in a folder of its own, for the tests of the `describe` that calls this; filled before the first. */
export function bundledWorker(folderPrefix: string): BundledWorker {
  const worker = { folder: "", bundle: "" };
  before(async () => {
    worker.folder = await realpath(await mkdtemp(join(tmpdir(), folderPrefix)));
    worker.bundle = await bundleWorker(worker.folder);
  });
  after(() => rm(worker.folder, { recursive: true, force: true }));
  return worker;
}
