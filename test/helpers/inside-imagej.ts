import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { displayFlags, imagejRuntime } from "../../worker/engines/imagej/runtime";

const run = promisify(execFile);
const SOURCES = join(__dirname, "../worker/engines/imagej/java/dfiji/imagej");

/** What a Java program of the tests prints: it is compiled into the package of ImageJ's host, and has no display. */
export async function printedInside(name: string): Promise<string> {
  const { java, classPath } = await imagejRuntime("none", process.env);
  const classes = await mkdtemp(join(tmpdir(), "dfiji-inside-"));
  try {
    const javac = join(dirname(java.path), "javac");
    await run(javac, ["-cp", classPath, "-d", classes, join(SOURCES, `${name}.java`)]);
    const program = ["-cp", `${classes}:${classPath}`, `dfiji.imagej.${name}`];
    return (await run(java.path, [...displayFlags(undefined), ...program])).stdout;
  } finally {
    await rm(classes, { recursive: true });
  }
}
