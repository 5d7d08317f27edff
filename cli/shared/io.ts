import { once } from "node:events";
import { plainTable, plainText } from "./plain-text";
import { type Looks, looksOf } from "./styled";

/** What a command may do to the outside besides its own work: two streams of lines, and where it was called. */
export interface CliIo {
  /**
   * One line of the answer, or several, without line breaks: a line break within one is escaped like all that a terminal
   * would obey. Resolves once the stream has room for more.
   */
  stdout(lines: string | readonly string[]): void | Promise<void>;
  /** Lines for the person at the terminal: progress, warnings, problems. Escaped in the same way. */
  stderr(lines: string | readonly string[]): void;
  /**
   * One record of a table for other programs, without its last line break. It is written as it is; only on a terminal
   * all but its tabs and line breaks is escaped. Resolves once the stream has room for more.
   */
  data(record: string): void | Promise<void>;
  /** True when a person reads stdout: tables and live blocks instead of plain lines. */
  readonly isTty: boolean;
  /** Columns of the terminal that stdout is; undefined where it is none: lines are not broken then. */
  readonly columns?: number | undefined;
  /** stdout as it is, for lines whose texts were escaped; absent where it shows neither colour nor links. */
  readonly rich?: RichOutput | undefined;
  /** Folder that relative paths of the command line mean; absolute. */
  readonly cwd: string;
}

export interface RichOutput {
  looks(): Promise<Looks>;
  write(text: string): void | Promise<void>;
}

/** The same streams behind the one place that escapes what names, reasons and records of others hold. */
export function plainIo(io: CliIo): CliIo {
  const plain = (lines: string | readonly string[]): string | readonly string[] =>
    typeof lines === "string" ? plainText(lines) : lines.map(plainText);
  return {
    stdout: (lines) => io.stdout(plain(lines)),
    stderr: (lines) => io.stderr(plain(lines)),
    data: (record) => io.data(io.isTty ? plainTable(record) : record),
    isTty: io.isTty,
    columns: io.columns,
    rich: io.rich,
    cwd: io.cwd,
  };
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
  let drained: Promise<void> | undefined; // one for all who wait
  const write = (text: string): void | Promise<void> => {
    if (process.stdout.write(text)) return;
    drained ??= once(process.stdout, "drain").then(() => (drained = undefined));
    return drained;
  };
  return {
    stdout: (lines) => write(asText(lines)),
    stderr: (lines) => void process.stderr.write(asText(lines)),
    data: (record) => write(`${record}\n`),
    isTty: process.stdout.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    rich: mayBeRich() ? { looks: () => looksOf(process.stdout), write } : undefined,
    cwd: process.cwd(),
  };
}

const mayBeRich = (): boolean => process.stdout.isTTY === true || process.env["FORCE_COLOR"] !== undefined;

const asText = (lines: string | readonly string[]): string =>
  (typeof lines === "string" ? [lines] : lines).map((line) => `${line}\n`).join("");
