import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** The present launcher's name, and the one of Fiji until 2024. */
export const LAUNCHERS = ["fiji-linux-x64", "ImageJ-linux64"] as const;
const SOURCES = join(__dirname, "..", "fiji-stand-in");
const BUILT = join(__dirname, "..", "..", "dist", "fiji-stand-in");
const run = promisify(execFile);
let building: Promise<string> | undefined;

/**
 * Folder of a Fiji.app made of Maven parts: SciJava's command line and script service, ImageJ with its headless patches
 * and Groovy are the real ones; launcher, main class and language adapters are ours. Built once by Maven, kept by the hash
 * of its sources.
 */
export function fijiStandIn(): Promise<string> {
  building ??= findOrBuild();
  return building;
}

/** A copy of it with one launcher only, linked to the same jars; the caller removes the folder. */
export async function standInWith(launcher: (typeof LAUNCHERS)[number], folder: string): Promise<string> {
  const app = await fijiStandIn();
  await mkdir(folder, { recursive: true });
  await cp(join(app, "jars"), join(folder, "jars"), { recursive: true });
  await copyFile(join(app, launcher), join(folder, launcher));
  return folder;
}

async function findOrBuild(): Promise<string> {
  const app = join(BUILT, await hashOfSources());
  if (!existsSync(app)) await build(app);
  return app;
}

async function hashOfSources(): Promise<string> {
  const files = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const hash = createHash("sha256");
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(path.slice(SOURCES.length)).update(await readFile(path));
  return hash.digest("hex").slice(0, 12);
}

async function build(app: string): Promise<void> {
  const aside = `${app}.${randomUUID()}`;
  try {
    const project = join(aside, "build");
    await cp(SOURCES, project, { recursive: true });
    await run("mvn", ["-q", "-B", "-f", join(project, "pom.xml"), "package"], { maxBuffer: 2 ** 26 });
    await cp(join(project, "target", "jars"), join(aside, "jars"), { recursive: true });
    await copyFile(join(project, "target", "fiji-stand-in.jar"), join(aside, "jars", "fiji-stand-in.jar"));
    for (const name of LAUNCHERS) await copyFile(join(project, "app", "launcher"), join(aside, name));
    await rm(project, { recursive: true });
    await rename(aside, app).catch((error: unknown) => {
      if (!existsSync(app)) throw error; // else another builder was first
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
