import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { dirname, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { makeFolder } from "../../worker/host/safe-files";
import { type PlaceOptions } from "../shared/options";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { mixedWaysNotice } from "../bookkeeping/display-ways";
import { readDoneIndex } from "../bookkeeping/done-index";
import { olderNotice, RUN_AGAIN } from "../bookkeeping/older-results";
import { openPlace } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { collect, type CollectReport, type CollectRequest } from "./collect";

export interface CollectOptions extends PlaceOptions {
  readonly out?: string;
  readonly mixed?: boolean;
}

export async function runCollect(fileName: string, options: CollectOptions, io: CliIo): Promise<ExitCode> {
  const { outputs } = await openPlace(options, io);
  const note = (text: string): void => io.stderr(text);
  let submissionsLeftOut = 0;
  const submissions = await readSubmissions(outputs, (text) => {
    submissionsLeftOut++;
    note(text);
  });
  const done = await readDoneIndex(outputs, rootsOf(submissions));
  if (done.size === 0) throw new CliError(EXIT.badInput, `no job is done in ${outputs.description}`);
  const request = { store: outputs, done, fileName, mixed: options.mixed ?? false, note };
  const out = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  const report =
    out === undefined
      ? await collect({ ...request, write: (line) => io.data(line) })
      : await collectToFile(request, out);
  io.stderr(`${report.rows} rows of ${report.jobs} jobs${out === undefined ? "" : `: ${out}`}`);
  const older = olderNotice(report.older, RUN_AGAIN);
  if (older !== undefined) note(older);
  const mixedWays = mixedWaysNotice(report.ways);
  if (mixedWays !== undefined) note(mixedWays);
  if (report.leftOut > 0) io.stderr(`${report.leftOut} of ${done.size} jobs are left out of the table: run them again`);
  if (submissionsLeftOut > 0) io.stderr("jobs of the submissions that were left out may be missing in the table");
  return report.leftOut + submissionsLeftOut > 0 ? EXIT.failed : EXIT.done;
}

/** The file appears whole or not at all. */
export async function collectToFile(request: Omit<CollectRequest, "write">, path: string): Promise<CollectReport> {
  const partial = `${path}.partial-${process.pid}`;
  await makeFolder(dirname(path));
  const stream = createWriteStream(partial);
  const whole = finished(stream);
  whole.catch(() => undefined); // awaited below; a write error before that ends `collect` by `once`
  try {
    const report = await collect({
      ...request,
      async write(line) {
        if (!stream.write(`${line}\n`)) await once(stream, "drain");
      },
    });
    stream.end();
    await whole;
    await rename(partial, path);
    return report;
  } catch (error) {
    stream.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}
