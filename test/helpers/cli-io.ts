import { type CliIo } from "../../cli/shared/io";

/** Streams that keep what was printed. */
export class FakeIo implements CliIo {
  /** Lines of the answer and records of tables, in their order. */
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly isTty: boolean;

  constructor(
    readonly cwd: string = process.cwd(),
    { isTty = false } = {},
  ) {
    this.isTty = isTty;
  }

  stdout(lines: string | readonly string[]): void {
    for (const line of [lines].flat()) this.out.push(line);
  }

  stderr(lines: string | readonly string[]): void {
    for (const line of [lines].flat()) this.err.push(line);
  }

  data(record: string): void {
    this.out.push(record);
  }
}
