/** What a command may do to the outside besides its own work: two streams of lines, and where it was called. */
export interface CliIo {
  /** One line of the answer, without its line break. Resolves once the stream has room for more. */
  stdout(line: string): void | Promise<void>;
  /** One line for the person at the terminal: progress, warnings, problems. */
  stderr(line: string): void;
  /** True when a person reads stdout: tables and live blocks instead of plain lines. */
  readonly isTty: boolean;
  /** Folder that relative paths of the command line mean; absolute. */
  readonly cwd: string;
}
