import { access } from "node:fs/promises";
import { basename } from "node:path";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { listenForInterrupt } from "../shared/interrupt";
import { broken } from "../shared/styled";
import { MAX_SCRIPT_BYTES, readUserFile } from "../shared/user-file";
import { checkFiji, type FijiCheckRequest } from "./check-fiji";
import { type CheckResult, type CheckStatus, FIJI_CHECKS, NOT_REACHED } from "./check-list";

export interface DoctorRequest extends Omit<FijiCheckRequest, "env"> {
  readonly json: boolean;
}

/** `dfiji doctor`: tries an installation of Fiji and prints a table. Answers with the exit code. */
export async function runDoctor(request: DoctorRequest, io: CliIo): Promise<ExitCode> {
  await mustBeThere("--fiji", request.fijiPath);
  if (request.own !== undefined) await mustBeScript(request.own.path);
  if (request.own?.inputDir !== undefined) await mustBeThere("--input", request.own.inputDir);
  const interrupt = listenForInterrupt();
  try {
    const note = (text: string): void =>
      request.json ? undefined : io.stderr(`${basename(request.fijiPath)}: ${text}`);
    const results = await checkFiji({ ...request, env: process.env }, interrupt.gentle, note);
    if (request.json) for (const result of results) await io.stdout(JSON.stringify(result));
    else for (const line of tableOf(results, io.columns)) await io.stdout(line);
    return exitCodeOf(results);
  } catch (error) {
    if (!interrupt.gentle.aborted) throw error;
    throw new CliError(EXIT.failed, "stopped; all that was started and written is gone");
  } finally {
    interrupt.dispose();
  }
}

async function mustBeThere(option: string, path: string): Promise<void> {
  await access(path).catch(() => {
    throw new CliError(EXIT.badInput, `${option} is ${path}: it does not exist`);
  });
}

async function mustBeScript(path: string): Promise<void> {
  await mustBeThere("--script", path);
  await readUserFile(path, MAX_SCRIPT_BYTES).catch((error: Error) => {
    throw new CliError(EXIT.badInput, `--script is ${path}: ${error.message}`);
  });
}

/** 3: it does not start at all; 1: something that jobs need does not work. */
export function exitCodeOf(results: readonly CheckResult[]): ExitCode {
  const failed = results.filter(({ status }) => status === "failed").map(({ check }) => check);
  if (failed.includes("launcher") || failed.includes("start")) return EXIT.setUp;
  return failed.length > 0 ? EXIT.failed : EXIT.done;
}

const SHOWN: Readonly<Record<CheckStatus, string>> = {
  ok: "ok",
  warning: "warning",
  failed: "FAILED",
  "not checked": "-",
};

/**
 * What each check means stands below it where it is not ok, with what to do; what was not reached is one line.
 * @param columns of the terminal: sentences are broken between words. Default: they are not
 */
export function tableOf(results: readonly CheckResult[], columns = Infinity): string[] {
  const width = Math.max(...results.map(({ check }) => check.length));
  const start = (check: string, status: string): string =>
    `${check.padEnd(width)}  ${status.padEnd("warning".length)}  `;
  const below = start("", "");
  const room = Math.max(20, columns - 1 - below.length);
  const row = (check: string, status: string, found: string): string[] =>
    broken(found, room).map((text, index) => (index === 0 ? start(check, status) : below) + text);
  const note = (name: string, text: string): string[] => broken(`${name}: ${text}`, room).map((line) => below + line);
  const isReached = ({ found }: CheckResult): boolean => found !== NOT_REACHED;
  const others = results.filter((result) => !isReached(result)).map(({ check }) => check);
  const rows = results
    .filter(isReached)
    .flatMap(({ check, status, found, advice }) => [
      ...row(check, SHOWN[status], found),
      ...(status === "ok" ? [] : note("checked is", FIJI_CHECKS[check])),
      ...(advice === undefined ? [] : note("what to do", advice)),
    ]);
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  return [
    ...row("check", "result", "found"),
    ...rows,
    ...(others.length === 0 ? [] : broken(`not checked, since ${NOT_REACHED}: ${others.join(", ")}`, columns - 1)),
    "",
    `${count("ok")} ok, ${count("warning")} ${count("warning") === 1 ? "warning" : "warnings"}, ${count("failed")} failed, ${count("not checked")} not checked`,
  ];
}
