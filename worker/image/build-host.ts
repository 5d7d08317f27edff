import { cp } from "node:fs/promises";
import { findOrBuildHost } from "../engines/imagej/build-jars";
import { findJava } from "../engines/java/find-java";

/**
 * Step of the image's build: `build-host.js ROOT DEST` builds the ImageJ host from `ROOT/worker/engines/imagej/java` into DEST
 * with the Java and Maven on PATH.
 */
async function main([root = "", dest = ""]: readonly string[]): Promise<void> {
  const built = await findOrBuildHost(await findJava(process.env), process.env, { root });
  await cp(built, dest, { recursive: true });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`build-host: ${String(error)}`);
  process.exit(1);
});
