/**
 * Where the bookkeeping of a job is, relative to the output prefix. `root` is "" or ends in `/` (see `Job.root`).
 * `status` and `submit` list `done/` only; a job is done if and only if its marker is there.
 */
export const BOOKKEEPING = ".dfiji/";

export const doneFolder = (root: string): string => `${root}${BOOKKEEPING}done/`;
export const doneKey = (root: string, jobId: string): string => `${doneFolder(root)}${jobId}.json`;

export const attemptsFolder = (root: string): string => `${root}${BOOKKEEPING}attempts/`;
export const jobAttemptsFolder = (root: string, jobId: string): string => `${attemptsFolder(root)}${jobId}/`;
export const attemptKey = (root: string, jobId: string, messageId: string, receiveCount: number): string =>
  `${jobAttemptsFolder(root, jobId)}${messageId}-${receiveCount}.json`;

/** The job's own output, text. */
export const logKey = (root: string, jobId: string): string => `${root}${BOOKKEEPING}logs/${jobId}.log`;
/** A file that stands beside a script, by its digest. */
export const withKey = (root: string, sha256: string): string => `${root}${BOOKKEEPING}with/${sha256}`;
export const scriptKey = (root: string, sha256: string): string => `${root}${BOOKKEEPING}scripts/${sha256}`;

/** The inputs of a job with many of them, by the digest of the list. */
export const inputsKey = (root: string, sha256: string): string => `${root}${BOOKKEEPING}inputs/${sha256}.json.gz`;

/** Files of ours that are not whole yet: never listed, removed with their writer or replaced by a rename. */
export const TEMPORARY = ".dfiji-tmp-";
