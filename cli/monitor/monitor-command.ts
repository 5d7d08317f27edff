import { type Command } from "commander";
import { setTimeout as delay } from "node:timers/promises";
import { type ExitCode } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { type PlaceOptions, wholeNumber, withExperiment } from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { liveScreen } from "./live-screen";
import { type MonitorOptions } from "./run-monitor";

const EXAMPLES = `
Examples:
  $ dfiji monitor --stack dev
  $ dfiji monitor --stack dev --until-done && dfiji collect nuclei.csv --stack dev --out nuclei.csv
  $ dfiji monitor --deployment deployment.json --once --json

With --until-done it ends with 0 when all jobs are done, 1 when some failed or it was stopped, 3 when nothing moves and a
person is needed: it prints why, and a command. Prices and capacity of AWS may come back, so it waits for these.
Costs are machines at their spot price, volumes and addresses since the newest submission; prices of the latter two are
those of us-east-1.`;

export function registerMonitor(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withExperiment(program.command("monitor"))
    .summary("watch a run on AWS: jobs, machines, cost, and why nothing moves")
    .description("Shows how a run proceeds, again and again: a live block on a terminal, lines elsewhere.")
    .option("--until-done", "end when no job is left; the exit code says how")
    .option("--once", "look once, then end")
    .option("--interval <seconds>", "seconds between two looks", wholeNumber(5, 3600), 15)
    .option("--json", "one JSON object a line")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (options: PlaceOptions & MonitorOptions) => {
      const { openExperiment } =
        require("../experiment/open-experiment") as typeof import("../experiment/open-experiment");
      const { runMonitor } = require("./run-monitor") as typeof import("./run-monitor");
      const experiment = await openExperiment(options, io);
      const interrupt = listenForInterrupt();
      const { stderr } = process;
      const isLive = options.json !== true && options.once !== true && io.isTty && stderr.isTTY;
      const screen = isLive && process.env["TERM"] !== "dumb" ? await liveScreen(stderr) : undefined;
      try {
        const deps = {
          now: () => new Date(),
          wait: (seconds: number, signal: AbortSignal) =>
            delay(seconds * 1000, undefined, { signal }).catch(() => undefined),
          draw: screen?.draw,
          stop: interrupt.gentle,
        };
        end(await runMonitor(experiment, options, deps, io));
      } finally {
        screen?.close();
        interrupt.dispose();
      }
    });
}
