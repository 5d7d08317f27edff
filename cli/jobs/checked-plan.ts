import { CliError, EXIT } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlanRequest } from "./make/plan-request";
import { type JobPlan, planJobs } from "./plan";

/**
 * A plan that may be run or sent: warnings are printed, problems end the command.
 * @throws {CliError} exit 2 with every problem
 */
export async function checkedPlan(request: PlanRequest, notDone: "run" | "sent", io: CliIo): Promise<JobPlan> {
  const plan = await planJobs(request);
  for (const line of warningLines(plan)) io.stderr(line);
  const problems = [...plan.problems];
  if (problems.length === 0 && request.engine !== "command" && plan.script === undefined) {
    problems.push("no script: give --script FILE, or `script` in the job file");
  }
  if (problems.length === 0) return plan;
  const nothing = `nothing was ${notDone}`;
  const subject = request.jobFile === undefined ? nothing : `${request.jobFile}: ${nothing}`;
  const problemCount = Math.max(problems.length, plan.problemCount);
  throw new CliError(EXIT.badInput, subject, problemLines({ problems, problemCount }));
}

/** For a plan: what a Fiji of this computer has, looked up when a script is checked against it. */
export function fijiOf(path: string | undefined, io: CliIo): Pick<PlanRequest, "fiji"> {
  if (path === undefined) return {};
  return {
    fiji: () => {
      const { knownFiji } = require("../fiji/known-fiji") as typeof import("../fiji/known-fiji");
      return knownFiji(path, { env: process.env, note: (text) => io.stderr(text) });
    },
  };
}

/** Problems that are printed; the rest is counted. */
export const SHOWN_PROBLEMS = 30;

type Problems = Pick<JobPlan, "problems" | "problemCount">;

/** One line per problem, as a list. */
export function problemLines({ problems, problemCount }: Problems, shown = SHOWN_PROBLEMS): string[] {
  const lines = problems.slice(0, shown).map((problem) => `  - ${problem}`);
  if (problemCount > lines.length) lines.push(`  and ${problemCount - lines.length} more`);
  return lines;
}

/** Warnings, and what is good to know. */
export function warningLines(
  { warnings, notes }: Pick<JobPlan, "warnings" | "notes">,
  shown = SHOWN_PROBLEMS,
): string[] {
  const lines = warnings.slice(0, shown).map((warning) => `warning: ${warning}`);
  if (warnings.length > lines.length) lines.push(`and ${warnings.length - lines.length} more warnings`);
  return [...lines, ...notes.map((note) => `note: ${note}`)];
}
