import { careAws, careClients } from "./aws";
import { setTimeout as sleep } from "node:timers/promises";
import { nextLookSeconds, reconcileFleet, type CareEvent, type Memory } from "./controller";
import { type Protection, refuseWithJobs } from "./protection";
import { queueCounts } from "./queue-facts";
import { settingsOf } from "./settings";

const clients = careClients();
/** Lambda keeps it from call to call, most of the time. */
const memory: { current: Memory } = { current: { looks: [] } };

type Event = CareEvent & Partial<Protection>;

/** What Lambda calls. One line of log per call that did something; an error is retried by the service that called. */
export async function handler(event: Event): Promise<{ readonly done: readonly string[] }> {
  const { protectJobs, project, queue } = event;
  if (protectJobs !== undefined && project !== undefined && queue !== undefined) {
    if (event.tf?.action === "delete") {
      await refuseWithJobs({ protectJobs, project, queue }, () => queueCounts(clients.sqs, queue));
    }
    return { done: [] };
  }
  const settings = settingsOf(process.env);
  const began = Date.now();
  const done: string[] = [];
  for (;;) {
    const actions = await reconcileFleet(event, careAws(clients, settings), settings, new Date(), memory);
    if (actions.length > 0) console.log(JSON.stringify({ msg: "cared", actions }));
    done.push(...actions.map(({ kind }) => kind));
    const seconds = nextLookSeconds(event, memory.current, (Date.now() - began) / 1000);
    if (seconds === undefined) return { done };
    await sleep(seconds * 1000);
  }
}
