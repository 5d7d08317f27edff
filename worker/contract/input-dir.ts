import { type Job } from "./job";

/** Where the originals mount the bucket; scripts and job files written for them name it. */
export const BUCKET_MOUNT = "/home/ubuntu/bucket";

/** It gets the whole input folder, where there is one. */
export const namesNoInput = ({ input, inputList }: Pick<Job, "input" | "inputList">): boolean =>
  input.length === 0 && inputList === undefined;

/**
 * On one computer: the job gets the folder of the inputs itself, since it has no `input`, or a value with that folder's path
 * (`/home/ubuntu/bucket` means it there).
 */
export function seesInputDir(job: Job, inputDir: string): boolean {
  const { parameters, argument, command = [] } = job;
  if (namesNoInput(job)) return true;
  const texts = [...Object.values(parameters), argument ?? "", ...command];
  return texts.some((text) => text.includes(inputDir) || text.includes(BUCKET_MOUNT));
}
