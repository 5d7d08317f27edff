import { existsSync } from "node:fs";
import { imagejRuntime } from "../engines/imagej/runtime";

/**
 * Step of the image's build: makes the class archives of the ImageJ host in DFIJI_IMAGEJ_DIR, with and without a display. Java
 * takes an archive only with the very Java, jars, and place of the jars it was made with: those of the image.
 */
async function main(): Promise<void> {
  for (const display of ["none", "virtual"] as const) {
    const { archive } = await imagejRuntime(display, process.env);
    if (!existsSync(archive)) throw new Error(`Java made no class archive: ${archive} is not there`);
  }
}

main().catch((error: unknown) => {
  console.error(`build-archives: ${String(error)}`);
  process.exit(1);
});
