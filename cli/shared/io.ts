import { once } from "node:events";

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

/**
 * The process's own streams. Lines wait for a slow reader instead of piling up in memory; a reader that has gone away
 * (`| head`) ends the process without a word, as other tools do.
 */
export function processIo(): CliIo {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  return {
    stdout: (line) => {
      if (!process.stdout.write(`${line}\n`)) return once(process.stdout, "drain").then(() => undefined);
    },
    stderr: (line) => void process.stderr.write(`${line}\n`),
    isTty: process.stdout.isTTY === true,
    cwd: process.cwd(),
  };
}
