import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { encodeParameters } from "../../../worker/engines/fiji/cold-runs";
import { installationKey } from "../../../worker/engines/fiji/display-proof";
import { findFiji } from "../../../worker/engines/fiji/installation";
import { type Outcome, OUTCOME, firstDifference } from "../compare";
import { type Case } from "../harness-cases";
import { openScreen } from "../harness-display";
import { type Facts, kept } from "../harness-program";
import { argumentOf, outcomeOf, type Places } from "../harness-run";
import { type ScriptCase } from "./scripts";

export const isScript = (one: Case): one is ScriptCase => "scriptName" in one;

const LIMIT_MS = 120_000;
const ACCEPTED = z.array(OUTCOME).min(1);

/**
 * What this Fiji gives for a case: with its windows, on a screen of its own, a fresh JVM a run. Kept outside the tree, in
 * `$XDG_CACHE_HOME/dfiji-tests`, by the key of installation and case.
 */
export async function fijiTruth(
  folder: string,
  one: Case,
  inputFolder: string,
  facts: Facts,
  runs: number,
): Promise<readonly Outcome[]> {
  const key = createHash("sha256")
    .update(await installationKey(findFiji(folder)))
    .update(JSON.stringify(one));
  for (const name of ["begin.groovy", "end.groovy", "run-macro.groovy"])
    key.update(await readFile(join(__dirname, name)));
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const place = join(caches, "dfiji-tests", "fiji-truths", `${key.digest("hex").slice(0, 24)}-${runs}.json`);
  return kept(
    place,
    (json) => ACCEPTED.parse(json),
    async () => {
      const accepted: Outcome[] = [];
      for (let run = 0; run < runs; run++) {
        const outcome = await outcomeOf(one, inputFolder, facts, (places) => runFiji(folder, one, places));
        if (accepted.every((known) => firstDifference(known, outcome) !== undefined)) accepted.push(outcome);
      }
      return accepted;
    },
  );
}

async function runFiji(folder: string, one: Case, places: Places): Promise<Omit<Outcome, "files">> {
  const at = (name: string): string => join(places.root, name);
  for (const name of ["home", "tmp", "prefs"]) await mkdir(at(name));
  const script = at(isScript(one) ? one.scriptName : "case.ijm");
  await writeFile(script, one.source);
  const words = isScript(one)
    ? [script, encodeParameters({ output: places.output, ...one.parameters })]
    : [join(__dirname, "run-macro.groovy"), encodeParameters({ path: script, argument: argumentOf(places) })];
  const runs = ["--run", join(__dirname, "begin.groovy"), "--run", ...words, "--run", join(__dirname, "end.groovy")];
  const screen = await openScreen();
  try {
    const printed = await new Promise<string>((resolve, reject) => {
      const options = `-Xmx600m -XX:ActiveProcessorCount=2 -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -Duser.home=${at("home")} -Djava.io.tmpdir=${at("tmp")} -Djava.util.prefs.userRoot=${at("prefs")}`;
      const env = {
        ...process.env,
        ...screen.env,
        HOME: at("home"),
        LC_ALL: "C.UTF-8",
        TRUTH_RESULT: at("result"),
        JAVA_TOOL_OPTIONS: options,
      };
      const child = spawn(findFiji(folder).launcher, ["--ij2", "--console", ...runs], { cwd: places.root, env });
      let text = "";
      child.stdout.on("data", (data: Buffer) => (text += data.toString()));
      let errors = "";
      child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
      const late = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
      child.once("error", reject);
      child.once("close", () => {
        clearTimeout(late);
        // no case throws: then a script of the truth's own did
        if (errors.includes("[ERROR]")) reject(new Error(`no truth for ${one.name}: ${errors.slice(-500)}`));
        else resolve(text);
      });
    });
    const result = await readFile(at("result"), "utf8").catch(() => undefined);
    if (result === undefined) throw new Error(`no truth for ${one.name}: ${printed.slice(-300)}`);
    const [how, ...lines] = result.split("\n");
    if (how === "dialog") return { end: { kind: "dialog", title: lines[0] ?? "" }, log: [], shown: lines.slice(1) };
    const log = (isScript(one) ? printed : lines.join("\n")).replace(/\n$/, "").split("\n");
    return { end: { kind: "well" }, log: log.length === 1 && log[0] === "" ? [] : log, shown: [] };
  } finally {
    await screen.end();
  }
}
