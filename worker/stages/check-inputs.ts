import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { EVENTS } from "../contract/events";
import { JobFault } from "../failures/job-fault";
import { checkImageFile, openerOf, problemText } from "../image-check/check-image";
import { type ActiveJob } from "./active-job";
import { allOrNone } from "./fetch";
import { type StageDeps } from "./ports";

/** Files whose headers are read together. */
const AT_ONCE = 4;
const BIO_FORMATS = "open it with Bio-Formats (engine fiji), or save it again as a plain TIFF";

/**
 * Holds the job's images against their own headers before anything is run: ImageJ fills what is missing with zeros, and
 * some damaged files never open. What may be meant is a line of the job's log.
 * @throws {JobFault} `input-damaged`
 */
export async function checkInputs(
  { job, inputs, scriptPath, log, lease }: ActiveJob,
  folder: string,
  deps: Pick<StageDeps, "log">,
): Promise<void> {
  const script = job.engine === "fiji" && scriptPath !== "" ? await readFile(scriptPath, "utf8") : "";
  const inputNames = new Set(inputs.map(({ relativePath }) => basename(relativePath)));
  const context = { opener: openerOf(job.engine, script), inputNames };
  await allOrNone(inputs, AT_ONCE, lease.signal, async ({ relativePath, object }) => {
    const report = await checkImageFile(join(folder, relativePath), { ...context, name: relativePath });
    for (const warning of report.warnings) {
      const reason = `"${object.key}": ${warning}`;
      log?.line(`warning: ${reason}`);
      deps.log.warn(EVENTS.inputDoubtful, { jobId: job.jobId, name: job.name, reason });
    }
    if (report.problem === undefined) return;
    const advice = report.problem.kind === "damaged" ? undefined : BIO_FORMATS;
    throw new JobFault("input-damaged", problemText(object.key, report.problem), { advice });
  });
}
