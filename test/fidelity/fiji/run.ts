// `npm run test:fidelity:fiji -- [TEXT] [--quick] [--runs N] [--seed N] [--cold all|tenth|none] [--every N]`: engine fiji compared
// with Fiji and its windows, in three ways: warm on a display, warm without, cold on a display (a tenth of the cases, by seed).
// `--quick` asks Fiji itself only where ours differs from desktop ImageJ, whose truths are made sooner. `--every N` takes each
// Nth case. Exits with 1 when one differs silently. Skipped with one line where no Fiji is at hand.
import { parseArgs } from "node:util";
import { FijiEngine } from "../../../worker/engines/fiji/engine";
import { openCopyOf, type TestCopy } from "../../helpers/engine-copy";
import { realFiji } from "../../helpers/real-fiji";
import { judge, type Outcome, type Verdict } from "../compare";
import { type Case, readCases } from "../harness-cases";
import { buildProgram, readFacts } from "../harness-program";
import { argumentOf, outcomeOf } from "../harness-run";
import { Truths } from "../harness-truth";
import { SCRIPT_CASES } from "./scripts";
import { fijiTruth, isScript } from "./truth";

const WAYS = ["warm, display", "warm, none", "cold, display"] as const;
type Way = (typeof WAYS)[number];
const LIMIT_SECONDS = 60;
const COLD_SHARE = 10;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      runs: { type: "string", default: "3" },
      seed: { type: "string", default: "1" },
      cold: { type: "string", default: "tenth" },
      every: { type: "string", default: "1" },
    },
  });
  const fiji = realFiji();
  if (fiji === undefined) return console.log("no Fiji is at hand: skipped (DFIJI_TEST_FIJI names the folder of one)");
  const [text = ""] = positionals;
  const cases = [...readCases(), ...SCRIPT_CASES]
    .filter(({ name, covers }) => [name, ...covers].some((known) => known.includes(text)))
    .filter((_, index) => index % Number(values.every) === 0);
  const facts = readFacts(await buildProgram());
  const truths = new Truths(await buildProgram(), facts);
  const engines: Record<Way, TestCopy> = {
    "warm, display": await openCopyOf(new FijiEngine(fiji, true, process.env), { display: "virtual" }),
    "warm, none": await openCopyOf(new FijiEngine(fiji, true, process.env), { display: "none" }),
    "cold, display": await openCopyOf(new FijiEngine(fiji, false, process.env), { display: "virtual" }),
  };
  const counts: Record<string, number> = {};
  try {
    const inputs = await truths.inputs();
    for (const [index, one] of cases.entries()) {
      const ofFiji = () => fijiTruth(fiji, one, inputs, facts, Number(values.runs));
      for (const way of WAYS) {
        const isLeftOut = values.cold === "tenth" && (index + Number(values.seed)) % COLD_SHARE !== 0;
        if (way === "cold, display" && (values.cold === "none" || isLeftOut)) continue;
        const ours = await outcomeOf(one, inputs, facts, (places) => runOurs(engines[way], one, places));
        const quick =
          values.quick && !isScript(one) ? verdictOf((await truths.of(one)).accepted, ours, way) : undefined;
        const judged =
          quick === undefined || quick.verdict === "differs" ? verdictOf(await ofFiji(), ours, way) : quick;
        const { verdict, why } = { why: "", ...judged };
        const key = `${way}: ${verdict}`;
        counts[key] = (counts[key] ?? 0) + 1;
        if (verdict !== "same") console.log(`${verdict}: ${one.name} (${way}): ${why}`);
        if (verdict === "differs") process.exitCode = 1;
      }
    }
  } finally {
    for (const engine of Object.values(engines)) await engine.end();
    await truths.end();
    await facts.end();
  }
  console.log(`${cases.length} cases: ${JSON.stringify(counts)}`);
}

async function runOurs(
  copy: TestCopy,
  one: Case,
  places: { readonly input: string; readonly output: string; readonly root: string },
): Promise<Omit<Outcome, "files">> {
  const { lines, ...result } = await copy.run(one.source, {
    scriptName: isScript(one) ? one.scriptName : "case.ijm",
    parameters: isScript(one) ? one.parameters : {},
    argument: argumentOf(places),
    inputFolder: places.input,
    outputFolder: places.output,
    timeoutSeconds: LIMIT_SECONDS,
    silenceSeconds: LIMIT_SECONDS,
  });
  const log = lines.filter((line, index) => line !== "" || index < lines.length - 1); // before a cold Fiji's end
  if (result.ended === "well") return { end: { kind: "well" }, log, shown: [] };
  return { end: { kind: "error", text: result.reason, line: result.line ?? 0 }, log, shown: [] };
}

/**
 * A person stood before a dialog of Fiji's: ours must have failed, and not at its time limit. Without a display a job may
 * fail that ends well on one, but never end well with another result.
 */
function verdictOf(accepted: readonly Outcome[], ours: Outcome, way: Way): Verdict {
  const asked = accepted.every(({ end }) => end.kind === "dialog");
  if (asked && ours.end.kind === "error" && !ours.end.text.includes("took longer")) return { verdict: "same" };
  if (ours.end.kind === "error" && way === "warm, none" && !asked) {
    return { verdict: "refused", why: ours.end.text };
  }
  return judge(accepted, ours);
}

void main();
