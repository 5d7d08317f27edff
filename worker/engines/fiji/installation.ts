import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EngineStartError } from "../engine";

/** A Fiji on this computer. */
export interface FijiInstallation {
  readonly folder: string;
  /** Absolute path of the program that starts it. */
  readonly launcher: string;
  /** `jaunch`: the present launcher (fiji-linux-x64, fiji); `imagej`: the one until 2024 (ImageJ-linux64). */
  readonly kind: "jaunch" | "imagej";
}

/** In this order: the program for this processor before the script that looks for it. */
const JAUNCH: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["fiji-linux-x64", "fiji"],
  "linux-arm64": ["fiji-linux-arm64", "fiji"],
  "darwin-x64": ["Fiji.app/Contents/MacOS/fiji-macos-x64", "Contents/MacOS/fiji-macos-x64", "fiji"],
  "darwin-arm64": ["Fiji.app/Contents/MacOS/fiji-macos-arm64", "Contents/MacOS/fiji-macos-arm64", "fiji"],
};
const IMAGEJ: Readonly<Record<string, readonly string[]>> = {
  linux: ["ImageJ-linux64"],
  darwin: ["Contents/MacOS/ImageJ-macosx"],
};

/**
 * The Fiji in a folder, or the one that a launcher's path names.
 * @throws {EngineStartError} when there is none: what was looked for, and where to get one
 */
export function findFiji(
  path: string | undefined,
  system: { readonly platform: string; readonly arch: string } = process,
): FijiInstallation {
  if (path === undefined || path === "") {
    throw new EngineStartError("engine fiji needs a Fiji", "give its folder: `--fiji PATH` (DFIJI_FIJI_PATH)");
  }
  const given = resolve(path);
  if (!existsSync(given)) throw new EngineStartError(`no Fiji found at ${given}`, ADVICE);
  const folder = statSync(given).isDirectory() ? given : dirname(given);
  const names = [
    ...(JAUNCH[`${system.platform}-${system.arch}`] ?? ["fiji"]).map((name) => ({ name, kind: "jaunch" as const })),
    ...(IMAGEJ[system.platform] ?? []).map((name) => ({ name, kind: "imagej" as const })),
  ];
  for (const { name, kind } of names) {
    const launcher = join(folder, name);
    if ((given === folder || given === launcher) && isProgram(launcher)) return { folder, launcher, kind };
  }
  throw new EngineStartError(
    `${given} holds no launcher of Fiji (${names.map(({ name }) => name).join(", ")}) that may be run`,
    ADVICE,
  );
}

const ADVICE = "unpack a Fiji from https://fiji.sc and give its folder (the one with `jars` and `plugins`)";

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
