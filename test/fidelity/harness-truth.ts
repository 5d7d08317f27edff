import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { firstDifference, type Outcome, OUTCOME } from "./compare";
import { type Case, INPUTS } from "./harness-cases";
import { openScreen, type Screen } from "./harness-display";
import { type Facts, kept, runTruth, type TruthProgram } from "./harness-program";
import { argumentOf, outcomeOf } from "./harness-run";

/** What the desktop gives for a case. */
export interface Truth {
  /** All different outcomes of the runs, the first one first. */
  readonly accepted: readonly Outcome[];
}

const RUNS = 3;
const TRUTH = z.object({ accepted: z.array(OUTCOME).min(1) });
const INPUTS_MACRO = join(__dirname, "inputs.ijm");

/** Makes truths as they are asked for; those of the same program, inputs and case are made once. */
export class Truths {
  private readonly inputsHash = hashOf(readFileSync(INPUTS_MACRO, "utf8"));
  private screen: Promise<Screen> | undefined;

  constructor(
    private readonly program: TruthProgram,
    private readonly facts: Facts,
  ) {}

  /** The folder with the shared inputs. */
  async inputs(): Promise<string> {
    const folder = join(this.program.cache, `inputs-${this.inputsHash}`);
    if (existsSync(folder)) return folder;
    const root = await mkdtemp(join(tmpdir(), "dfiji-fidelity-"));
    try {
      const output = join(root, "output");
      await mkdir(output);
      const macro = { source: readFileSync(INPUTS_MACRO, "utf8"), argument: output, folder: root };
      const { end } = await runTruth(this.program, await this.open(), macro);
      if (end.kind !== "well") throw new Error(`inputs.ijm did not end well: ${JSON.stringify(end)}`);
      const missing = INPUTS.filter((name) => !readdirSync(output).includes(name));
      if (missing.length > 0) throw new Error(`inputs.ijm did not make ${missing.join(", ")}`);
      await cp(output, `${folder}.${process.pid}`, { recursive: true });
      await rename(`${folder}.${process.pid}`, folder);
      return folder;
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  /** @throws {Error} when ImageJ gave no result */
  async of(one: Case): Promise<Truth> {
    const path = join(this.program.cache, "truths", `${hashOf(this.inputsHash, one.inputs.join(), one.source)}.json`);
    return kept(path, TRUTH.parse, async () => {
      const inputs = await this.inputs();
      const accepted: Outcome[] = [];
      for (let i = 0; i < RUNS; i++) {
        const screen = await this.open();
        const outcome = await outcomeOf(one, inputs, this.facts, (places) =>
          runTruth(this.program, screen, { source: one.source, argument: argumentOf(places), folder: places.root }),
        );
        const isNew = accepted.every((known) => firstDifference(known, outcome) !== undefined);
        if (isNew) accepted.push(outcome);
      }
      return { accepted };
    });
  }

  async end(): Promise<void> {
    await (await this.screen)?.end();
  }

  private open(): Promise<Screen> {
    return (this.screen ??= openScreen());
  }
}

function hashOf(...texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}
