import { type JobPlan } from "./plan";

/** Problems that are printed; the rest is counted. */
export const SHOWN_PROBLEMS = 30;

/** `FILE: nothing was sent.` and one line per problem. */
export function problemLines(subject: string, { problems, problemCount }: JobPlan, shown = SHOWN_PROBLEMS): string[] {
  const lines = problems.slice(0, shown).map((problem) => `  - ${problem}`);
  if (problemCount > lines.length) lines.push(`  and ${problemCount - lines.length} more`);
  return [`${subject}: nothing was sent.`, ...lines];
}

export function warningLines({ warnings }: JobPlan, shown = SHOWN_PROBLEMS): string[] {
  const lines = warnings.slice(0, shown).map((warning) => `warning: ${warning}`);
  if (warnings.length > lines.length) lines.push(`and ${warnings.length - lines.length} more warnings`);
  return lines;
}
