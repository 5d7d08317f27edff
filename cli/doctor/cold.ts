import { join } from "node:path";
import { type RunResult } from "../../worker/engines/engine";
import { type Trial, type TrialRun } from "../fiji/trial-run";
import { type CheckList } from "./check-list";
import { ARGUMENT, CELLS, COUNTED_TEXT, COUNTS, FACTS, QUITS, TEXTS, THROWS } from "./probes";

const KEPT = "of the first job";
const ARGUMENT_TEXT = `a='it is "so"', b=007`;
/** Collectors keep a part of the heap for themselves. */
const LEAST_HEAP_SHARE = 0.8;

/**
 * What a Fiji shows that is started for each job, by its documented command line. The short form starts it twice, and leaves
 * out errors and `run("Quit")`.
 * @returns the cells' count as a cold Fiji writes it; `undefined`: it did not start
 */
export async function checkCold(
  trial: Trial,
  { heapMiB, isShort = false }: { readonly heapMiB: number; readonly isShort?: boolean },
  list: CheckList,
  note: (text: string) => void,
): Promise<string | undefined> {
  note("starting it by its command line");
  const first = await trial.run(FACTS, { parameters: { ...TEXTS, kept: KEPT } });
  const facts = factsOf(await first.text("facts.txt"));
  if (first.result.ended === "failed" || facts === undefined) {
    notStarted(first, list);
    return undefined;
  }
  list.ok("start", `in ${figures(first.result)}, ImageJ ${facts["imagej"]}`);
  checkFacts(facts, first.attemptFolder, heapMiB, list);
  if (!isShort) {
    note("looking for errors");
    await checkErrors(trial, list);
  }
  note("filtering and counting");
  const counts = await trial.run(COUNTS, { parameters: { text: COUNTED_TEXT, radius: "1" } });
  const counted = await counts.text("counts.txt");
  list.expect(
    "filters",
    counts.result.ended === "well" && counted?.endsWith(`\n${CELLS}`) === true,
    counts.result.ended === "well"
      ? `counted ${counted?.split("\n").at(-1) ?? "nothing"} of ${CELLS} cells in ${figures(counts.result)}`
      : reasonOf(counts),
    "macros with filters may fail here: try your own script with --script",
  );
  checkMacro(counted, list);
  if (!isShort) await checkQuit(trial, list, note);
  return counts.result.ended === "well" ? counted : undefined;
}

async function checkQuit(trial: Trial, list: CheckList, note: (text: string) => void): Promise<void> {
  note('trying run("Quit")');
  const quits = await trial.run(QUITS);
  if (quits.result.ended === "well") list.ok("quit", "the macro ends well");
  else list.warn("quit", reasonOf(quits), 'leave run("Quit") out of scripts: the end of a script is its end');
}

export const figures = ({ seconds, peakMemoryMiB }: RunResult): string =>
  `${seconds.toFixed(1)} s${peakMemoryMiB === undefined ? "" : `, ${peakMemoryMiB} MiB`}`;

/** Why a run that should have been good was not, with the last thing that it printed. */
export function reasonOf({ result, lines }: TrialRun): string {
  if (result.ended === "well") return "it ended well, but did not write what it should";
  const last = lines.findLast((line) => line.trim() !== "")?.trim();
  const tail = last === undefined || result.reason.includes(last) ? "" : `; its last line: ${last}`;
  return `${result.reason}${tail}`;
}

function factsOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), decodeURIComponent(line.slice(at + 1))];
    }),
  );
}

const OLD_JAVA =
  /UnsupportedClassVersionError|class file version|Unrecognized (?:VM )?option|Could not create the Java Virtual Machine|JAVA_HOME|[Nn]o (?:Java|JVM|suitable)|java: (?:command )?not found/;

function notStarted(run: TrialRun, list: CheckList): void {
  const reported = run.lines.find((line) => OLD_JAVA.test(line))?.trim();
  if (reported !== undefined) {
    list.fail(
      "java",
      reported,
      "let it take the Java that it brings: unset JAVA_HOME, or get a Fiji with Java from fiji.sc",
    );
  }
  const hasNoGroovy = run.lines.some((line) => /Ignoring invalid argument: --run/.test(line));
  list.fail(
    "start",
    reasonOf(run),
    hasNoGroovy
      ? "it does not run Groovy, in which the worker's own scripts are: let its updater (Help > Update…) bring Groovy back"
      : reported === undefined
        ? "start it by hand in a terminal with --headless, and look at what it prints"
        : "see java",
  );
}

