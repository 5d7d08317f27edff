import { Command, CommanderError } from "commander";
import { UnsafePathError } from "../worker/host/safe-files";
import { registerCollect } from "./collect/command";
import { registerDeployment } from "./monitor/deployment-command";
import { registerDemo } from "./demo/command";
import { registerDoctor } from "./doctor/command";
import { registerFiji } from "./doctor/fiji-command";
import { registerExperiments } from "./monitor/experiments-command";
import { registerMonitor } from "./monitor/monitor-command";
import { registerCapacity } from "./operate/capacity-commands";
import { registerLooks } from "./operate/look-commands";
import { registerDown } from "./operate/down-command";
import { registerTransfer } from "./transfer/commands";
import { registerFailures } from "./results/failures-command";
import { registerLocal } from "./local/command";
import { registerReport } from "./report/command";
import { registerView } from "./report/view-command";
import { registerStatus } from "./results/status-command";
import { registerSubmit } from "./submit/command";
import { registerWorker } from "./worker";
import { CliError, EXIT, type ExitCode } from "./shared/exit";
import { type CliIo, plainIo, processIo } from "./shared/io";
import { applyAwsOptions, commandAfterDashes } from "./shared/options";
import { packageVersion } from "./shared/package-root";

const HELP = `
Start here:
  $ dfiji demo                                                      # a small plate, counted on this computer
  $ dfiji local --script count.ijm --input images --output results  # your script on your images

Exit codes: 0 all done, 1 some jobs failed, 2 bad input, 3 AWS or set-up.`;

/** Runs the command line. Commands load what they need when they run, so that help is there immediately. */
export async function main(argv: readonly string[], streams: CliIo): Promise<ExitCode> {
  const io = plainIo(streams);
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true"; // a paragraph about Node 20 at every start
  let exitCode: ExitCode = EXIT.done;
  const program = await commandLine(argv, io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...commandAfterDashes(argv)], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, io);
  }
}

/** All commands with their options. `end` gets the exit code of the one that runs. */
export async function commandLine(argv: readonly string[], io: CliIo, end: (code: ExitCode) => void): Promise<Command> {
  const program = new Command("dfiji")
    .description("Runs Fiji and ImageJ scripts over many images: on this computer, or on AWS.")
    .version(packageVersion(), "-V, --version")
    .exitOverride()
    .configureOutput({
      writeErr: (text) => io.stderr(text.trimEnd().split("\n")),
      writeOut: (text) => void io.stdout(text.trimEnd().split("\n")),
      // holds words of the command line, whose line breaks are not ours
      outputError: (text) => io.stderr(text.trimEnd().split(OWN_BREAK)),
    })
    .showHelpAfterError("(--help shows options and examples)")
    .addHelpText("after", HELP)
    .hook("preAction", (_, action) => applyAwsOptions(action.opts()));
  registerLocal(program, io, end);
  await registerJobsLazily(program, argv, io, end);
  registerCollect(program, io, end);
  registerStatus(program, io, end);
  registerFailures(program, io, end);
  registerReport(program, io, end);
  registerView(program, io, end);
  registerSubmit(program, io, end);
  registerMonitor(program, io, end);
  registerCapacity(program, io, end);
  registerLooks(program, io, end);
  registerTransfer(program, io, end);
  registerDown(program, io, end);
  registerExperiments(program, io, end);
  registerDeployment(program, io, end);
  registerWorker(program, end);
  registerDemo(program, io, end);
  registerDoctor(program, io, end);
  registerFiji(program, io, end);
  return program;
}

/** commander's line break before its own guess. */
const OWN_BREAK = /\n(?=\(Did you mean )/;

/** Planning needs many modules: they are loaded only for this command. */
async function registerJobsLazily(
  program: Command,
  argv: readonly string[],
  io: CliIo,
  end: (code: ExitCode) => void,
): Promise<void> {
  if (argv.includes("jobs")) {
    (require("./jobs/command") as typeof import("./jobs/command")).registerJobs(program, io, end);
  } else program.command("jobs").summary("show the jobs of a job file, checked as submit checks them; sends nothing");
}

/** No stacks for users: what went wrong, and what to do. `DEBUG=dfiji` shows where. */
function report(error: unknown, io: CliIo): ExitCode {
  // commander has written what it had to say
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  const isKnown = error instanceof CliError || error instanceof UnsafePathError;
  io.stderr(`dfiji: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof CliError) io.stderr(error.details);
  if (isDebugging()) io.stderr(error instanceof Error ? (error.stack ?? "").split("\n") : "");
  else if (!isKnown) io.stderr("(DEBUG=dfiji shows where)");
  return error instanceof CliError ? error.exitCode : EXIT.setUp;
}

const isDebugging = (): boolean => (process.env["DEBUG"] ?? "").split(",").includes("dfiji");

if (require.main === module) {
  void main(process.argv.slice(2), processIo()).then((code) => {
    process.exitCode = code;
  });
}
