import assert from "node:assert/strict";
import { RUN_DISPLAYS, type RunDisplay } from "../../worker/contract/display";
import { judge } from "./compare";
import { type Case, readCases } from "./harness-cases";
import { skipWithoutScreen } from "./harness-display";
import { type FidelityEngine, openEngine } from "./harness-engine";
import { buildProgram, type Facts, readFacts } from "./harness-program";
import { type Truth, Truths } from "./harness-truth";

/** By what was once wrong without a word, and by what the language and the menus consist of. */
const SELECTION: Readonly<Record<string, readonly string[]>> = {
  "keeps each row of a loop, of several selections, of a stack": [
    "programs/measure-loop-folder",
    "programs/measure-loop-batch",
    "programs/multipoint-measure",
    "programs/line-selections",
    "programs/overlay-activate-measure",
    "programs/measure-stack-command",
    "commands/roi-manager-multi-measure",
  ],
  "looks up variables in options": [
    "commands/variables-gaussian",
    "commands/variables-calculator",
    "commands/variables-duplicate",
    "commands/variables-particles",
    "commands/variables-z-project",
    "commands/variables-merge",
  ],
  "refuses what the desktop refuses, in the same line and words": [
    "fails/option-decimal-comma",
    "fails/option-unknown-choice",
    "fails/option-undefined-variable",
    "fails/undefined-deep-in-calls",
    "fails/nested-macro-error",
    "fails/missing-file",
    "fails/exit-text",
    "fails/error-after-good-files",
    "programs/unclosed-block",
  ],
  "ends where a person is asked": ["fails/dialog-of-a-command", "fails/dialog-save-as", "fails/dialog-getnumber"],
  "has commands with dialogs of their own": [
    "commands/analyze-distribution",
    "commands/tools-scale-bar",
    "commands/save-image-sequence",
    "commands/import-results",
    "commands/analyze-summarize",
  ],
  "has regions, tables, windows and the log": [
    "programs/roi-set-saved-and-read",
    "programs/crop-regions-to-files",
    "programs/redirect-measurements",
    "programs/plot-two-curves",
    "programs/batch-on-off",
    "functions/log-getinfo-and-clear",
    "functions/table-sort-delete-rows",
    "functions/overlay-selections",
    "functions/stack-channels-and-display",
    "functions/list-keys",
  ],
};
/** Windows open while the macro runs: here the desktop may race with itself, and gets three runs for its truth. */
const RACES: readonly string[] = ["programs/two-tables-open", "programs/summary-and-results"];

describe("engine imagej compared with desktop ImageJ, in short", function () {
  this.timeout(300_000);
  const all = new Map(readCases().map((one) => [one.name, one]));
  const truthOf = new Map<string, Promise<Truth>>();
  let facts: Facts | undefined;
  let truths: Truths | undefined;
  const engines = new Map<RunDisplay, FidelityEngine>();

  before(async function () {
    skipWithoutScreen(this);
    const program = await buildProgram();
    facts = readFacts(program);
    truths = new Truths(program, facts);
    for (const name of [...Object.values(SELECTION).flat(), ...RACES]) {
      const truth = truths.of(caseOf(name), RACES.includes(name) ? 3 : 1);
      truth.catch(() => undefined); // its own test fails
      truthOf.set(name, truth);
    }
    for (const display of RUN_DISPLAYS) engines.set(display, await openEngine(display, await truths.inputs(), facts));
  });
  after(async () => {
    for (const engine of engines.values()) await engine.end();
    await truths?.end();
    await facts?.end();
  });

  for (const [title, names] of Object.entries({ ...SELECTION, "gives one of the answers of a race": RACES })) {
    describe(title, () => {
      for (const name of names) {
        for (const display of RUN_DISPLAYS) it(`${name}, display ${display}`, () => isSameOrRefused(name, display));
      }
    });
  }

  async function isSameOrRefused(name: string, display: RunDisplay): Promise<void> {
    const [truth, engine] = [await truthOf.get(name), engines.get(display)];
    assert.ok(truth && engine);
    const judged = judge(truth.accepted, await engine.of(caseOf(name)));
    assert.notEqual(judged.verdict, "differs", "why" in judged ? judged.why : "");
  }

  function caseOf(name: string): Case {
    const one = all.get(name);
    if (one === undefined) throw new Error(`there is no case ${name}`);
    return one;
  }
});
