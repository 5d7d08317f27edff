import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Job } from "../../worker/contract/job";
import { scriptKey } from "../../worker/contract/keys";
import { type S3Store } from "../../worker/storage/s3-store";
import { squaresImage } from "../helpers/made-image";

/** Jobs of one engine that take so many of the test's minutes. */
export interface Work {
  readonly engine: "imagej" | "command";
  /** A job's input file, below the input prefix. */
  input(index: number): { readonly name: string; readonly text: string };
  /** What its `result.txt` must hold. */
  result(name: string, index: number): string;
  /** What the job says beside its name, input and output. */
  job(name: string, stage: string, minutes: number): Partial<Job>;
  /** Puts where workers find it what the jobs need. */
  prepare(results: S3Store): Promise<void>;
}

const SUBMISSION = { v: 1, submission: "s1", root: "" } as const;

export function jobOf(work: Work, index: number, stage: string, minutes: number): Job {
  const name = `W${String(index + 1).padStart(3, "0")}`;
  return {
    ...SUBMISSION,
    jobId: `${name}-00000000`,
    name,
    engine: work.engine,
    group: { Well: name },
    parameters: { Well: name },
    input: [`plate/${work.input(index).name}`],
    output: `${name}/`,
    ...work.job(name, stage, minutes),
  };
}

/** A shell script that copies its input. */
export const COPIES: Work = {
  engine: "command",
  input: (index) => ({ name: `${index}.txt`, text: `${index}\n` }),
  result: (_, index) => String(index),
  job: (_, stage, minutes) => ({
    command: ["sh", `${stage}/job.sh`, stage, "{input}", "{output}", String(minutes)],
  }),
  prepare: () => Promise.resolve(),
};

/** A macro for ImageJ that counts squares: 1, 4, 9, 16 or 25. */
export async function macroWork(): Promise<Work> {
  const source = await readFile(join(__dirname, "job.ijm"), "utf8");
  const sha256 = createHash("sha256").update(source).digest("hex");
  const side = (index: number): number => (index % 5) + 1;
  return {
    engine: "imagej",
    input: (index) => ({ name: `${side(index)}.pgm`, text: squaresImage(side(index)) }),
    result: (name, index) => `${name} ${side(index) ** 2}`,
    job: (name, stage, minutes) => ({
      script: { name: "job.ijm", sha256 },
      parameters: { Well: name, stage, minutes: String(minutes) },
    }),
    prepare: (results) => results.putText(scriptKey("", sha256), source).then(() => undefined),
  };
}
