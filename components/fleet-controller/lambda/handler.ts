import { careAws, careClients } from "./aws";
import { reconcileFleet, type CareEvent } from "./controller";
import { settingsOf } from "./settings";

const settings = settingsOf(process.env);
const aws = careAws(careClients(), settings);

/** What Lambda calls. One line of log per call that did something; an error is retried by the service that called. */
export async function handler(event: CareEvent): Promise<{ readonly done: readonly string[] }> {
  const actions = await reconcileFleet(event, aws, settings, new Date());
  if (actions.length > 0) console.log(JSON.stringify({ msg: "cared", actions }));
  return { done: actions.map((action) => action.kind) };
}
