import { execFile, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { globSync } from "tinyglobby";
import { findOrBuildHost } from "../../worker/engines/imagej/build-jars";
import { findJava, type Java } from "../../worker/engines/java/find-java";
import { FILES, type Outcome, RUN } from "./compare";
import { type Names, NAMES } from "./coverage";
import { type Screen } from "./harness-display";

/** The Java program below truth/, and ImageJ as it is published. */
export interface TruthProgram {
  readonly java: Java;
  readonly classPath: string;
  /** Folder of this program's results. */
  readonly cache: string;
  /** Over its sources, ImageJ and Java. */
  readonly hash: string;
}

/** Reads what files hold, one folder at a time. */
export interface Facts {
  of(folder: string): Promise<Outcome["files"]>;
  end(): Promise<void>;
}

const run = promisify(execFile);
const ROOT = join(__dirname, "../..");
const SOURCES = join(__dirname, "truth");
/** net.imagej:ij:1.54f of Maven Central. */
const IJ_SHA256 = "e5ee9b846e3c2f819d945e6d3fca5641ca690b1ef28591415ae0dc7c6d82fcd9";
/** For ImageJ to start, run a case and end. */
const LIMIT_MS = 60_000;
/** The same for every truth; they decide the start-up time alone. */
const JVM = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xlog:disable"];

/**
 * Compiles the program once into dist/fidelity.
 * @throws {Error} when ImageJ's jar is not the published one, or javac is missing
 */
export async function buildProgram(): Promise<TruthProgram> {
  const java = await findJava(process.env);
  const fromMaven = join(await findOrBuildHost(java, process.env), "ij.jar"); // nothing else of the host is used
  const sha256 = createHash("sha256").update(readFileSync(fromMaven)).digest("hex");
  if (sha256 !== IJ_SHA256)
    throw new Error(`${fromMaven} is not ImageJ 1.54f of Maven Central: its sha256 is ${sha256}`);
  const sources = globSync("**/*.java", { cwd: SOURCES }).sort();
  const hash = createHash("sha256").update(`${java.version}\0${sha256}\0`);
  for (const source of sources) hash.update(`${source}\0${readFileSync(join(SOURCES, source), "utf8")}\0`);
  const name = hash.digest("hex").slice(0, 12);
  const cache = join(ROOT, "dist", "fidelity", name);
  const [classes, ij] = [join(cache, "classes.jar"), join(cache, "ij.jar")];
  if (!existsSync(ij)) {
    await mkdir(cache, { recursive: true });
    await cp(fromMaven, `${ij}.${process.pid}`); // at one place: the class archive knows jars by their paths
    await rename(`${ij}.${process.pid}`, ij);
  }
  if (!existsSync(classes)) await compile(ij, sources, classes);
  return { java, classPath: `${classes}:${ij}`, cache, hash: name };
}

async function compile(ij: string, sources: readonly string[], jar: string): Promise<void> {
  const aside = await mkdtemp(join(tmpdir(), "dfiji-truth-"));
  try {
    await run("javac", ["--release", "17", "-encoding", "UTF-8", "-cp", ij, "-d", aside, ...sources], { cwd: SOURCES });
    await run("jar", ["--create", "--file", `${jar}.${process.pid}`, "-C", aside, "."]);
    await rename(`${jar}.${process.pid}`, jar);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Runs a macro in a fresh ImageJ with an empty home. `folder` is for its own files.
 * @throws {Error} when it gave no result in time
 */
export async function runTruth(
  program: TruthProgram,
  screen: Screen,
  macro: { readonly source: string; readonly argument: string; readonly folder: string },
): Promise<Omit<Outcome, "files">> {
  const at = (name: string): string => join(macro.folder, name);
  await writeFile(at("macro.ijm"), macro.source);
  const files = [at("macro.ijm"), macro.argument, at("result.json")];
  const { words } = await runImageJ(program, screen, macro.folder, ["truth.Truth", ...files]);
  const result = await readFile(at("result.json"), "utf8").catch(() => {
    throw new Error(`no truth: ${words.trim().split("\n").slice(0, 3).join(" ")}`);
  });
  return RUN.parse(JSON.parse(result));
}

/**
 * Asks ImageJ for its menu entries and macro functions. `folder` is for its own files.
 * @throws {Error} when it gave no answer in time
 */
export async function readNames(program: TruthProgram, screen: Screen, folder: string): Promise<Names> {
  const { answer, words } = await runImageJ(program, screen, folder, ["truth.Names"]);
  if (answer === "") throw new Error(`no names: ${words.trim()}`);
  return NAMES.parse(JSON.parse(answer));
}

/** What it printed; `words`: on standard error, or how it ended badly. */
async function runImageJ(
  program: TruthProgram,
  screen: Screen,
  folder: string,
  main: readonly string[],
): Promise<{ readonly answer: string; readonly words: string }> {
  const at = (name: string): string => join(folder, name);
  for (const name of ["home", "tmp", "plugins"]) await mkdir(at(name));
  const archive = join(program.cache, "imagej.jsa");
  const newArchive = `${archive}.${randomUUID()}`;
  const keep = existsSync(archive);
  const places = [`-Duser.home=${at("home")}`, `-Djava.io.tmpdir=${at("tmp")}`, `-Dplugins.dir=${at("plugins")}`];
  const options = [
    ...JVM,
    keep ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${newArchive}`,
    "-Dfile.encoding=UTF-8",
    "-Dsun.awt.disableGtkFileDialogs=true", // a chooser of GTK would write to the real home
    `-Djava.util.prefs.userRoot=${at("home")}`,
    ...places,
    ...["-cp", program.classPath, ...main],
  ];
  const env = { PATH: process.env["PATH"], LC_ALL: "C.UTF-8", TZ: "UTC", HOME: at("home"), ...screen.env };
  const ended = run(program.java.path, options, { cwd: folder, env, timeout: LIMIT_MS, killSignal: "SIGKILL" });
  const result = await ended.then(
    ({ stdout, stderr }) => ({ answer: stdout, words: stderr }),
    (error: { stderr?: string; killed?: boolean }) => ({
      answer: "",
      words: error.killed ? `no end in ${LIMIT_MS / 1000} s` : (error.stderr ?? ""),
    }),
  );
  if (!keep && existsSync(newArchive)) await rename(newArchive, archive);
  return result;
}

/** Starts the reader of files; headless, so that no truth's ImageJ changes how it reads. */
export function readFacts({ java, classPath }: TruthProgram): Facts {
  const options = [...JVM, "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-cp", classPath, "truth.Facts"];
  const child = spawn(java.path, options, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  return {
    of(folder) {
      const answer = last.then(async () => {
        child.stdin.write(`${folder}\n`);
        const line = await lines.next();
        if (line.done === true) throw new Error("the reader of files has ended");
        return FILES.parse(JSON.parse(line.value));
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    async end() {
      const closed = once(child, "close");
      child.stdin.end();
      await closed;
    },
  };
}

/** JSON below the cache, or made by `make` and kept there. */
export async function kept<T>(path: string, parse: (json: unknown) => T, make: () => Promise<T>): Promise<T> {
  if (existsSync(path)) return parse(JSON.parse(await readFile(path, "utf8")));
  const made = await make();
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, JSON.stringify(made, undefined, 1));
  await rename(aside, path);
  return made;
}
