import { asList, CliError, EXIT } from "./exit";
import { type CliIo } from "./io";
import { type JobPlan, type PlanRequest, planJobs } from "./jobs/plan";

/**
 * A plan that may be run or sent: warnings are printed, problems end the command.
 * @throws {CliError} exit 2 with every problem
 */
export async function soundPlan(request: PlanRequest, notDone: "run" | "sent", io: CliIo): Promise<JobPlan> {
  const plan = await planJobs(request);
  for (const warning of plan.warnings) io.stderr(`warning: ${warning}`);
  const problems = [...plan.problems];
  if (problems.length === 0 && request.engine !== "command" && plan.script === undefined) {
    problems.push("no script: give --script FILE, or `script` in the job file");
  }
  if (problems.length === 0 && request.engine === "command" && request.command === undefined) {
    problems.push("engine command needs its words: give --command");
  }
  if (problems.length === 0) return plan;
  const nothing = `nothing was ${notDone}`;
  const more = plan.problemCount - plan.problems.length;
  throw new CliError(EXIT.badInput, request.jobFile === undefined ? nothing : `${request.jobFile}: ${nothing}`, [
    ...asList(problems),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]);
}
