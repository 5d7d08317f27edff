import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { findOrBuildHost } from "../engines/imagej/build-jars";
import { findJava } from "../engines/java/find-java";
import { imagejRuntime } from "../engines/imagej/runtime";

/**
 * Step of the image's build: `build-host.js ROOT DEST JAVA_HOME` builds the ImageJ host from `ROOT/worker/engines/imagej/java` into
 * DEST with the Java and Maven on PATH, and adds the class archive of the Java that will run it. That Java keeps an
 * archive only for jars at the place where they were, so DEST is their place in the image.
 */
async function main([root = "", dest = "", javaHome = ""]: readonly string[]): Promise<void> {
  const built = await findOrBuildHost(await findJava(process.env), process.env, { root });
  // times and all: Java compares the jars' times with those in its archive
  await cp(built, dest, { recursive: true, preserveTimestamps: true });
  const { archive } = await imagejRuntime("none", {
    ...process.env,
    JAVA_HOME: javaHome,
    DFIJI_IMAGEJ_DIR: dest,
  });
  if (!existsSync(archive)) throw new Error(`Java made no class archive: ${archive} is not there`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`build-host: ${String(error)}`);
  process.exit(1);
});
