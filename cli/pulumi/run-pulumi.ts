import { execFile } from "node:child_process";
import { CliError, EXIT } from "../shared/exit";
import { plainText, shortText } from "../shared/plain-text";

/** Bytes of an answer: the outputs of a stack are some kilobytes. */
const MAX_ANSWER = 16 * 2 ** 20;

/**
 * The answer of the `pulumi` program on PATH, which is not a part of this package.
 * @param cwd folder of the project, or one below it
 * @throws {CliError} exit 3 when there is no such program or it fails, 2 when it knows no such stack
 */
export async function pulumiAnswer(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      "pulumi",
      [...args, "--non-interactive"],
      { cwd, maxBuffer: MAX_ANSWER, env: pulumiEnvironment() },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(error.code === "ENOENT" ? NOT_ON_PATH() : failed(args, stderr));
      },
    );
  });
}

/** Without a notice that a newer version of Pulumi exists. */
export const pulumiEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" });

export const NOT_ON_PATH = (): CliError =>
  new CliError(EXIT.setUp, "pulumi is not on PATH; use --deployment FILE", [
    "a colleague with Pulumi writes the file: dfiji deployment --stack NAME --out deployment.json",
  ]);

function failed(args: readonly string[], stderr: string): CliError {
  const call = `pulumi ${args.join(" ")}`;
  if (stderr.includes("PULUMI_CONFIG_PASSPHRASE")) {
    return new CliError(EXIT.setUp, "the stack's secrets have a passphrase: set PULUMI_CONFIG_PASSPHRASE", [
      "or PULUMI_CONFIG_PASSPHRASE_FILE, in the environment; dfiji does not ask for it",
    ]);
  }
  const unknown = /no stack named '([^']*)' found/.exec(stderr);
  if (unknown !== null) {
    return new CliError(EXIT.badInput, `no stack "${unknown[1]}" in this project`, ["all of them: dfiji experiments"]);
  }
  const said = stderr.split("\n").filter((line) => line.trim() !== "");
  return new CliError(EXIT.setUp, `${plainText(call)} failed`, said.slice(-10).map(shortText));
}
