import { type RunDisplay } from "../../worker/contract/display";
import { ImagejEngine } from "../../worker/engines/imagej/engine";
import { openCopyOf } from "../helpers/engine-copy";
import { type Outcome } from "./compare";
import { type Case } from "./harness-cases";
import { type Facts } from "./harness-program";
import { argumentOf, outcomeOf } from "./harness-run";

/** Our engine `imagej`: one warm process for all cases, as a worker has it. */
export interface FidelityEngine {
  of(one: Case): Promise<Outcome>;
  end(): Promise<void>;
}

const LIMIT_SECONDS = 30;

export async function openEngine(display: RunDisplay, inputFolder: string, facts: Facts): Promise<FidelityEngine> {
  const engine = await openCopyOf(new ImagejEngine(process.env), { display });
  return {
    of: (one) =>
      outcomeOf(one, inputFolder, facts, async (places) => {
        const result = await engine.run(one.source, {
          argument: argumentOf(places),
          inputFolder: places.input,
          outputFolder: places.output,
          timeoutSeconds: LIMIT_SECONDS,
          silenceSeconds: LIMIT_SECONDS,
        });
        const log = [...result.lines];
        if (result.ended === "well") return { end: { kind: "well" }, log, shown: [] };
        return { end: { kind: "error", text: result.reason, line: result.line ?? 0 }, log, shown: [] };
      }),
    end: () => engine.end(),
  };
}
