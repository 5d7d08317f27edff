// `npm run test:fidelity:fiji -- [TEXT]`: engine fiji compared with Fiji and its windows, in three ways: warm on a display, warm
// without, cold on a display (a tenth of the cases, by seed). Exits with 1 when one differs or has no truth, with 2 when
// cases are left. Skipped with one line where no Fiji is at hand.
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { type TestCopy } from "../../helpers/engine-copy";
import { realFiji } from "../../helpers/real-fiji";
import { type Outcome } from "../compare";
import { type Case, readCases } from "../harness-cases";
import { buildProgram, readFacts } from "../harness-program";
import { Truths } from "../harness-truth";
import { engineKey, keepRow, keptRows, type Row } from "./rows";
import { languagesOf, SCRIPT_CASES } from "./scripts";
import { FijiTruths, isScript } from "./truth";
import { openWay, outcomeIn, verdictOf, type Way, WAYS } from "./ways";

const COLD_SHARE = 10;
const AHEAD = 4;
const OPTIONS = {
  /** Asks Fiji itself only where ours differs from desktop ImageJ, whose truths are made sooner. */
  quick: { type: "boolean", default: false },
  /** How often a truth is made. */
  runs: { type: "string", default: "3" },
  /** Which tenth is run cold. */
  seed: { type: "string", default: "1" },
  /** `all`, `tenth`, `none`. */
  cold: { type: "string", default: "tenth" },
  /** One of WAYS; empty: all. */
  way: { type: "string", default: "" },
  /** Each Nth case only. */
  every: { type: "string", default: "1" },
  /** Makes truths only. */
  truths: { type: "boolean", default: false },
  /** Stops after so long; the same command continues. */
  minutes: { type: "string", default: "Infinity" },
  /** Runs again what was run with the engine as it is. */
  again: { type: "boolean", default: false },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const fiji = realFiji();
  if (fiji === undefined) return console.log("no Fiji is at hand: skipped (DFIJI_TEST_FIJI names the folder of one)");
  const ends = performance.now() + Number(values.minutes) * 60_000;
  const runs = Number(values.runs);
  const isLate = (): boolean => performance.now() > ends;
  const [text = ""] = positionals;
  const isRunBy = await languagesOf(fiji);
  const cases = [...readCases(), ...SCRIPT_CASES.filter(isRunBy)]
    .filter(({ name, covers }) => [name, ...covers].some((known) => known.includes(text)))
    .filter((_, index) => index % Number(values.every) === 0);
  const isCold = (index: number): boolean =>
    values.cold === "all" || (values.cold === "tenth" && (index + Number(values.seed)) % COLD_SHARE === 0);
  const program = await buildProgram();
  const facts = readFacts(program);
  const imagejTruths = new Truths(program, facts);
  const inputs = await imagejTruths.inputs();
  const fijiTruths = new FijiTruths(fiji, inputs, facts);
  const rows = new Map((values.again ? [] : await keptRows()).map((row) => [`${row.key} ${row.way}`, row]));
  const done: Row[] = [];
  let left = 0;

  async function judged(one: Case, way: Way, ours: Outcome): Promise<Pick<Row, "verdict" | "why" | "truth">> {
    if (values.quick && !isScript(one)) {
      const quick = verdictOf((await imagejTruths.of(one, runs)).accepted, ours, way);
      if (quick.verdict !== "differs") return { why: "", ...quick, truth: "imagej" };
    }
    return { why: "", ...verdictOf(await fijiTruths.of(one, runs), ours, way), truth: "fiji" };
  }

  /** @param open gives the copy that runs it, where it has not been run */
  async function rowOf(one: Case, way: Way, open: () => Promise<TestCopy>): Promise<Row | undefined> {
    const key = createHash("sha256")
      .update(`${await fijiTruths.keyOf(one)} ${await engineKey(way)} ${values.quick} ${values.runs}`)
      .digest("hex")
      .slice(0, 24);
    const known = rows.get(`${key} ${way}`);
    if ((known !== undefined && known.verdict !== "faulty") || isLate()) return known;
    const ours = await outcomeIn(await open(), way, one, inputs, facts);
    const found = await judged(one, way, ours).catch((error: Error) => ({
      verdict: "faulty" as const,
      why: error.message,
      truth: "fiji" as const,
    }));
    const row = { key, name: one.name, way, ...found };
    await keepRow(row);
    return row;
  }

  /** Warm: in one Fiji after another, as jobs are. A cold Fiji starts for each case, so they are run side by side. */
  async function runWay(way: Way): Promise<void> {
    const isWarm = way !== "cold, display";
    const waiting = [...cases.entries()].filter(([index]) => isWarm || isCold(index)).values();
    await Promise.all(Array.from({ length: isWarm ? 1 : availableParallelism() }, () => runLane(way, waiting)));
  }

  async function runLane(way: Way, waiting: Iterable<readonly [index: number, one: Case]>): Promise<void> {
    let copy: Promise<TestCopy> | undefined;
    try {
      for (const [index, one] of waiting) {
        // the next ones are made meanwhile; who asks for them sees their errors
        for (const next of values.quick && !isLate() ? cases.slice(index, index + AHEAD) : [])
          if (!isScript(next)) void imagejTruths.of(next, runs).catch(() => undefined);
        const row = await rowOf(one, way, () => (copy ??= openWay(fiji ?? "", way)));
        if (row === undefined) left++;
        else done.push(row);
        if (row !== undefined && row.verdict !== "same")
          console.log(`${row.verdict}: ${one.name} (${way}): ${row.why}`);
      }
    } finally {
      await (await copy)?.end();
    }
  }

  try {
    if (!values.quick || values.truths) {
      const limit = pLimit(availableParallelism()); // whole cases one after another: each that is made is kept
      const made = await Promise.allSettled(cases.map((one) => limit(() => fijiTruths.of(one, runs, isLate))));
      const reasons = made.flatMap((truth) => (truth.status === "rejected" ? [String(truth.reason)] : []));
      for (const reason of reasons.filter((text) => !text.includes("time is up"))) console.log(reason);
      console.log(`${cases.length - reasons.length} truths of ${cases.length} cases`);
      if (values.truths && reasons.length > 0) process.exitCode = 2;
    }
    for (const way of values.truths ? [] : WAYS.filter((one) => one.includes(values.way))) await runWay(way);
  } finally {
    await Promise.all([imagejTruths.end(), fijiTruths.end()]);
    await facts.end();
  }
  for (const way of WAYS) {
    if (!way.includes(values.way)) continue;
    const count = (of: (row: Row) => boolean): number => done.filter((row) => row.way === way && of(row)).length;
    const verdicts = (["same", "refused", "differs", "faulty"] as const).map(
      (verdict) => `${count((row) => row.verdict === verdict)} ${verdict}`,
    );
    const byImagej = count(({ truth }) => truth === "imagej");
    const note = byImagej === 0 ? "" : ` (${byImagej} by desktop ImageJ)`;
    console.log(`${way}: ${count(() => true)} of ${cases.length} cases: ${verdicts.join(", ")}${note}`);
  }
  if (left > 0) {
    console.log(`${left} runs are left: the same command continues`);
    process.exitCode = 2;
  }
  if (done.some(({ verdict }) => verdict === "differs" || verdict === "faulty")) process.exitCode = 1;
}

void main();
