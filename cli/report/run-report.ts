import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { openPlace } from "../bookkeeping/result-location";
import { writeFileWhole } from "../collect/table-file";
import { type PageCommandOptions, pageOptions } from "../page/command-options";
import { readPageData } from "../page/data/read-page-data";
import { GENERATOR, pageHtml } from "../page/html";
import { DEFAULT_FILE } from "./default-file";
import { readCost } from "./read-cost";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";

export interface ReportOptions extends PageCommandOptions {
  readonly out?: string;
}

/** `dfiji report`. Answers with the exit code: 0, also where jobs failed. */
export async function runReport(options: ReportOptions, io: CliIo): Promise<ExitCode> {
  const out = resolve(io.cwd, options.out ?? DEFAULT_FILE);
  await mustBeOurs(out); // before anything is read
  const place = await openPlace(options, io);
  const cost = (since: Date, now: Date) => readCost(place, options, since, now);
  const data = await readPageData(place, { ...(await pageOptions(options, place, io)), cost });
  const { html } = pageHtml({ data });
  await writeFileWhole(out, async (line) => line(html));
  for (const text of data.notes) io.stderr(text);
  const { count } = data.jobs;
  void io.stdout(`${count === 1 ? "1 job" : `${count} jobs`}: ${out}`);
  return EXIT.done;
}

/** @throws {CliError} exit 2 when the file exists and is no report: a slip of the name must not cost data */
async function mustBeOurs(path: string): Promise<void> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new CliError(EXIT.badInput, `--out ${path} cannot be written: ${error.message}`);
  });
  if (file === undefined) return;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0).catch(() => ({
      bytesRead: 0,
      buffer: Buffer.alloc(0),
    }));
    const head = buffer.toString("utf8", 0, bytesRead);
    if (head.includes(GENERATOR)) return;
    throw new CliError(EXIT.badInput, `${path} exists and is no report of dfiji: give another --out`);
  } finally {
    await file.close();
  }
}

const HEAD_BYTES = 4096;
