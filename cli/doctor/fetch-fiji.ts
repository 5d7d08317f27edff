import { existsSync } from "node:fs";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findFiji } from "../../worker/engines/fiji/installation";
import { DEFAULT_FIJI_URL } from "../fiji/default-address";
import { download, forgetDownload, mib, sha256Of } from "../fiji/download";
import { UnfitArchiveError, unpackFiji } from "../fiji/unpack";
import { duration } from "../progress/render";
import { stackValues, withStackValues } from "../pulumi/stack-file";
import { projectFolder } from "../pulumi/stacks";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { listenForInterrupt, stoppedBy } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { quoted } from "../shared/quoted";
import { readUserFile } from "../shared/user-file";
import { checkFiji, LEFT_OUT } from "./check-fiji";
import { type CheckResult } from "./check-list";
import { exitCodeOf, tableOf } from "./run-doctor";

export interface FetchRequest {
  readonly url: string;
  /** Absolute path of the folder that the Fiji becomes. */
  readonly folder: string;
  /** SHA-256 that it must have. */
  readonly expected: string | undefined;
  /** Where its address and digest are written to, if anywhere. */
  readonly target: { readonly stack: string | undefined; readonly file: string | undefined };
  readonly json: boolean;
}

/** Largest config file of a stack that is read, bytes. */
const MAX_CONFIG_BYTES = 2 ** 20;
const HEAP_MIB = 1024;
const TIMEOUT_SECONDS = 180;
/** Milliseconds between two lines of progress. */
const LINE_MS = 2000;

/**
 * `dfiji fiji fetch`: downloads a Fiji, checks, unpacks and tries it, and prints or writes what a stack needs. Answers with
 * the exit code.
 * @throws {CliError} exit 2 before anything is downloaded when an option does not fit, or for another digest; exit 3 when it
 * does not come or cannot be unpacked; exit 1 when stopped
 */
export async function fetchFiji(request: FetchRequest, io: CliIo): Promise<ExitCode> {
  const { url, folder, expected, json } = request;
  refuseUrl(request);
  await refuseFull(folder);
  const configFile = targetFile(request, io);
  if (configFile !== undefined) await changedConfig(configFile, { engineUrl: url, engineSha256: "0".repeat(64) });
  const interrupt = listenForInterrupt();
  const signal = interrupt.gentle;
  const partFile = `${folder}.part`;
  const note = (text: string): void => io.stderr(text);
  let left = `the same command resumes; what has come is in ${partFile}`;
  try {
    if (url === DEFAULT_FIJI_URL) note("this address was not tried by the project; another one: --url");
    await mkdir(dirname(folder), { recursive: true });
    note(`downloading ${url}`);
    await download({ url, partFile, isPinned: expected !== undefined, signal, note, onProgress: progress(io) });
    note("computing its SHA-256");
    const sha256 = await sha256Of(partFile, signal);
    const sizeBytes = (await stat(partFile)).size;
    if (expected !== undefined && expected !== sha256) throw await otherDigest(request, sha256, partFile);
    note(`unpacking ${mib(sizeBytes)} MiB into ${folder}`);
    await unpacked(request, partFile, signal);
    left = `the Fiji is in ${folder}; try it: dfiji doctor --fiji ${quoted(folder)}`;
    const checks = await tried(folder, signal, note);
    const exitCode = checks === undefined ? EXIT.done : exitCodeOf(checks);
    const engine = { engineUrl: url, engineSha256: sha256 };
    const isWritten = configFile !== undefined && exitCode === EXIT.done;
    if (isWritten) await writeFile(configFile, await changedConfig(configFile, engine));
    const written = { configFile, isWritten };
    if (json) await io.stdout(JSON.stringify({ folder, sizeBytes, ...engine, checks: checks ?? [], ...written }));
    else await io.stdout(answer(request, { sha256, checks, ...written }));
    return exitCode;
  } catch (error) {
    if (!signal.aborted || error instanceof CliError) throw error;
    throw new CliError(EXIT.failed, stoppedBy(signal), [left]);
  } finally {
    interrupt.dispose();
  }
}

const isLocal = (url: URL): boolean => url.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname);

function refuseUrl({ url, target }: FetchRequest): void {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const isWanted = target.stack !== undefined || target.file !== undefined;
  if (address?.protocol === "https:" && address.username === "" && address.password === "") return;
  if (address !== undefined && isLocal(address) && !isWanted) return;
  throw new CliError(EXIT.badInput, `--url is ${url}; allowed is an https:// address without a password`, [
    "a server of this computer (http://127.0.0.1, http://localhost) may be tried, but not written for a stack",
  ]);
}

async function refuseFull(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new CliError(EXIT.badInput, `--to is ${folder}: ${error.message}`);
  });
  if (names.length === 0) return;
  throw new CliError(EXIT.badInput, `--to is ${folder}: it is not empty; give a folder that is absent or empty`, [
    `to try a Fiji that is there: dfiji doctor --fiji ${quoted(folder)}`,
  ]);
}

function targetFile({ target: { stack, file } }: FetchRequest, io: CliIo): string | undefined {
  if (stack === undefined) return file;
  const project = projectFolder(io.cwd);
  if (project === undefined) {
    throw new CliError(EXIT.badInput, `--stack is ${stack}, but ${io.cwd} is in no Pulumi project`, [
      "call it in the project's folder, or give the file: --config FILE",
    ]);
  }
  // organization/project/name
  const name = stack.split("/").at(-1)!;
  const path = join(project, `Pulumi.${name}.yaml`);
  if (existsSync(path)) return path;
  throw new CliError(EXIT.badInput, `--stack is ${stack}: ${path} does not exist`, [
    `make the stack first: pulumi stack init ${quoted(name)}, and copy a file of examples/stacks/ to it`,
  ]);
}

