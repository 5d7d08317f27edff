import { type Job } from "../contract/job";
import { MAX_LIST_BYTES, unpackInputs } from "../contract/input-list";
import { inputsKey } from "../contract/keys";
import { JobFault } from "../failures/job-fault";
import { NoSuchObjectError, type Store } from "../storage/store";

/**
 * The input patterns of a job, also where it only names their list.
 * @throws {JobFault} `input-missing`, when the list is not stored or is another one
 */
export async function inputsOf(job: Job, outputs: Store, signal?: AbortSignal): Promise<readonly string[]> {
  const { inputList, root } = job;
  if (inputList === undefined) return job.input;
  const key = inputsKey(root, inputList.sha256);
  const bytes = await bytesOf(key, outputs, signal);
  if (bytes === undefined) throw new JobFault("input-missing", `no list of inputs at ${outputs.description}/${key}`);
  try {
    return unpackInputs(bytes, inputList);
  } catch (error) {
    throw new JobFault("input-missing", `the list of inputs "${key}" cannot be used: ${(error as Error).message}`);
  }
}

async function bytesOf(key: string, outputs: Store, signal: AbortSignal | undefined): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of await outputs.read(key, signal)) {
      const bytes = Buffer.from(piece);
      size += bytes.length;
      if (size > MAX_LIST_BYTES) throw new JobFault("input-missing", `the list of inputs "${key}" is too large`);
      pieces.push(bytes);
    }
  } catch (error) {
    if (error instanceof NoSuchObjectError) return undefined;
    throw error;
  }
  return Buffer.concat(pieces);
}
