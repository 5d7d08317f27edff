import * as pulumi from "@pulumi/pulumi";

/** Throws one error with every problem, each on a line of its own; does nothing when there is none. */
export function refuse(who: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const error = new pulumi.RunError(
    [`${who}: nothing was made.`, ...problems.map((problem) => `  - ${problem}`)].join("\n"),
  );
  // Pulumi does not show the stack of a RunError, but prints the error for its trace, and Node 20.20 needs 20 s to print
  // a stack line such as "node_modules/@pulumi/resource.ts"
  error.stack = `RunError: ${error.message}`;
  throw error;
}
