import { Terminal } from "@xterm/headless";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A program on a real pseudo-terminal, and the screen that a person would see. */
export class TerminalProgram {
  /** Everything that was written to the terminal. */
  output = "";
  readonly ended: Promise<number | null>;
  private readonly terminal: Terminal;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();

  constructor(argv: readonly string[], { columns, rows, cwd, env = {} }: TerminalOptions) {
    this.terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    const driver = [join(__dirname, "terminal-driver.py"), String(columns), String(rows), ...argv];
    const own = { PATH: process.env["PATH"], HOME: cwd, TERM: "xterm-256color", LANG: "C.UTF-8", ...env };
    const child = spawn("python3", driver, { cwd, env: own, stdio: ["pipe", "pipe", "inherit"] });
    this.child = child;
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => {
      this.output += text;
      this.terminal.write(text, () => this.watchers.forEach((watcher) => watcher()));
    });
    this.ended = new Promise((resolve) => {
      child.once("close", (code) => this.terminal.write("", () => resolve(code)));
    });
  }

  /** The screen's lines without spaces at their ends. */
  get screen(): string[] {
    const { active } = this.terminal.buffer;
    return this.lines(active.baseY, active.baseY + this.terminal.rows);
  }

  /** All that can be scrolled to, and the screen. */
  get history(): string[] {
    return this.lines(0, this.terminal.buffer.active.length);
  }

  /** Text of a row of the screen with its colour: `[column, colour number or undefined]` of each character that has one. */
  colourAt(row: number, column: number): number | undefined {
    const { active } = this.terminal.buffer;
    const cell = active.getLine(active.baseY + row)?.getCell(column);
    return cell?.isFgPalette() === true ? cell.getFgColor() : undefined;
  }

  type(text: string): void {
    this.child.stdin?.write(`${JSON.stringify({ write: text })}\n`);
  }

  /** The terminal first, as a window does: its lines are wrapped again before the program hears of it. */
  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.child.stdin?.write(`${JSON.stringify({ resize: [columns, rows] })}\n`);
  }

  /** Resolves once the screen matches. @throws when the program ends before, with the screen */
  async until(pattern: RegExp | (() => boolean)): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const watcher = (): void => {
        const isSeen = typeof pattern === "function" ? pattern() : pattern.test(this.screen.join("\n"));
        if (!isSeen) return;
        this.watchers.delete(watcher);
        resolve();
      };
      this.watchers.add(watcher);
      watcher();
      void this.ended.then(() => {
        watcher();
        reject(new Error(`ended without ${String(pattern)}:\n${this.history.join("\n")}`));
      });
    });
  }

  end(): void {
    this.child.kill();
  }

  private lines(from: number, to: number): string[] {
    const { active } = this.terminal.buffer;
    const lines: string[] = [];
    for (let row = from; row < to; row++) lines.push((active.getLine(row)?.translateToString(true) ?? "").trimEnd());
    return lines;
  }
}
