import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { RUN_DISPLAYS, type RunDisplay } from "../../worker/contract/display";

/** `faulty`: the case itself is, whatever our engine does. */
export const VERDICTS = ["same", "refused", "differs", "faulty"] as const;

const ROW = z.object({
  name: z.string(),
  /** Different outcomes on the desktop; 0: none could be made. */
  accepted: z.number(),
  verdict: z.enum(VERDICTS),
  /** Reason, first difference or fault; empty where it is the same. */
  why: z.string(),
});
export type Row = z.infer<typeof ROW>;

/** Of all cases in one run. */
export const RESULTS = z.object({ display: z.enum(RUN_DISPLAYS), rows: z.array(ROW).readonly() });
export type Results = z.infer<typeof RESULTS>;

/** The last run of all cases in this way. */
export const resultsFile = (display: RunDisplay): string =>
  join(__dirname, `../../dist/fidelity/results-${display}.json`);

export async function keepResults(results: Results): Promise<void> {
  const file = resultsFile(results.display);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(results, undefined, 2));
}

/** @throws {Error} with the command that makes them when there are none */
export function keptResults(display: RunDisplay): Results {
  const file = resultsFile(display);
  if (!existsSync(file)) throw new Error(`no results: run \`npm run test:fidelity -- --display ${display}\``);
  return RESULTS.parse(JSON.parse(readFileSync(file, "utf8")));
}
