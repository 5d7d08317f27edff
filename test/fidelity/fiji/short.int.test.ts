import assert from "node:assert/strict";
import { type TestCopy } from "../../helpers/engine-copy";
import { skipWithoutFiji } from "../../helpers/real-fiji";
import { type Case, readCases } from "../harness-cases";
import { skipWithoutScreen } from "../harness-display";
import { buildProgram, type Facts, readFacts } from "../harness-program";
import { Truths } from "../harness-truth";
import { SCRIPT_CASES } from "./scripts";
import { FijiTruths } from "./truth";
import { openWay, outcomeIn, verdictOf, type Way } from "./ways";

/** Few, since a Fiji starts for each truth that is not kept yet. */
const SELECTION = [
  "programs/multipoint-measure",
  "commands/variables-gaussian",
  "fails/option-unknown-choice",
  "commands/stacks-z-project-hyper", // a display range that a window's paint finds
  "scripts/text.groovy",
  "scripts/integer-default.py",
] as const;

describe("engine fiji compared with Fiji and its windows, in short", function () {
  this.timeout(300_000);
  const all = new Map<string, Case>([...readCases(), ...SCRIPT_CASES].map((one) => [one.name, one]));
  const engines = new Map<Way, TestCopy>();
  let fiji = "";
  let facts: Facts | undefined;
  let truths: Truths | undefined;
  let fijiTruths: FijiTruths | undefined;

  before(async function () {
    fiji = skipWithoutFiji(this);
    skipWithoutScreen(this);
    const program = await buildProgram();
    facts = readFacts(program);
    truths = new Truths(program, facts);
    fijiTruths = new FijiTruths(fiji, await truths.inputs(), facts);
    for (const way of ["warm, display", "warm, none"] as const) engines.set(way, await openWay(fiji, way));
  });
  after(async () => {
    for (const engine of engines.values()) await engine.end();
    await truths?.end();
    await fijiTruths?.end();
    await facts?.end();
  });

  for (const name of SELECTION) {
    it(`${name}: the same on a display, the same or refused without`, async () => {
      const one = all.get(name);
      assert.ok(one && facts && truths && fijiTruths);
      const inputs = await truths.inputs();
      const accepted = await fijiTruths.of(one, 1);
      for (const [way, engine] of engines) {
        const judged = verdictOf(accepted, await outcomeIn(engine, way, one, inputs, facts), way);
        const verdicts = way === "warm, none" ? ["same", "refused"] : ["same"];
        assert.ok(verdicts.includes(judged.verdict), `${way}: ${"why" in judged ? judged.why : ""}`);
      }
    });
  }
});
