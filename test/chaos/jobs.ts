import { type Job } from "../../worker/contract/job";
import { type FailureClass } from "../../worker/contract/failure";

/** What a job does, and what must become of it: `undefined` means done. */
export const ACTS = {
  good: undefined,
  orphan: undefined,
  fail: "script-error",
  memory: "out-of-memory",
  empty: "no-output",
  hang: "timeout",
  lost: "input-missing",
} as const satisfies Record<string, FailureClass | undefined>;
export type Act = keyof typeof ACTS;

export interface ChaosJob {
  readonly job: Job;
  readonly act: Act;
  readonly expected: FailureClass | undefined;
}

export const IMAGES = 7;
export const imageText = (image: number): string => `image ${image}`;
/** A small image whose mean is its number. */
export const imagePixels = (image: number): Buffer =>
  Buffer.concat([Buffer.from("P5\n16 16\n255\n"), Buffer.alloc(256, image)]);

/** What runs the jobs: a program, or a macro by its digest. */
export type JobProgram =
  { readonly engine: "command"; readonly path: string } | { readonly engine: "imagej"; readonly sha256: string };

/** Mostly good jobs, among them poison of every kind. */
export function chaosJobs(count: number, program: JobProgram): readonly ChaosJob[] {
  return Array.from({ length: count }, (_, index) => {
    const act = POISON[index % 40] ?? "good";
    const name = `job-${index}`;
    const image = act === "lost" ? "nowhere" : `set-${index % IMAGES}`;
    const job: Job = {
      v: 1,
      jobId: `${name}-0000c4a0`,
      name,
      submission: "chaos",
      ...how(program, act, name),
      group: { job: String(index) },
      input: [`${image}/*.${program.engine === "imagej" ? "pgm" : "txt"}`],
      output: `${name}/`,
      root: "",
      ...(act === "hang" ? { timeoutMinutes: 0.05 } : {}),
    };
    return { job, act, expected: ACTS[act] };
  });
}

function how(program: JobProgram, act: Act, name: string): Pick<Job, "engine" | "command" | "script" | "parameters"> {
  if (program.engine === "imagej") {
    const { engine, sha256 } = program;
    return { engine, script: { name: "job.ijm", sha256 }, parameters: { act, name } };
  }
  return { engine: "command", command: ["/bin/sh", program.path, "{input}", "{output}", act, name], parameters: {} };
}

const POISON: Readonly<Record<number, Act>> = {
  3: "fail",
  9: "orphan",
  14: "empty",
  21: "hang",
  27: "memory",
  33: "lost",
};

/** `result.csv` of a run that nothing disturbed. */
export const undisturbed = ({ job }: ChaosJob): string =>
  [1, 2, 3, 4, 5].map((row) => `${row},${job.name},${imageText(Number(job.group["job"]) % IMAGES)}\n`).join("");

/** What no worker can run: each must go to the dead-letter queue as `bad-message`. */
export const MALFORMED = [
  "null",
  "{",
  "[]",
  '{"v":1}',
  '{"v":2,"jobId":"a-00000000"}',
  "\u00e9\u4e2d",
  "x".repeat(5000),
];
