import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Milliseconds between two looks. Notice, the machine's look (5 s), this one and 90 s of grace fit into two minutes. */
const LOOK_MILLISECONDS = 2_000;

/**
 * Calls once when AWS takes the machine back: its unit `dfiji-spot-notice` writes `spot-notice` beside the machine's facts
 * (components/fleet/user-data/spot-notice.sh), since ECS need not signal a protected task (aws/containers-roadmap#256). Keeps
 * no process alive.
 */
export function onSpotNotice(machineFile: string, tell: () => void): void {
  const file = join(dirname(machineFile), "spot-notice");
  const look = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(look);
    tell();
  }, LOOK_MILLISECONDS).unref();
}
