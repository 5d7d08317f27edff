import { build } from "esbuild";
import { join } from "node:path";

/** The worker as it is shipped, in one file: processes start in a moment. */
export async function bundleWorker(toFolder: string): Promise<string> {
  const outfile = join(toFolder, "worker.js");
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
