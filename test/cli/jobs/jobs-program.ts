import { Command } from "commander";
import { registerJobs } from "../../../cli/jobs/command";
import { plainIo, processIo } from "../../../cli/shared/io";

/** `dfiji` with the one command that these tests need. */
const program = new Command("dfiji");
registerJobs(program, plainIo(processIo()), (code) => {
  process.exitCode = code;
});
void program.parseAsync();
