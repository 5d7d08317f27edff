import { type Command } from "commander";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { wholeNumber, withPlace, withQueues } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { withPageOptions } from "./command";
import { type ViewOptions } from "./run-view";

const EXAMPLES = `
Examples:
  $ dfiji view --output results
  $ dfiji view --output results --layout layout.csv --input images
  $ dfiji view --stack dev
  $ dfiji view --stack dev --images-mib 500
  $ dfiji view --output results --no-open --port 8080

The page is at 127.0.0.1 and for you alone: its address holds a token. It follows a run while it is open in a browser, shows
the images of a well when you open one, and writes nothing. Images in a bucket are fetched only with --images-mib: AWS charges
for data that leave it. They are kept in a temporary folder until the end. Ctrl-C ends it. On another computer, reached by ssh, it prints the
line that forwards the port.`;

export function registerView(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withPageOptions(
    withQueues(
      withPlace(program.command("view").summary("show the plate page live in a browser, with the images")).description(
        "Shows the plate page in a browser, follows the run, and draws the images of a well when they are asked for.",
      ),
    ),
  )
    .option("--input <dir>", "folder of the images (default: that of the run, where you made it)")
    .option(
      "--images-mib <n>",
      "images of an experiment on AWS that may be fetched when you open a well, MiB in all (default: 0: none)",
      wholeNumber(0, 1e6),
    )
    .option("--port <n>", "port on 127.0.0.1 (default: any that is free)", wholeNumber(1, 65_535))
    .option("--no-open", "print the address only; open no browser")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: ViewOptions) => {
      const { runView } = require("./run-view") as typeof import("./run-view");
      end(await runView(options, io));
    });
}
