// `npm run test:fidelity -- [TEXT] [--display none|virtual] [--json] [--truths]`: our engine `imagej` compared with
// desktop ImageJ, for the cases whose name or `covers` holds TEXT. Exits with 1 when one differs. `--truths` only makes truths,
// `--json` prints JSON. The results of all cases are kept for `npm run docs:fidelity`.
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { RUN_DISPLAYS, type RunDisplay } from "../../worker/contract/display";
import { judge } from "./compare";
import { type Case, readCases } from "./harness-cases";
import { type FidelityEngine, openEngine } from "./harness-engine";
import { buildProgram, readFacts } from "./harness-program";
import { type Truth, Truths } from "./harness-truth";
import { keepResults, type Results, type Row, VERDICTS } from "./results";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      display: { type: "string", default: "none" },
      json: { type: "boolean", default: false },
      truths: { type: "boolean", default: false },
    },
  });
  const display = displayOf(values.display);
  const [text = ""] = positionals;
  const cases = readCases().filter(({ name, covers }) => [name, ...covers].some((known) => known.includes(text)));
  if (cases.length === 0) throw new Error(`no case holds "${text}"`);

  const program = await buildProgram();
  const facts = readFacts(program);
  const truths = new Truths(program, facts);
  let engine: FidelityEngine | undefined;
  try {
    let made = 0;
    const known = await Promise.all(
      cases.map(async (one) => {
        const truth = await truths.of(one).catch((error: unknown) => error as Error);
        if (process.stderr.isTTY) process.stderr.write(`\rtruths: ${++made} of ${cases.length}`);
        return { one, truth };
      }),
    );
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    engine = values.truths ? undefined : await openEngine(display, await truths.inputs(), facts);
    const rows: Row[] = [];
    for (const { one, truth } of known) rows.push(await rowOf(one, truth, engine));
    const results = { display, rows };
    if (engine !== undefined && text === "") await keepResults(results);
    print(results, values.json);
    if (rows.some(({ verdict }) => verdict === "differs" || verdict === "faulty")) process.exitCode = 1;
  } finally {
    await engine?.end();
    await truths.end();
    await facts.end();
  }
}

async function rowOf(one: Case, truth: Truth | Error, engine: FidelityEngine | undefined): Promise<Row> {
  const { name } = one;
  if (truth instanceof Error) return { name, accepted: 0, verdict: "faulty", why: truth.message };
  const accepted = truth.accepted.length;
  const other = truth.accepted.find(
    ({ end }) => end.kind !== one.ends && !(one.ends === "error" && end.kind !== "well"),
  );
  if (other !== undefined) {
    const why = `its head says "ends: ${one.ends}", the desktop: ${JSON.stringify(other.end)}`;
    return { name, accepted, verdict: "faulty", why };
  }
  const judged = engine === undefined ? undefined : judge(truth.accepted, await engine.of(one));
  return { name, accepted, why: "", verdict: "same", ...judged };
}

function print({ display, rows }: Results, asJson: boolean): void {
  const counts = Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, rows.filter((row) => row.verdict === verdict).length]),
  );
  if (asJson) {
    console.log(JSON.stringify({ display, cases: rows.length, counts, rows }, undefined, 2));
    return;
  }
  const table = new Table({ head: ["case", "verdict", "why"], colWidths: [40, 10, 100], wordWrap: true });
  for (const row of rows) {
    const name = row.accepted > 1 ? `${row.name} (${row.accepted} accepted)` : row.name;
    table.push([name, row.verdict, row.why]);
  }
  console.log(table.toString());
  const summary = VERDICTS.map((verdict) => `${counts[verdict]} ${verdict}`).join(", ");
  console.log(`${rows.length} cases, display ${display}: ${summary}`);
}

function displayOf(text: string): RunDisplay {
  const display = RUN_DISPLAYS.find((choice) => choice === text);
  if (display === undefined) throw new Error(`--display is "${text}"; use ${RUN_DISPLAYS.join(", ")}`);
  return display;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
