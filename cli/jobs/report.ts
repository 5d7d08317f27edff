import { type JobPlan } from "./plan";

/** Problems that are printed; the rest is counted. */
export const SHOWN_PROBLEMS = 30;

type Problems = Pick<JobPlan, "problems" | "problemCount">;

/** One line per problem, as a list. */
export function problemLines({ problems, problemCount }: Problems, shown = SHOWN_PROBLEMS): string[] {
  const lines = problems.slice(0, shown).map((problem) => `  - ${problem}`);
  if (problemCount > lines.length) lines.push(`  and ${problemCount - lines.length} more`);
  return lines;
}

export function warningLines({ warnings }: Pick<JobPlan, "warnings">, shown = SHOWN_PROBLEMS): string[] {
  const lines = warnings.slice(0, shown).map((warning) => `warning: ${warning}`);
  if (warnings.length > lines.length) lines.push(`and ${warnings.length - lines.length} more warnings`);
  return lines;
}
