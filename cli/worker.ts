import { type Command } from "commander";
import { spawn } from "node:child_process";
import { EXIT, type ExitCode } from "./shared/exit";

const EXAMPLES = `
Example:
  $ DFIJI_QUEUE=jobs DFIJI_DEAD_LETTER_QUEUE=jobs-dead DFIJI_BUCKET=images DFIJI_ENGINE=imagej dfiji worker

Its settings are environment variables, the same that a container on AWS gets.`;

export function registerWorker(program: Command, end: (code: ExitCode) => void): void {
  program
    .command("worker")
    .summary("run one worker, as the container does")
    .description("Runs one worker with the settings of the environment, until SIGTERM.")
    .addHelpText("after", EXAMPLES)
    .action(async () => {
      const { workerCommand } = require("./local/worker-process") as typeof import("./local/worker-process");
      const [program, ...args] = workerCommand();
      const child = spawn(program, args, { stdio: "inherit" });
      const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
      // the terminal sends Ctrl-C to both of us; the worker decides when it is over
      process.on("SIGINT", () => undefined);
      process.on("SIGTERM", pass);
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", resolve);
      });
      process.off("SIGTERM", pass);
      end(code === 0 ? EXIT.done : EXIT.setUp);
    });
}
