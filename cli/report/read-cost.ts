import { type Place } from "../bookkeeping/result-location";
import { isHistoryWhole } from "../experiment/facts";
import { type ExperimentOptions } from "../experiment/open-experiment";
import { type CostFacts } from "../page/data/page-data";

/** What machines, volumes and addresses of an experiment cost since then; undefined for results without one. */
export async function readCost(
  { deployment, queues }: Place,
  options: ExperimentOptions,
  since: Date,
  now: Date,
): Promise<CostFacts | undefined> {
  const dead = queues?.deadLetterQueueUrl;
  if (deployment === undefined || queues === undefined || dead === undefined) return undefined;
  const { awsClients, costOf, machineSpans, readFacts, readPrices } = experiment();
  const clients = awsClients(options, deployment);
  const sources = { deployment, clients, queues: { ...queues, deadLetterQueueUrl: dead } };
  const facts = await readFacts(sources, { waitingSince: since, since, now });
  const spans = machineSpans(facts, deployment, since);
  const types = [...new Set(spans.map(({ type }) => type))];
  const prices = await readPrices(clients, deployment, types, since);
  const { storageGiB = 0, publicIp = true } = deployment;
  const { usd, usdPerHour, isComplete } = costOf(spans, prices, { storageGiB, publicIp, now });
  return { usd, usdPerHour, isComplete: isComplete && isHistoryWhole(since, now), since: since.toISOString() };
}

/** The clients of AWS take 70 MB: they are loaded only where results have an experiment. */
const experiment = () => ({
  ...(require("../experiment/cost") as typeof import("../experiment/cost")),
  ...(require("../experiment/open-experiment") as typeof import("../experiment/open-experiment")),
  ...(require("../experiment/read-facts") as typeof import("../experiment/read-facts")),
});

/** A page that follows a run asks AWS for machines and prices this often at most. */
const COST_EVERY_MS = 5 * 60_000;

type ReadCost = (since: Date, now: Date) => Promise<CostFacts | undefined>;

/** The same answer, or failure, for some minutes; another submission is asked for again. */
export function seldom(ask: ReadCost): ReadCost {
  let last: { readonly since: number; readonly atMs: number; readonly answer: ReturnType<ReadCost> } | undefined;
  return (since, now) => {
    const [from, atMs] = [since.getTime(), now.getTime()];
    if (last?.since !== from || atMs - last.atMs >= COST_EVERY_MS)
      last = { since: from, atMs, answer: ask(since, now) };
    return last.answer;
  };
}
