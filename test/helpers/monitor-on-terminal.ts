// `dfiji monitor` of a stubbed experiment on this terminal: monitor-on-terminal.ts FOLDER. Each look comes ten minutes
// after the one before by its clock, when the file `look-1`, then `look-2` is in the folder; that is the last.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { liveScreen } from "../../cli/monitor/live-screen";
import { runMonitor } from "../../cli/monitor/run-monitor";
import { processIo } from "../../cli/shared/io";
import { stubExperiment } from "./stub-experiment";

const START = Date.parse("2026-03-01T12:00:00Z");

async function main(folder: string): Promise<void> {
  const { experiment, queues } = stubExperiment(folder, { copiesPerTask: 4 });
  const stop = new AbortController();
  const screen = await liveScreen(process.stderr);
  let looks = 0;
  queues(12, 4, 0);
  const deps = {
    now: () => new Date(START + looks * 600_000),
    wait: async () => {
      if (looks === 2) return stop.abort();
      while (!existsSync(join(folder, `look-${looks + 1}`))) await delay(50);
      looks++;
      queues(12, 0, 4);
    },
    draw: screen.draw,
    stop: stop.signal,
  };
  await runMonitor(experiment, { interval: 15 }, deps, processIo());
  screen.close();
}

void main(process.argv[2]!);
