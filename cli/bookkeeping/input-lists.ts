import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packInputs } from "../../worker/contract/input-list";
import { type Job, packedJob } from "../../worker/contract/job";
import { inputsKey } from "../../worker/contract/keys";
import { type Store } from "../../worker/storage/store";

/** The job as it travels, after its list of inputs was stored, if it has one. */
export async function storedJob(job: Job, outputs: Store): Promise<Job> {
  const packed = packedJob(job);
  if (packed.inputList === undefined) return job;
  const key = inputsKey(job.root, packed.inputList.sha256);
  if ((await outputs.head(key)) !== undefined) return packed;
  const folder = await mkdtemp(join(tmpdir(), "dfiji-"));
  try {
    const path = join(folder, packed.inputList.sha256);
    await writeFile(path, packInputs(job.input));
    await outputs.put(path, key);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return packed;
}
