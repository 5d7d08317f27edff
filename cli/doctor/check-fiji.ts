import { basename } from "node:path";
import { EngineStartError } from "../../worker/engines/engine";
import { findDisplay } from "../../worker/engines/program/display";
import { keepDisplayProof } from "../../worker/engines/fiji/display-proof";
import { FijiEngine } from "../../worker/engines/fiji/engine";
import { findFiji } from "../../worker/engines/fiji/installation";
import { type TrialSettings, Trial } from "../fiji/trial-run";
import { CheckList, type CheckResult } from "./check-list";
import { checkCold, reasonOf } from "./cold";
import { checkOwnScript, type OwnScript } from "./own-script";
import { ASKS, MACRO_FAILS, USES_WINDOW, WINDOWS } from "./probes";
import { checkStop, checkWarm } from "./warm";

export interface FijiCheckRequest {
  /** Folder of the installation, or its launcher. */
  readonly fijiPath: string;
  readonly heapMiB: number;
  /** Longest run of one small script. */
  readonly timeoutSeconds: number;
  readonly own: OwnScript | undefined;
  /** Two starts by its command line, about a minute: no errors, no warm Fiji, no display, no script. @default false */
  readonly isShort?: boolean;
  readonly env: NodeJS.ProcessEnv;
}

const TRY_A_SCRIPT =
  "which run headless, and which keep state between warm jobs, only a script shows: --script FILE --input DIR";

/** Of a check that the short form does not do. */
export const LEFT_OUT = "left out of the short form";
const LONG_ONLY = [
  ...(["remembered", "errors", "quit", "warm", "isolation", "refusals", "stop", "languages", "plugins"] as const),
  "display",
] as const;

type Note = (text: string) => void;

/**
 * Tries on an installation what tests can show only with a stand-in. All that it starts and writes is gone when it
 * resolves or rejects.
 * @throws the reason of the signal
 */
export async function checkFiji(
  request: FijiCheckRequest,
  signal: AbortSignal,
  note: Note,
): Promise<readonly CheckResult[]> {
  const list = new CheckList();
  const { fijiPath, heapMiB, timeoutSeconds, isShort = false, env } = request;
  const settings: TrialSettings = { heapMiB, display: "none", timeoutSeconds, signal };
  try {
    const { launcher, kind } = findFiji(fijiPath);
    list.ok("launcher", `${basename(launcher)} (${kind === "jaunch" ? "the present one" : "the one until 2024"})`);
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    list.fail("launcher", error.message, error.advice);
    return list.results();
  }
  const cold = await Trial.open(new FijiEngine(fijiPath, false, env), settings);
  try {
    const counted = await checkCold(cold, { heapMiB, isShort }, list, note);
    if (counted !== undefined && !isShort) await withWarm(request, cold, counted, settings, list, note);
  } finally {
    await cold.close();
  }
  if (isShort) for (const check of LONG_ONLY) list.skip(check, LEFT_OUT);
  else if (!list.failed("start")) await checkDisplay(request, settings, list, note);
  return list.results();
}

async function withWarm(
  { fijiPath, env, own }: FijiCheckRequest,
  cold: Trial,
  counted: string,
  settings: TrialSettings,
  list: CheckList,
  note: Note,
): Promise<void> {
  const recycled: string[] = [];
  const engine = new FijiEngine(fijiPath, true, env);
  const warm = await Trial.open(engine, { ...settings, onRecycled: (reason) => recycled.push(reason) });
  try {
    const commands = await checkWarm(warm, recycled, counted, list, note);
    if (own === undefined) list.skip("plugins", `${commands ?? "no"} commands found, no script tried`, TRY_A_SCRIPT);
    else if (commands !== undefined) await checkOwnScript(own, { cold, warm }, list, note);
    await checkStop(warm, list);
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    // it came up once, and did not again
    list.fail("isolation", error.message, error.advice);
    list.fail("languages", error.message, error.advice);
  } finally {
    await warm.close();
  }
}

/** What is kept decides `display: auto` of later runs. */
async function checkDisplay(
  { fijiPath, env }: FijiCheckRequest,
  settings: TrialSettings,
  list: CheckList,
  note: Note,
): Promise<void> {
  try {
    findDisplay("virtual", env);
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    list.skip("display", error.message, `without one some commands are refused: ${error.advice}`);
    return;
  }
  note("starting it on a virtual display");
  const recycled: string[] = [];
  const engine = new FijiEngine(fijiPath, true, env);
  const trial = await Trial.open(engine, {
    ...settings,
    display: "virtual",
    onRecycled: (reason) => recycled.push(reason),
  });
  try {
    const problem = await problemOnDisplay(trial, recycled);
    if (problem === undefined) list.ok("display", "errors with their line, dialogs end, and its window stays");
    else list.warn("display", problem, "`--display auto` takes none with this Fiji: some commands are refused");
    await keepDisplayProof(findFiji(fijiPath), env, problem === undefined);
  } finally {
    await trial.close();
  }
}

async function problemOnDisplay(trial: Trial, recycled: readonly string[]): Promise<string | undefined> {
  try {
    const fails = await trial.run(MACRO_FAILS);
    if (fails.result.ended !== "failed" || fails.result.line !== 3) return `a macro's error: ${reasonOf(fails)}`;
    const asks = await trial.run(ASKS);
    const isEnded = asks.result.ended === "failed" && asks.result.class === "script-error" && asks.result.line === 2;
    if (!isEnded || (await asks.text("asked.txt")) !== undefined) return `a dialog: ${reasonOf(asks)}`;
    const uses = await trial.run(USES_WINDOW);
    if ((await uses.text("window.txt"))?.trim() !== "1") return `the ROI manager: ${reasonOf(uses)}`;
    const windows = await trial.run(WINDOWS);
    const seen = await windows.text("windows.txt");
    if (seen !== "true 0") return `its windows after some jobs: ${seen ?? reasonOf(windows)}`;
    return recycled.length === 0 ? undefined : `it had to be replaced: ${recycled.join("; ")}`;
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    return error.message;
  }
}
