import { EngineStartError } from "../../worker/engines/engine";
import { isAlive } from "../../worker/host/alive";

import { askCatalogue, type FijiCatalogue } from "../fiji/catalogue";
import { type Trial } from "../fiji/trial-run";

import { type CheckList } from "./check-list";
import { figures, reasonOf } from "./cold";
import { COUNTED_TEXT, COUNTS, DIFFERENCES, DIRTIES, LANGUAGE_PROBES, SAID, STATE } from "./probes";

/** Why a warm copy was replaced, newest last. */
type Recycled = readonly string[];

/**
 * What a Fiji shows that runs job after job in the worker's loop. `counted`: what the cold one wrote.
 * @returns how many commands it has; `undefined`: it did not come up
 */
export async function checkWarm(
  trial: Trial,
  recycled: Recycled,
  counted: string,
  list: CheckList,
  note: (text: string) => void,
): Promise<number | undefined> {
  note("starting the loop in it");
  const startedAt = performance.now();
  try {
    await trial.ready();
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    list.fail("warm", error.message, "run with --no-warm");
    return undefined;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const first = await trial.run(COUNTS, { parameters: { text: COUNTED_TEXT, radius: "1" } });
  const second = await trial.run(COUNTS, { parameters: { text: COUNTED_TEXT, radius: "1" } });
  const isSame = (await first.text("counts.txt")) === counted && (await second.text("counts.txt")) === counted;
  list.expect(
    "warm",
    isSame,
    isSame
      ? `ready in ${seconds} s; a job in ${figures(second.result)}`
      : first.result.ended === "failed"
        ? reasonOf(first)
        : `cold wrote ${JSON.stringify(counted)}, warm ${JSON.stringify(await second.text("counts.txt"))}`,
    "run with --no-warm",
  );
  note("looking for what a job leaves to the next");
  await checkIsolation(trial, recycled, list);
  await checkRefusals(trial, list);
  note("asking for its languages and plugins");
  return checkCatalogue(trial, list, note);
}

/** Ends it and looks whether it is gone. */
export async function checkStop(trial: Trial, list: CheckList): Promise<void> {
  await trial.ready(); // it may be replaced just now
  const { pid } = trial.copy;
  await trial.copy.stop();
  if (pid === undefined) return;
  list.expect(
    "stop",
    !isAlive(pid),
    isAlive(pid) ? `process ${pid} is still there` : "all its processes are gone",
    "end it by hand, and report this as a bug",
  );
}

async function checkIsolation(trial: Trial, recycled: Recycled, list: CheckList): Promise<void> {
  const before = await trial.run(STATE);
  const replacedBefore = recycled.length;
  const dirty = await trial.run(DIRTIES, { parameters: { kept: "left over" } });
  const reason = recycled.slice(replacedBefore).at(-1);
  const after = await trial.run(STATE);
  const [was, is] = [await before.text("state.txt"), await after.text("state.txt")];
  if (was === undefined || is === undefined || dirty.result.ended === "failed") {
    const failed = [before, dirty, after].find(({ result }) => result.ended === "failed") ?? after;
    list.fail("isolation", reasonOf(failed), "run with --no-warm");
  } else if (was !== is) list.fail("isolation", `first ${was}; then ${is}`, "run with --no-warm");
  else if (reason === undefined) list.ok("isolation", "images, results, options, properties and parameters are gone");
  else list.warn("isolation", `nothing was left, but Fiji was replaced: ${reason}`, "it is slower, and not wrong");
}

async function checkRefusals(trial: Trial, list: CheckList): Promise<void> {
  const given: string[] = [];
  for (const [what, [text, words]] of Object.entries(DIFFERENCES)) {
    const { result } = await trial.run({ name: "differs.ijm", text });
    if (result.ended !== "failed" || !result.reason.includes(words)) given.push(what);
  }
  list.expect(
    "refusals",
    given.length === 0,
    given.length === 0 ? Object.keys(DIFFERENCES).join(", ") : `not refused: ${given.join(", ")}`,
    "run jobs with --display virtual: without a display they may give other results",
  );
}

async function checkCatalogue(trial: Trial, list: CheckList, note: (text: string) => void): Promise<number> {
  let catalogue: FijiCatalogue;
  try {
    catalogue = await askCatalogue(trial);
  } catch (error) {
    if (trial.isStopped) throw error;
    const found = (error as Error).message;
    list.fail("languages", found, "run with --no-warm, and try your script with --script");
    list.fail("plugins", found, "names in run(…) will not be checked");
    return 0;
  }
  const { languages, commands } = catalogue;
  const good: string[] = [];
  const bad: string[] = [];
  const untried: string[] = [];
  for (const { name, extensions } of languages) {
    const extension = extensions.find((one) => Object.hasOwn(LANGUAGE_PROBES, one));
    const probe = extension === undefined ? undefined : LANGUAGE_PROBES[extension];
    if (extension === undefined || probe === undefined) {
      untried.push(name);
      continue;
    }
    note(`trying ${name}`);
    const run = await trial.run({ name: `said.${extension}`, text: probe }, { parameters: { text: SAID } });
    if ((await run.text("said.txt")) === SAID && run.result.ended === "well") good.push(name);
    else bad.push(`${name} (.${extension}): ${reasonOf(run)}`);
  }
  const found = [
    `${good.join(", ") || "none"} work`,
    ...(bad.length === 0 ? [] : [`not ${bad.join("; ")}`]),
    ...(untried.length === 0 ? [] : [`not tried: ${untried.join(", ")}`]),
  ].join("; ");
  if (bad.length > 0) list.warn("languages", found, "write scripts in those that work, or run theirs with --no-warm");
  else list.ok("languages", found);
  if (commands.length === 0) list.fail("plugins", "no commands were found", "names in run(…) will not be checked");
  return commands.length;
}
