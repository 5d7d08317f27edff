import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { openDeployment } from "../bookkeeping/deployment";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";

export interface DeploymentFileOptions {
  readonly stack?: string;
  readonly out?: string;
}

/** `dfiji deployment`: the stack's output with the date of now. */
export async function writeDeployment({ stack, out }: DeploymentFileOptions, io: CliIo): Promise<ExitCode> {
  const opened = await openDeployment({ ...(stack !== undefined && { stack }) }, io);
  if (opened === undefined) {
    throw new CliError(EXIT.badInput, `no Pulumi project in ${io.cwd} or above it`, [
      "call it in the project's folder",
    ]);
  }
  const text = JSON.stringify({ ...opened.deployment, writtenAt: new Date().toISOString() }, null, 2);
  if (out === undefined) await io.data(text);
  else {
    await writeFile(resolve(io.cwd, out), `${text}\n`);
    io.stderr(`${out}: ${opened.deployment.experiment} in ${opened.deployment.region}`);
  }
  return EXIT.done;
}
