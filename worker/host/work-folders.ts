import { randomBytes } from "node:crypto";
import { readdirSync, symlinkSync, unlinkSync } from "node:fs";
import { chmod, lstat, mkdir, opendir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { assertNotOthers, makeFolder } from "./safe-files";
import { fateOf, ownIdentity, type ProcessIdentity, processIdentitySchema } from "./alive";
import { killProcessesOf } from "./left-processes";

/** One try's own folders; nothing else ever writes there. */
export interface AttemptFolders {
  readonly root: string;
  readonly input: string;
  readonly output: string;
}

type OnStuck = (pids: readonly number[]) => void;

const OWNER = "owner.json";
/** A folder is made and given its owner in a moment: one that has none after this was left by a worker killed in it. */
const MAKING_MILLISECONDS = 60_000;
const NAME = /^worker-[0-9]+-[0-9a-f]{8}$/;

/** The worker's own folder below the work folder, so that two workers on one work folder do not meet. */
export class WorkFolders {
  #attempts = 0;

  private constructor(
    private readonly workDir: string,
    readonly root: string,
    private readonly onStuck: OnStuck,
  ) {}

  /**
   * Makes this worker's folder, which only its user may enter, and removes those of workers of this computer that no longer
   * live.
   * @param onStuck receives the ids of processes of dead workers that do not end
   * @throws {UnsafePathError} when other users could replace what is in the work folder
   */
  static async open(workDir: string, onStuck: OnStuck = () => undefined): Promise<WorkFolders> {
    await makeFolder(resolve(workDir), 0o700);
    await assertNotOthers(workDir);
    await removeDead(workDir, onStuck);
    const root = join(workDir, `worker-${process.pid}-${randomBytes(4).toString("hex")}`);
    const owner = await ownIdentity();
    try {
      await mkdir(root, { mode: 0o700 });
      await mkdir(join(root, "attempts"));
      await writeFile(join(root, OWNER), JSON.stringify(owner));
    } catch (error) {
      await removeTree(root).catch(() => undefined); // without its owner nothing would remove it
      throw error;
    }
    return new WorkFolders(workDir, root, onStuck);
  }

  /** Working folder of a copy; the engine empties it after each run, the link `output` is ours. */
  async copyFolder(copyNumber: number): Promise<string> {
    const folder = join(this.root, `copy-${copyNumber}`);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** @param inputPath of the input folder below the attempt's `input/`: the names that it has where the files come from */
  async attempt(inputPath = ""): Promise<AttemptFolders> {
    const root = join(this.root, "attempts", String(++this.#attempts));
    const folders = { root, input: resolve(root, "input", inputPath), output: join(root, "output") };
    await mkdir(folders.input, { recursive: true });
    await mkdir(folders.output);
    return folders;
  }

  /** What is below this folder on disk without the inputs of attempts. */
  bytesBesidesInputs(): Promise<number> {
    const attempts = join(this.root, "attempts");
    return bytesBelow(this.root, (path) => dirname(dirname(path)) === attempts && basename(path) === "input");
  }

  /** Frees what can be freed while no job is in progress: left-over attempts, and folders of workers that died meanwhile. */
  async clean(): Promise<void> {
    await removeDead(this.workDir, this.onStuck);
    await removeTree(join(this.root, "attempts"));
    await mkdir(join(this.root, "attempts"), { recursive: true });
  }

  async close(): Promise<void> {
    await removeFolder(this.root).catch(async () => {
      await killLeft(this.root, this.onStuck); // one still wrote into what was being removed
      await removeFolder(this.root);
    });
  }
}

/**
 * The link that scripts of the originals write through, `output` in the working folder, and one for each file or folder
 * beside the script, so that a script can name it without its folder.
 * @param besides where they will be when the script runs
 */
export async function linkOutput(
  copyFolder: string,
  outputFolder: string,
  besides: readonly string[] = [],
): Promise<void> {
  await unlinkOutput(copyFolder);
  symlinkSync(outputFolder, join(copyFolder, "output"));
  for (const path of besides) {
    const link = join(copyFolder, basename(path));
    await rm(link, { recursive: true, force: true });
    symlinkSync(path, link);
  }
}

/** After the run: a late writer finds no way to the next job's output. */
export async function unlinkOutput(copyFolder: string, besides: readonly string[] = []): Promise<void> {
  for (const path of besides) await rm(join(copyFolder, basename(path)), { recursive: true, force: true });
  const link = join(copyFolder, "output");
  try {
    unlinkSync(link); // immediately: the next job waits for this
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") await removeTree(link); // a script put a folder there
  }
}

/** Removes a folder even when a script took rights away from a folder in it. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 2 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    await openUp(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openUp(join(folder, entry.name));
  }
}

async function removeDead(workDir: string, onStuck: OnStuck): Promise<void> {
  for (const name of await readdir(workDir)) {
    if (!NAME.test(name) || !(await isDead(join(workDir, name)))) continue;
    const folder = join(workDir, name);
    await killLeft(folder, onStuck); // before they write into what is being removed
    await removeFolder(folder);
  }
}

async function killLeft(folder: string, onStuck: OnStuck): Promise<void> {
  const pids = await killProcessesOf(folder);
  if (pids.length > 0) onStuck(pids);
}

/** The owner last: where this is cut short, the next worker sees whose folder it was. */
async function removeFolder(folder: string): Promise<void> {
  for (const name of namesIn(folder)) if (name !== OWNER) await removeTree(join(folder, name));
  await removeTree(folder);
}

/** Only what is surely dead: a worker of another computer on a shared folder is left alone. */
async function isDead(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, OWNER), "utf8").catch(() => undefined);
  const owner = ownerOf(text ?? "");
  if (owner === undefined) {
    const made = await stat(folder).catch(() => undefined); // gone: another worker cleans as well
    return made !== undefined && Date.now() - made.mtimeMs > MAKING_MILLISECONDS;
  }
  return (await fateOf(owner)) === "gone";
}

function ownerOf(text: string): ProcessIdentity | undefined {
  try {
    return processIdentitySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What a script left in its working folder, folders with a `/`; links and hidden files are not of its making. */
export async function leftIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.name.startsWith(".") && (entry.isFile() || entry.isDirectory()))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
}

/** Removes what is in a folder, links as links, but not the names to keep. A folder that is gone is empty. */
export async function emptyFolder(folder: string, keep: readonly string[] = []): Promise<void> {
  const others = namesIn(folder).filter((name) => !keep.includes(name));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Immediately, since it mostly is empty and the next job waits for this. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Bytes that everything below a folder takes on disk, links not followed; what vanishes meanwhile takes none. */
export async function bytesBelow(folder: string, isSkipped: (path: string) => boolean): Promise<number> {
  let bytes = 0;
  const entries = await opendir(folder).catch(() => undefined);
  if (entries === undefined) return 0;
  try {
    for await (const entry of entries) {
      const path = join(folder, entry.name);
      if (isSkipped(path)) continue;
      if (entry.isDirectory()) bytes += await bytesBelow(path, isSkipped);
      else bytes += ((await lstat(path).catch(() => undefined))?.blocks ?? 0) * BLOCK_BYTES;
    }
  } catch {
    // it was removed while it was read
  }
  return bytes;
}

/** Unit of `blocks`, whatever the file system's own blocks are. */
const BLOCK_BYTES = 512;
