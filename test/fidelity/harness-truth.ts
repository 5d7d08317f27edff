import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { firstDifference, type Outcome, OUTCOME } from "./compare";
import { type Case, INPUTS } from "./harness-cases";
import { Screens } from "./harness-display";
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

/** Makes truths as they are asked for, several at a time; those of the same program, inputs and case are made once. */
export class Truths {
  private readonly inputsHash = hashOf(readFileSync(INPUTS_MACRO, "utf8"));
  private readonly screens = new Screens();
  private readonly asked = new Map<string, Promise<Truth>>();
  private made: Promise<string> | undefined;

  constructor(
    private readonly program: TruthProgram,
    private readonly facts: Facts,
  ) {}

  /** The folder with the shared inputs. */
  inputs(): Promise<string> {
    return (this.made ??= this.makeInputs());
  }

  /**
   * @param runs how often the case runs, in a fresh ImageJ each time
   * @throws {Error} when ImageJ gave no result
   */
  of(one: Case, runs = RUNS): Promise<Truth> {
    const hash = hashOf(this.inputsHash, one.inputs.join(), one.source);
    const known = this.asked.get(`${hash}-${runs}`);
    if (known !== undefined) return known;
    const truth = kept(join(this.program.cache, "truths", `${hash}-${runs}.json`), TRUTH.parse, async () => {
      const outcomes = await Promise.all(Array.from({ length: runs }, () => this.outcomeOf(one)));
      const accepted: Outcome[] = [];
      for (const outcome of outcomes) {
        if (accepted.every((known) => firstDifference(known, outcome) !== undefined)) accepted.push(outcome);
      }
      return { accepted };
    });
    this.asked.set(`${hash}-${runs}`, truth);
    return truth;
  }

  async end(): Promise<void> {
    await this.screens.end();
  }

  private async outcomeOf(one: Case): Promise<Outcome> {
    const inputs = await this.inputs();
    return this.screens.use((screen) =>
      outcomeOf(one, inputs, this.facts, (places) =>
        runTruth(this.program, screen, { source: one.source, argument: argumentOf(places), folder: places.root }),
      ),
    );
  }

  private async makeInputs(): Promise<string> {
    const folder = join(this.program.cache, `inputs-${this.inputsHash}`);
    if (existsSync(folder)) return folder;
    const root = await mkdtemp(join(tmpdir(), "dfiji-fidelity-"));
    try {
      const output = join(root, "output");
      await mkdir(output);
      const macro = { source: readFileSync(INPUTS_MACRO, "utf8"), argument: output, folder: root };
      const { end } = await this.screens.use((screen) => runTruth(this.program, screen, macro));
      if (end.kind !== "well") throw new Error(`inputs.ijm did not end well: ${JSON.stringify(end)}`);
      const missing = INPUTS.filter((name) => !readdirSync(output).includes(name));
      if (missing.length > 0) throw new Error(`inputs.ijm did not make ${missing.join(", ")}`);
      const aside = `${folder}.${process.pid}`;
      await cp(output, aside, { recursive: true });
      await rename(aside, folder).catch(async (error: unknown) => {
        await rm(aside, { recursive: true });
        if (!existsSync(folder)) throw error; // else another process was first
      });
      return folder;
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
}

function hashOf(...texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}
