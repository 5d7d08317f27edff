import { type CliIo } from "../../cli/shared/io";

/** Streams that keep what was printed. */
export class FakeIo implements CliIo {
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly isTty = false;

  constructor(readonly cwd: string = process.cwd()) {}

  stdout(line: string): void {
    this.out.push(line);
  }

  stderr(line: string): void {
    this.err.push(line);
  }
}
