import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imagejRuntime } from "../../worker/engines/imagej/runtime";
import { buildCli } from "./built-cli";
import { bundleWorker, PREPARED } from "./bundled-worker";
import { fijiStandIn } from "./fiji-stand-in";
import { startMoto } from "./moto";

export interface Prepared {
  /** For the test processes. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

/**
 * Makes once what every test process would else make for itself: dist/, the worker's bundle, ImageJ's host, the stand-in for
 * Fiji, and a moto for all files that share one. A test file that is run alone makes what it needs itself.
 */
export async function prepare(): Promise<Prepared> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-tests-")));
  const [bundle, moto] = await Promise.all([
    buildCli().then(() => bundleWorker(folder)),
    startMoto(),
    imagejRuntime("none", process.env).then(() => fijiStandIn()), // one after the other: both call Maven
  ]);
  return {
    env: { [PREPARED.bundle]: bundle, [PREPARED.moto]: moto.endpoint },
    async end() {
      await moto.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