/** The text of the file with these keys. @throws {CliError} exit 2 when the stack would refuse it, or it cannot be changed */
async function changedConfig(file: string, engine: Readonly<Record<string, string>>): Promise<string> {
  const text = await readUserFile(file, MAX_CONFIG_BYTES).then(String, (error: Error) => {
    throw new CliError(EXIT.badInput, `cannot read ${file}: ${error.message}`);
  });
  try {
    const values = stackValues(text);
    const engineName = values["distributed-fiji:engine"] ?? "fiji";
    if (engineName !== "fiji") {
      throw new Error(`its engine is ${JSON.stringify(engineName)}: set distributed-fiji:engine to fiji`);
    }
    if (values["distributed-fiji:image"] !== undefined)
      throw new Error("it has an image, which brings its own Fiji: remove distributed-fiji:image");
    return withStackValues(text, engine);
  } catch (error) {
    throw new CliError(EXIT.badInput, `${file} cannot take engineUrl and engineSha256: ${(error as Error).message}`);
  }
}

/** A line every two seconds. */
function progress(io: CliIo): (bytes: number, totalBytes: number | undefined) => void {
  let first: { readonly ms: number; readonly bytes: number } | undefined;
  let printedMs = performance.now();
  return (bytes, totalBytes) => {
    const now = performance.now();
    first ??= { ms: now, bytes };
    if (now - printedMs < LINE_MS) return;
    printedMs = now;
    const perSecond = (bytes - first.bytes) / ((now - first.ms) / 1000);
    const of = totalBytes === undefined ? "" : ` of ${mib(totalBytes)}`;
    const left =
      totalBytes === undefined || !(perSecond > 0) ? "" : `, ${duration((totalBytes - bytes) / perSecond)} left`;
    io.stderr(`${mib(bytes)}${of} MiB, ${mib(perSecond)} MiB/s${left}`);
  };
}

/** Resuming would never make it right: it is removed. */
async function otherDigest({ url, expected }: FetchRequest, sha256: string, partFile: string): Promise<CliError> {
  await forgetDownload(partFile);
  return new CliError(EXIT.badInput, `${url} has SHA-256 ${sha256}, not ${expected}; what came was removed`, [
    "is --sha256 that of this file? The file at an address may have changed: compare with what its makers publish",
  ]);
}

async function unpacked({ url, folder }: FetchRequest, partFile: string, signal: AbortSignal): Promise<void> {
  try {
    await unpackFiji(partFile, folder, signal);
  } catch (error) {
    if (!(error instanceof UnfitArchiveError)) throw error;
    await forgetDownload(partFile);
    throw new CliError(EXIT.setUp, `${url} was not unpacked: ${error.message}; what came was removed`);
  }
  await forgetDownload(partFile);
}

/** Undefined: it is a Fiji for Linux, and this computer is none. */
async function tried(
  folder: string,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<readonly CheckResult[] | undefined> {
  if (!isHere(folder, process) && LINUX.some((system) => isHere(folder, system))) return undefined;
  const settings = { heapMiB: HEAP_MIB, timeoutSeconds: TIMEOUT_SECONDS, own: undefined, isShort: true };
  return checkFiji({ fijiPath: folder, ...settings, env: process.env }, signal, note);
}

const LINUX = ["x64", "arm64"].map((arch) => ({ platform: "linux", arch }));

function isHere(folder: string, system: { readonly platform: string; readonly arch: string }): boolean {
  try {
    return findFiji(folder, system).launcher !== "";
  } catch {
    return false;
  }
}

interface Fetched {
  readonly sha256: string;
  readonly checks: readonly CheckResult[] | undefined;
  readonly configFile: string | undefined;
  readonly isWritten: boolean;
}

function answer({ url, folder }: FetchRequest, { sha256, checks, configFile, isWritten }: Fetched): string[] {
  const all = `dfiji doctor --fiji ${quoted(folder)}`;
  const shown = checks?.filter(({ found }) => found !== LEFT_OUT);
  const set = (key: string, value: string): string => `  pulumi config set distributed-fiji:${key} ${quoted(value)}`;
  const forStack = !url.startsWith("https:")
    ? ["a stack takes https:// addresses alone: put the file where the image's build can load it"]
    : isWritten
      ? [`written into ${configFile!}: pulumi preview`]
      : [
          ...(configFile === undefined ? [] : [`NOT written into ${configFile}: see above. By hand:`]),
          "for a stack, in the project's folder:",
          ...[set("engine", "fiji"), set("engineUrl", url), set("engineSha256", sha256)],
        ];
  const mayChange = /\/(?:latest|stable|nightly)\//.test(url) && !url.includes("/archive/");
  return [
    ...(shown === undefined
      ? ["not tried: it is a Fiji for another system than this computer's"]
      : [...tableOf(shown), `all checks, warm and on a display: ${all}`]),
    "",
    `Fiji          ${folder}`,
    `engineUrl     ${url}`,
    `engineSha256  ${sha256}`,
    ...forStack,
    ...(mayChange
      ? ["the file at this address may change, and then ends the image's build: give a dated one, or a copy of yours"]
      : []),
  ];
}
