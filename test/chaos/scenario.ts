import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../worker/contract/events";
import { S3Store } from "../../worker/storage/s3-store";
import { type Findings, lookAround } from "./checks";
import { Fleet, processesBelow } from "./fleet";
import { handBacks, slowestEnd, wrongExits } from "./hand-back";
import { MALFORMED } from "./jobs";
import { Random } from "./random";
import { type Scenario } from "./scenarios";
import { LEASE_SECONDS, setStage, type Stage } from "./stage";
import { strike, type Struck } from "./strikes";

export interface ChaosReport extends Findings {
  readonly name: string;
  readonly seed: number;
  /** Messages at the start, sent twice and malformed included. */
  readonly jobs: number;
  readonly seconds: number;
  readonly strikes: Readonly<Record<string, number>>;
  /** Longest time from the strike to the next word about a job that the worker had begun, by kind, seconds. */
  readonly handBackSeconds: Readonly<Record<string, number>>;
  /** Of workers that were asked to stop, or lost queue or bucket. */
  readonly slowestEndSeconds: number | undefined;
  readonly wrongExits: readonly string[];
  readonly isComplete: boolean;
  /** What workers said that were no events. */
  readonly words: readonly string[];
}

const MOST_SECONDS = 240;

export async function playScenario(scenario: Scenario, seed: number, bundle: string): Promise<ChaosReport> {
  const random = new Random(seed);
  const stage = await setStage(scenario, random);
  const { root, emulator, proxy, pair, disk, env } = stage;
  const folderOf = (slot: number): Record<string, string> =>
    slot === 0 && disk !== undefined ? { DFIJI_WORK_DIR: disk.folder } : {};
  const fleet = new Fleet(bundle, root, env, scenario.loses === undefined, folderOf);
  const left = (): number => emulator.messagesIn(pair.name).length;
  try {
    const began = Date.now();
    proxy.faults = scenario.proxy ?? {};
    for (let worker = 0; worker < scenario.workers; worker++) fleet.start();
    let struck: readonly Struck[] = [];
    let isComplete: boolean;
    let waiting: ReturnType<typeof emulator.messagesIn> = [];
    let slowest: number | undefined;
    if (scenario.loses === undefined) {
      struck = await strike(scenario, {
        ...{ fleet, random, root, disk, leaseSeconds: LEASE_SECONDS },
        isOver: () => left() === 0,
      });
      proxy.faults = {};
      isComplete = await drained(left, began);
    } else {
      ({ waiting, isComplete, seconds: slowest } = await lose(scenario, scenario.loses, stage, fleet));
      proxy.faults = {};
    }
    const seconds = (Date.now() - began) / 1000;
    await fleet.end();
    await sleep(300); // a watchdog sees the end of its worker
    const findings = await lookAround(stage.jobs, MALFORMED, {
      store: new S3Store({ client: stage.s3, bucket: "chaos", prefix: "results/" }),
      inputs: new S3Store({ client: stage.s3, bucket: "chaos", prefix: "images/" }),
      inputKeys: stage.inputKeys,
      otherKeys: stage.otherKeys,
      waiting: scenario.loses === "queue" ? waiting : emulator.messagesIn(pair.name),
      dead: emulator.messagesIn(pair.deadName),
      lines: fleet.lines,
      folders: [stage.workDir, stage.temporary, ...(disk === undefined ? [] : [disk.folder])],
      processes: processesBelow(root),
      wrongMarkers: proxy.markers.wrong,
      isCutShort: scenario.loses !== undefined,
    });
    return {
      ...findings,
      name: scenario.name,
      seed,
      jobs: stage.messages,
      seconds,
      strikes: { ...countOf(struck.map(({ kind }) => kind)), ...proxy.counts },
      handBackSeconds: handBacks(struck, fleet),
      slowestEndSeconds: slowest ?? slowestEnd(struck, fleet),
      wrongExits: scenario.loses === undefined ? wrongExits(struck, fleet) : notClear(scenario.loses, fleet),
      isComplete,
      words: fleet.words,
    };
  } finally {
    fleet.kill();
    await stage.close();
  }
}

async function drained(left: () => number, beganMs: number): Promise<boolean> {
  for (let quiet = 0; Date.now() - beganMs < MOST_SECONDS * 1000;) {
    quiet = left() === 0 ? quiet + 1 : 0;
    if (quiet === 10) return true; // a late answer may queue a job again
    await sleep(100);
  }
  return false;
}

/** Takes queue or bucket away once a third is done; complete: all workers have ended by themselves. */
async function lose(
  { jobs }: Scenario,
  what: "queue" | "bucket",
  { emulator, proxy, pair }: Stage,
  fleet: Fleet,
): Promise<{ readonly waiting: ReturnType<typeof emulator.messagesIn>; isComplete: boolean; seconds: number }> {
  const limit = AbortSignal.timeout(MOST_SECONDS * 1000);
  const done = (): number => fleet.lines.filter(({ msg }) => msg === EVENTS.jobDone).length;
  while (done() < jobs / 3 && !limit.aborted) await sleep(20);
  const waiting = emulator.messagesIn(pair.name);
  const lostMs = Date.now();
  if (what === "queue") emulator.deleteQueue(pair.name);
  else proxy.faults = { noBucket: 1 };
  const isComplete = await Promise.race([
    fleet.over().then(() => true),
    new Promise<false>((resolve) => limit.addEventListener("abort", () => resolve(false), { once: true })),
  ]);
  return { waiting, isComplete, seconds: (Date.now() - lostMs) / 1000 };
}

const CLEAR = { queue: /the job queue cannot be read/, bucket: /results cannot be stored: NoSuchBucket/ } as const;

/** Workers that lost queue or bucket must end with 3 and the reason. */
function notClear(what: keyof typeof CLEAR, { exits, words }: Fleet): string[] {
  return exits.flatMap(({ pid, code, signal }) => {
    const said = words.filter((word) => word.startsWith(`${pid}: `)).join(" ");
    return code === 3 && CLEAR[what].test(said) ? [] : [`worker ${pid} ended with ${signal ?? code}: ${said}`];
  });
}

function countOf(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
