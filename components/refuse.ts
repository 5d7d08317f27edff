import * as pulumi from "@pulumi/pulumi";

/** Throws one error with every problem, each on a line of its own; does nothing when there is none. */
export function refuse(who: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new pulumi.RunError([`${who}: nothing was made.`, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
}
