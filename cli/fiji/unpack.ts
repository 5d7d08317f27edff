import { execFile } from "node:child_process";
import { lstat, mkdir, open, readdir, readlink, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import { promisify } from "node:util";
import { CliError, EXIT } from "../shared/exit";
import { shortText } from "../shared/plain-text";

/** Bytes of a list of names: a Fiji has some ten thousand. */
const MAX_LIST_BYTES = 64 * 2 ** 20;

/**
 * Unpacks a Fiji (zip or tar.gz, by its first bytes) by the system's `unzip` or `tar`. Its folder, the one with
 * `jars` at the top of the archive or in its only folder, becomes `folder`, which is absent or empty. Until all was looked at it
 * is in `<folder>.unpacking`, which is removed when it is refused or stopped.
 * @throws {UnfitArchiveError} when it is no such archive, holds no Fiji, or a name or link that leads out of its folder
 * @throws {CliError} exit 3 when the program for it is absent or fails
 * @throws the reason of the signal
 */
export async function unpackFiji(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  const kind = await kindOf(archive);
  const names = (await run(...LIST[kind](archive), signal)).split("\n");
  const bad = names.find(leadsOut);
  if (bad !== undefined) throw new UnfitArchiveError(`it holds ${shortText(bad)}, a path outside its own folder`);
  const aside = `${folder}.unpacking`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    await run(...UNPACK[kind](archive, aside), signal);
    await refuseOutside(aside);
    const fiji = await folderWithJars(aside);
    signal.throwIfAborted();
    await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(fiji, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** It will not do, whatever computer it is unpacked on. */
export class UnfitArchiveError extends Error {}

type Kind = "zip" | "tar.gz";
type Call = readonly [program: string, args: readonly string[]];

const LIST: Readonly<Record<Kind, (archive: string) => Call>> = {
  zip: (archive) => ["unzip", ["-Z1", archive]],
  "tar.gz": (archive) => ["tar", ["-tzf", archive]],
};

/** Neither program follows a link of the archive while it unpacks into an empty folder. */
const UNPACK: Readonly<Record<Kind, (archive: string, into: string) => Call>> = {
  zip: (archive, into) => ["unzip", ["-q", "-o", archive, "-d", into]],
  "tar.gz": (archive, into) => ["tar", ["-xzf", archive, "-C", into, "--no-same-owner"]],
};

async function kindOf(archive: string): Promise<Kind> {
  const file = await open(archive);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (buffer.toString("latin1") === "PK") return "zip";
    if (buffer.equals(Buffer.from([0x1f, 0x8b]))) return "tar.gz";
  } finally {
    await file.close();
  }
  throw new UnfitArchiveError("it is neither a zip nor a tar.gz; is the address that of a page about the file?");
}

const leadsOut = (name: string): boolean => isAbsolute(name) || name.split(/[\\/]/).includes("..");

async function run(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { signal, maxBuffer: MAX_LIST_BYTES });
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    const { code, stderr = "", message } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === "ENOENT") {
      throw new CliError(EXIT.setUp, `${program} is not on PATH`, [`install it: sudo apt-get install ${program}`]);
    }
    const said = stderr.split("\n").filter((line) => line.trim() !== "");
    throw new CliError(EXIT.setUp, `${program} could not read or unpack the archive`, [
      ...(said.length === 0 ? [message] : said).slice(-5).map(shortText),
    ]);
  }
}

/** Links that lead to nothing are refused, too: what they name may appear later. */
async function refuseOutside(folder: string): Promise<void> {
  const root = await realpath(folder);
  const links = new Map<number, { seen: number; of: number; path: string }>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const shown = path.slice(folder.length + 1);
    if (entry.isSymbolicLink()) {
      const target = await readlink(path);
      const real = await realpath(path).catch(() => undefined);
      if (isAbsolute(target) || real === undefined || !`${real}${sep}`.startsWith(root + sep)) {
        throw new UnfitArchiveError(`its link ${shortText(shown)} leads out of its folder, or to nothing (${target})`);
      }
    } else if (entry.isFile()) {
      const { ino, nlink } = await lstat(path);
      if (nlink > 1) links.set(ino, { seen: (links.get(ino)?.seen ?? 0) + 1, of: nlink, path: shown });
    } else if (!entry.isDirectory()) {
      throw new UnfitArchiveError(`it holds ${shortText(shown)}, which is neither a file nor a folder`);
    }
  }
  const shared = [...links.values()].find(({ seen, of }) => seen < of);
  if (shared !== undefined) {
    throw new UnfitArchiveError(`its file ${shortText(shared.path)} is also a file outside of its folder (hard link)`);
  }
}

/** As docker/get-fiji.sh looks for it. */
async function folderWithJars(aside: string): Promise<string> {
  const hits: string[] = [];
  for (const folder of [aside, ...(await foldersIn(aside))]) {
    if ((await foldersIn(folder)).includes(join(folder, "jars"))) hits.push(folder);
  }
  const [fiji, ...others] = hits;
  if (fiji !== undefined && others.length === 0) return fiji;
  throw new UnfitArchiveError(
    fiji === undefined
      ? "it holds no Fiji: no folder jars/ at its top"
      : `it holds several: ${[fiji, ...others].map((hit) => hit.slice(dirname(aside).length + 1)).join(", ")}`,
  );
}

const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
