import { basename } from "node:path";
import { type Job } from "../../../worker/contract/job";
import { parsePattern } from "../../../worker/contract/patterns";
import { checkImageFile, type ImageReport, openerOf, problemText } from "../../../worker/image-check/check-image";
import { type Store, type StoredObject } from "../../../worker/storage/store";
import { inOrder } from "../../shared/in-order";
import { InputIndex } from "./input-index";
import { unusualSizes } from "./unusual-sizes";

/** What the images of a plate look like before the first job. */
export interface PlateReport {
  /** Different files that were looked at. */
  readonly files: number;
  /** One line for each damaged file, or one that ImageJ reads wrong. */
  readonly damaged: readonly string[];
  /** What may be meant, one line each. */
  readonly warnings: readonly string[];
}

/** Jobs whose files are read at the same time. */
const AT_ONCE = 8;
const SHOWN = 10;

/**
 * Checks the inputs of all jobs, each file once, as the worker will before the run.
 * @param signal ends the check early: what was not looked at yet is left to the worker
 */
export async function checkPlate(
  jobs: AsyncIterable<Job>,
  store: Store,
  script: { readonly bytes: Buffer } | undefined,
  signal?: AbortSignal,
): Promise<PlateReport> {
  const plan: Job[] = [];
  for await (const job of jobs) plan.push(job);
  const patterns = plan.flatMap(({ input }) => input.map(parsePattern));
  const folders = patterns.flatMap(({ kind, prefix }) =>
    kind === "key" ? [] : [prefix.slice(0, prefix.lastIndexOf("/") + 1)],
  );
  const names = await InputIndex.read(store, [...new Set(folders)]);
  const text = script?.bytes.toString("utf8") ?? "";
  const seen = new Set<string>();
  const sizes: StoredObject[] = [];
  const damaged: string[] = [];
  const warnings: string[] = [];
  const check = async ({ engine, input, exclude }: Job): Promise<void> => {
    const keys = input
      .map(parsePattern)
      .flatMap((one) => (one.kind === "key" ? [one.prefix] : [...names.matching(one, exclude)]));
    const context = { opener: openerOf(engine, text), inputNames: new Set(keys.map((key) => basename(key))) };
    for (const key of keys) {
      if (seen.has(key) || signal?.aborted === true) continue;
      seen.add(key);
      const object = await store.head(key);
      const path = object === undefined ? undefined : store.localPath(object);
      if (object === undefined || path === undefined) continue; // the worker reports what went in between
      sizes.push(object);
      const report = await checkImageFile(path, { ...context, name: key }).catch(unreadable);
      if (report.problem !== undefined) damaged.push(problemText(key, report.problem));
      for (const warning of report.warnings) warnings.push(`"${key}": ${warning}`);
    }
  };
  for await (const _ of inOrder(plan, AT_ONCE, check)) if (signal?.aborted === true) break;
  return { files: sizes.length, damaged, warnings: [...warnings, ...unusualSizes(sizes)] };
}

/** No rights to it, or its disk fails: the job will say so. */
const unreadable = (error: unknown): ImageReport => ({ warnings: [`it cannot be read: ${(error as Error).message}`] });

/** The report for a person; nothing when there is nothing to say. */
export function plateLines({ files, damaged, warnings }: PlateReport): string[] {
  const some = (lines: readonly string[]): string[] => [
    ...lines.slice(0, SHOWN).map((line) => `  ${line}`),
    ...(lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more`] : []),
  ];
  const are = damaged.length === 1 ? "is" : "are";
  const head = `warning: ${damaged.length} of ${files} files ${are} damaged or not for ImageJ; their jobs fail (input-damaged):`;
  return [
    ...(damaged.length === 0 ? [] : [head, ...some(damaged)]),
    ...(warnings.length === 0 ? [] : [`warning: look at ${warnings.length === 1 ? "this file" : "these files"}:`]),
    ...some(warnings),
  ];
}
