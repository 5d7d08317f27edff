import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { encodeParameters } from "../../../worker/engines/fiji/cold-runs";
import { OF_JAVA } from "../../../worker/engines/fiji/cold-outcome";
import { findFiji } from "../../../worker/engines/fiji/installation";
import { MemoryLimit } from "../../../worker/engines/fiji/memory-limit";
import { type Outcome, OUTCOME, firstDifference } from "../compare";
import { type Case } from "../harness-cases";
import { type Screen, Screens } from "../harness-display";
import { type Facts, kept } from "../harness-program";
import { argumentOf, outcomeOf, type Places } from "../harness-run";
import { type ScriptCase } from "./scripts";
import { classArchive, contentKey, START_OPTIONS, truthsFolder } from "./start";

export const isScript = (one: Case): one is ScriptCase => "scriptName" in one;

const LIMIT_MS = 120_000;
/** Changes with what counts as printed: 2: on both streams. */
const PRINTED = 2;
const ACCEPTED = z.array(OUTCOME).min(1);

/**
 * What a Fiji gives for a case: with its windows, on a screen of its own, a fresh JVM a run. Kept in `truthsFolder()` by the
 * key of what the installation holds and the case.
 */
export class FijiTruths {
  private readonly screens = new Screens();
  private installation: Promise<string> | undefined;

  constructor(
    private readonly folder: string,
    private readonly inputFolder: string,
    private readonly facts: Facts,
  ) {}

  /** Changes with what the Fiji holds, the case and what makes its truth. */
  async keyOf(one: Case): Promise<string> {
    this.installation ??= contentKey(this.folder);
    const key = createHash("sha256")
      .update(`${PRINTED} ${await this.installation}`)
      .update(JSON.stringify(one));
    for (const name of ["begin.groovy", "end.groovy", "run-macro.groovy"])
      key.update(await readFile(join(__dirname, name)));
    return key.digest("hex").slice(0, 24);
  }

  /**
   * All different outcomes of `runs` runs.
   * @param isLate when it says so no run begins any more
   * @throws {Error} when it is late, or Fiji gave no result
   */
  async of(one: Case, runs: number, isLate = () => false): Promise<readonly Outcome[]> {
    const place = join(truthsFolder(), `${await this.keyOf(one)}-${runs}.json`);
    return kept(
      place,
      (json) => ACCEPTED.parse(json),
      async () => {
        const archive = await classArchive(this.folder);
        const accepted: Outcome[] = [];
        for (let run = 0; run < runs; run++) {
          const outcome = await this.screens.use((screen) => {
            if (isLate()) throw new Error("the time is up");
            return outcomeOf(one, this.inputFolder, this.facts, (places) => this.#run(one, places, screen, archive));
          });
          if (accepted.every((known) => firstDifference(known, outcome) !== undefined)) accepted.push(outcome);
        }
        return accepted;
      },
    );
  }

  end(): Promise<void> {
    return this.screens.end();
  }

  /** @param archive classes of an earlier start, which decide the start-up time alone */
  async #run(one: Case, places: Places, screen: Screen, archive: string): Promise<Omit<Outcome, "files">> {
    const at = (name: string): string => join(places.root, name);
    for (const name of ["home", "tmp", "prefs"]) await mkdir(at(name));
    const script = at(isScript(one) ? one.scriptName : "case.ijm");
    await writeFile(script, one.source);
    const words = isScript(one)
      ? [script, encodeParameters({ output: places.output, ...one.parameters })]
      : [join(__dirname, "run-macro.groovy"), encodeParameters({ path: script, argument: argumentOf(places) })];
    const runs = ["--run", join(__dirname, "begin.groovy"), "--run", ...words, "--run", join(__dirname, "end.groovy")];
    const isArchived = existsSync(archive);
    const newArchive = `${archive}.${randomUUID()}`;
    await mkdir(truthsFolder(), { recursive: true });
    const options = [
      ...["-Xmx600m", "-XX:ActiveProcessorCount=2", ...START_OPTIONS],
      isArchived ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${newArchive}`,
      "-Dfile.encoding=UTF-8",
      `-Duser.home=${at("home")}`,
      `-Djava.io.tmpdir=${at("tmp")}`,
      `-Djava.util.prefs.userRoot=${at("prefs")}`,
    ].join(" ");
    const env = { ...process.env, ...screen.env, HOME: at("home"), LC_ALL: "C.UTF-8", TRUTH_RESULT: at("result") };
    // one pipe for both streams: what a terminal shows, in its order
    const fiji = ["-c", 'exec "$@" 2>&1', "sh", findFiji(this.folder).launcher, "--ij2", "--console", ...runs];
    const limit = await MemoryLimit.of(this.folder);
    const child = spawn("sh", fiji, { cwd: places.root, env: { ...env, JAVA_TOOL_OPTIONS: options } });
    const printed = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (data: string) => (text += data));
      const late = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
      child.once("error", reject);
      child.once("close", () => {
        clearTimeout(late);
        // no case throws: then a script of the truth's own did
        if (text.includes("[ERROR]")) reject(new Error(`no truth for ${one.name}: ${text.slice(-500)}`));
        else resolve(text);
      });
    });
    await limit.putBack();
    if (existsSync(newArchive)) await rename(newArchive, archive);
    const result = await readFile(at("result"), "utf8").catch(() => undefined);
    if (result === undefined) throw new Error(`no truth for ${one.name}: ${printed.slice(-300)}`);
    const [how, ...lines] = result.split("\n");
    if (how === "dialog") return { end: { kind: "dialog", title: lines[0] ?? "" }, log: [], shown: lines.slice(1) };
    const shown = printed.split("\n").filter((line) => !OF_JAVA.test(line));
    const log = (isScript(one) ? shown : lines).join("\n").replace(/\n$/, "").split("\n");
    const messages = await readFile(at("result-shown"), "utf8").catch(() => "");
    const said = messages.split("\n").filter((line) => line !== "");
    return { end: { kind: "well" }, log: log.length === 1 && log[0] === "" ? [] : log, shown: said };
  }
}
