// `npm run test:fidelity:fiji -- [TEXT] [--quick] [--runs N] [--seed N] [--cold all|tenth|none] [--every N]`: engine fiji compared
// with Fiji and its windows, in three ways: warm on a display, warm without, cold on a display (a tenth of the cases, by seed).
// `--quick` asks Fiji itself only where ours differs from desktop ImageJ, whose truths are made sooner. `--every N` takes each
// Nth case. Exits with 1 when one differs silently. Skipped with one line where no Fiji is at hand.
import { parseArgs } from "node:util";
import { realFiji } from "../../helpers/real-fiji";
import { readCases } from "../harness-cases";
import { buildProgram, readFacts } from "../harness-program";
import { Truths } from "../harness-truth";
import { SCRIPT_CASES } from "./scripts";
import { fijiTruth, isScript } from "./truth";
import { openWay, outcomeIn, verdictOf, WAYS } from "./ways";

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
  const engines = {
    "warm, display": await openWay(fiji, "warm, display"),
    "warm, none": await openWay(fiji, "warm, none"),
    "cold, display": await openWay(fiji, "cold, display"),
  };
  const counts: Record<string, number> = {};
  try {
    const inputs = await truths.inputs();
    for (const [index, one] of cases.entries()) {
      const ofFiji = () => fijiTruth(fiji, one, inputs, facts, Number(values.runs));
      for (const way of WAYS) {
        const isLeftOut = values.cold === "tenth" && (index + Number(values.seed)) % COLD_SHARE !== 0;
        if (way === "cold, display" && (values.cold === "none" || isLeftOut)) continue;
        const ours = await outcomeIn(engines[way], way, one, inputs, facts);
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

void main();