function checkFacts(
  facts: Readonly<Record<string, string>>,
  attemptFolder: string,
  heapMiB: number,
  list: CheckList,
): void {
  const java = facts["java"] ?? "?";
  const major = Number(/^(?:1\.)?(\d+)/.exec(java)?.[1]);
  list.expect("java", major >= 8, `Java ${java}`, "the worker's loop needs Java 8 or newer: get a newer Fiji");
  const heap = Number(facts["heapMiB"]);
  list.expect(
    "heap",
    heap >= LEAST_HEAP_SHARE * heapMiB && heap <= heapMiB + 1,
    `${heap} MiB of ${heapMiB} asked for`,
    "the launcher does not take --mem: copies would take more memory than there is; get a newer Fiji",
  );
  list.expect(
    "headless",
    facts["headless"] === "true",
    facts["headless"] === "true" ? "without a window" : "Java does not know that there is no window",
    "get a Fiji with another launcher, or run jobs with --display virtual",
  );
  const preferences = join(attemptFolder, "jvm", "prefs");
  list.expect(
    "options",
    facts["preferences"] === preferences && facts["home"] === join(attemptFolder, "jvm", "home"),
    facts["preferences"] === preferences ? "preferences and home of its own" : `preferences in ${facts["preferences"]}`,
    "jobs would share preferences, and one's parameters would reach the next: name every parameter in the job file",
  );
  if (facts["isSameJvm"] !== "true") {
    list.fail("errors", "the scripts of one command line did not share a JVM", "run warm, not with --no-warm");
  }
  const spoiled = Object.entries(TEXTS).filter(([name, text]) => facts[name] !== text);
  list.expect(
    "parameters",
    spoiled.length === 0,
    spoiled.length === 0
      ? `${Object.keys(TEXTS).length} hard texts came back`
      : spoiled.map(([name, text]) => `${JSON.stringify(text)} came as ${JSON.stringify(facts[name])}`).join("; "),
    "run warm (not with --no-warm), where no command line carries the parameters",
  );
}

async function checkErrors(trial: Trial, list: CheckList): Promise<void> {
  const thrown = await trial.run(THROWS);
  const argument = await trial.run(ARGUMENT, { argument: ARGUMENT_TEXT });
  const [groovy, macro] = [thrown.result, argument.result];
  const isSeen = groovy.ended === "failed" && groovy.reason.includes("kept is [") && groovy.line === 2;
  const isMacroSeen = macro.ended === "failed" && macro.line === 2;
  list.expect(
    "errors",
    isSeen && isMacroSeen,
    isSeen && isMacroSeen
      ? "both, on line 2"
      : `${isSeen ? "" : `the exception: ${reported(groovy)}. `}${isMacroSeen ? "" : `the macro's: ${reported(macro)}`}`.trim(),
    "failed jobs may count as good ones where they write files: give `expect` in the job file",
  );
  const kept = groovy.ended === "failed" ? /kept is \[(.*?)\]/.exec(groovy.reason)?.[1] : undefined;
  list.expect(
    "remembered",
    kept === "",
    kept === "" ? "nothing" : kept === undefined ? `not seen: ${reported(groovy)}` : `"${kept}"`,
    "name every parameter in the job file, or run warm",
  );
  const given = await argument.text("argument.txt");
  if (given?.trimEnd() !== ARGUMENT_TEXT) {
    const found = `getArgument() gave ${JSON.stringify(given ?? "nothing")} for ${JSON.stringify(ARGUMENT_TEXT)}`;
    list.fail("macro", found, "declare parameters with #@, or run warm");
  }
}

const reported = (result: RunResult): string =>
  result.ended === "well" ? "seen as a success" : `${result.reason} (line ${result.line ?? "unknown"})`;

function checkMacro(counted: string | undefined, list: CheckList): void {
  const text = counted?.split("\n")[0];
  list.expect(
    "macro",
    text === COUNTED_TEXT,
    text === COUNTED_TEXT
      ? "both as written"
      : `${JSON.stringify(COUNTED_TEXT)} came as ${JSON.stringify(text ?? "nothing")}`,
    "run warm: there the worker itself gives a macro its parameters",
  );
}
