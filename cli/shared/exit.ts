/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  /** Some jobs failed, or were not run because the run was stopped. */
  failed: 1,
  /** The command line, the job file or a script is wrong; nothing was run or sent. */
  badInput: 2,
  /** Something is missing or broken here or on AWS. */
  setUp: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a user reads instead of a stack: one sentence, a line for each detail, and how the command ends. */
export class CliError extends Error {
  override readonly name = "CliError";
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}

/** `  - ` before each problem, as every list of problems is printed. */
export const asList = (problems: readonly string[]): string[] => problems.map((problem) => `  - ${problem}`);
