import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type PlanRequest } from "../../../cli/jobs/make/plan-request";
import { type JobPlan, planJobs } from "../../../cli/jobs/plan";
import { type Job } from "../../../worker/contract/job";
import { FolderStore } from "../../../worker/storage/folder-store";

export interface Situation {
  /** Besides the job file: name → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Empty files below the input folder, which is looked into only when this is given. */
  readonly images?: readonly string[];
  /** Text of `script.ijm`, given as `--script`. */
  readonly script?: string;
  readonly request?: Partial<PlanRequest>;
  /** Of the job file. @default "jobs.json" */
  readonly name?: string;
}

/** Plans a job file (text as it is, anything else as JSON; undefined: none) in a folder of its own. */
export async function plan<T>(
  jobFile: unknown,
  { files = {}, images, script, request = {}, name = "jobs.json" }: Situation,
  look: (plan: JobPlan, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "dfiji-jobs-"));
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    for (const [path, text] of Object.entries(files)) write(path, text);
    for (const path of images ?? []) write(join("images", path), "");
    if (script !== undefined) write("script.ijm", script);
    if (jobFile !== undefined) {
      write(name, typeof jobFile === "string" || jobFile instanceof Buffer ? jobFile : JSON.stringify(jobFile));
    }
    mkdirSync(join(folder, "images"), { recursive: true });
    const planned = await planJobs({
      ...(jobFile !== undefined && { jobFile: join(folder, name) }),
      ...(script !== undefined && { scriptFile: join(folder, "script.ijm") }),
      ...(images !== undefined && { inputStore: new FolderStore(join(folder, "images")) }),
      engine: "imagej",
      place: "local",
      outputPrefix: "",
      mountBucket: false,
      submission: "test",
      force: false,
      skipMissing: false,
      check: true,
      preview: true,
      ...request,
    });
    return await look(planned, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const problemsOf = (jobFile: unknown, situation: Situation = {}): Promise<readonly string[]> =>
  plan(jobFile, situation, async ({ problems }) => problems);

export const warningsOf = (jobFile: unknown, situation: Situation = {}): Promise<readonly string[]> =>
  plan(jobFile, situation, async ({ warnings, problems }) => {
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return warnings;
  });

/** @throws {Error} with the problems, when there are any */
export const jobsOf = (jobFile: unknown, situation: Situation = {}): Promise<readonly Job[]> =>
  plan(jobFile, situation, async (planned) => {
    if (planned.problems.length > 0) throw new Error(planned.problems.join("\n"));
    const jobs: Job[] = [];
    for await (const job of planned.jobs()) jobs.push(job);
    return jobs;
  });
