import { readDoneIndex } from "../bookkeeping/done-index";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { machineSpans, type PricePoint, readPrices } from "../experiment/cost";
import { type ExperimentFacts, isInterrupted } from "../experiment/facts";
import { type Experiment } from "../experiment/open-experiment";
import { readFacts } from "../experiment/read-facts";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type Line } from "../shared/styled";
import { changeText, monitorLine, monitorLines, type MonitorScreen } from "./render";
import { type Look, RATE_MINUTES, type Snapshot, snapshotOf, type StackChange } from "./snapshot";
import { type Verdict, verdict } from "./verdict";

export interface MonitorOptions {
  readonly untilDone?: boolean;
  readonly once?: boolean;
  readonly json?: boolean;
  /** Seconds between two looks. */
  readonly interval: number;
}

export interface MonitorDeps {
  readonly now: () => Date;
  /** Resolves after so many seconds, or when the signal fires. */
  readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Draws the live block; undefined where no person watches a terminal. */
  readonly draw: ((block: LiveBlock) => void) | undefined;
  readonly stop: AbortSignal;
}

/** What one look shows on a terminal of this size. */
export type LiveBlock = (size: Pick<MonitorScreen, "columns" | "rows">) => readonly Line[];

/** Looks that must find no job before all count as done: both counts of SQS are approximate. */
const EMPTY_LOOKS = 2;
/** Minutes until prices are asked for again. */
const PRICE_MINUTES = 5;

/**
 * Looks again and again. With `untilDone` it answers 0 when no job is left and none failed, 1 when some failed or it was
 * stopped, and 3 when nothing moves and a person is needed.
 */
export async function runMonitor(
  experiment: Experiment,
  options: MonitorOptions,
  deps: MonitorDeps,
  io: CliIo,
): Promise<ExitCode> {
  const watch = await Watch.start(experiment, deps.now(), io);
  let empty = 0;
  let shown: Shown = {};
  for (;;) {
    const snapshot = await watch.look(deps.now());
    await show(snapshot, experiment, options, deps, io, shown);
    shown = { verdict: snapshot.verdict?.cause, changedAt: snapshot.changed?.at };
    empty = snapshot.waiting + snapshot.running === 0 ? empty + 1 : 0;
    if (options.once === true) return EXIT.done;
    if (options.untilDone === true) {
      if (empty >= EMPTY_LOOKS) return snapshot.failed > 0 ? EXIT.failed : EXIT.done;
      if (snapshot.verdict?.mayPass === false) return EXIT.setUp;
    }
    await deps.wait(options.interval, deps.stop);
    if (deps.stop.aborted) return options.untilDone === true ? EXIT.failed : EXIT.done;
  }
}

/** What one look leaves for the next. */
class Watch {
  private looks: readonly Look[] = [];
  private prices: readonly PricePoint[] = [];
  private pricedMs = -Infinity;
  private lastEndedAt: string | undefined;
  /** When a job was last seen in flight, or to end. */
  private movedAt = new Date(0);
  private baseline: { readonly usd: number; readonly done: number } | undefined;
  private readonly interrupted = new Set<string>();

  private constructor(
    private readonly experiment: Experiment,
    private readonly roots: readonly string[],
    private readonly since: Date,
  ) {}

  static async start(experiment: Experiment, now: Date, io: CliIo): Promise<Watch> {
    const { outputs } = experiment;
    const submissions = await readSubmissions(outputs, (text) => io.stderr(text));
    const roots = rootsOf(submissions);
    const newest = submissions.at(-1)?.createdAt;
    return new Watch(experiment, roots, newest === undefined ? now : new Date(newest));
  }

  async look(now: Date): Promise<Snapshot> {
    const { experiment, since } = this;
    const { deployment, outputs, clients } = experiment;
    const [found, index] = await Promise.all([
      readFacts(experiment, { waitingSince: since, since, now }),
      readDoneIndex(outputs, this.roots),
    ]);
    const facts = this.remember(found, index.size, now);
    if (now.getTime() - this.pricedMs >= PRICE_MINUTES * 60_000) {
      this.prices = await readPrices(
        clients,
        deployment,
        // a machine that is up has no span yet where `since` is now
        [...facts.machines, ...machineSpans(facts, deployment, since)].map(({ type }) => type),
        since,
      );
      this.pricedMs = now.getTime();
    }
    const snapshot = snapshotOf({
      deployment,
      facts,
      prices: this.prices,
      since,
      done: index.size,
      baseline: this.baseline,
      looks: this.looks,
      interrupted: this.interrupted,
      verdict: this.verdictOf(facts),
      changed: changeSince(experiment, facts),
    });
    this.baseline ??= { usd: snapshot.cost.usd, done: snapshot.done };
    for (const machine of facts.machines.filter(isInterrupted)) this.interrupted.add(machine.id);
    return snapshot;
  }

  private remember(found: ExperimentFacts, done: number, now: Date): ExperimentFacts {
    const ended = done + found.jobs.dead;
    if (ended > (this.looks.at(-1)?.ended ?? ended)) this.lastEndedAt = now.toISOString();
    if (found.jobs.running > 0 || this.lastEndedAt === now.toISOString()) this.movedAt = now;
    const atMs = now.getTime();
    this.looks = [...this.looks.filter((look) => atMs - look.atMs <= RATE_MINUTES * 60_000), { atMs, ended }];
    const waitingSince = new Date(Math.max(this.since.getTime(), this.movedAt.getTime())).toISOString();
    return { ...found, waitingSince, jobs: { ...found.jobs, lastEndedAt: this.lastEndedAt } };
  }

  private verdictOf(facts: ExperimentFacts): Verdict | undefined {
    const { deployment, place, source, rewrite } = this.experiment;
    const { stack, machineLogGroup, maxSpotPrice, fleetId } = deployment;
    return verdict(facts, { stack, place, source, rewrite, machineLogGroup, maxSpotPrice, fleetId });
  }
}

/** What was said of the last look, not to be repeated with each. */
interface Shown {
  readonly verdict?: string | undefined;
  readonly changedAt?: string | undefined;
}

/**
 * A file is older than the stack when ECS has begun a deployment of the service since: `pulumi up` with another image, script
 * or size. A change that renews no worker does not show.
 */
function changeSince(
  { writtenAt, rewrite }: Pick<Experiment, "writtenAt" | "rewrite">,
  { service }: Pick<ExperimentFacts, "service">,
): StackChange | undefined {
  const at = service?.changedAt;
  if (writtenAt === undefined || rewrite === undefined || at === undefined || at <= writtenAt) return undefined;
  return { at, command: rewrite };
}

async function show(
  snapshot: Snapshot,
  { source, place }: Experiment,
  { json }: MonitorOptions,
  { draw }: MonitorDeps,
  io: CliIo,
  shown: Shown,
): Promise<void> {
  if (json === true) return io.stdout(JSON.stringify({ event: "progress", ...snapshot }));
  if (draw !== undefined) return draw((size) => monitorLines(snapshot, { ...size, source, place }));
  await io.stdout(monitorLine(snapshot));
  const { verdict: found, changed } = snapshot;
  if (changed !== undefined && changed.at !== shown.changedAt) io.stderr(changeText(changed, source));
  if (found !== undefined && found.cause !== shown.verdict)
    io.stderr([`nothing moves: ${found.text}`, `  $ ${found.command}`]);
}
