import { type ProxyFaults } from "./proxy";
import { type Strike } from "./strikes";

export interface Scenario {
  readonly name: string;
  readonly jobs: number;
  readonly workers: number;
  /** @default command */
  readonly engine?: "command" | "imagej";
  readonly proxy?: ProxyFaults;
  /** Jobs whose message is sent twice. */
  readonly sentTwice?: number;
  /** Seconds between two strikes, and what happens then: one of these. */
  readonly every?: number;
  readonly strikes?: readonly Strike[];
  /** Strikes end after this, so that a run ends. @default 20 */
  readonly strikeSeconds?: number;
  /** What all workers lose in the midst of their work, for good. */
  readonly loses?: "queue" | "bucket";
}

const NOISE = { drop: 0.01, loseAnswer: 0.01, cut: 0.01, delay: 0.03, duplicate: 0.02, busy: 0.02, redeliver: 0.03 };

const ALL: readonly Strike[] = ["kill", "engine", "term", "engine", "stop", "disk"];

/** One run with everything together, and the two that end early. */
export const SHORT: readonly Scenario[] = [
  {
    name: "everything together",
    jobs: 160,
    workers: 3,
    proxy: NOISE,
    sentTwice: 10,
    every: 1.2,
    strikeSeconds: 9,
    strikes: ALL,
  },
  { name: "queue deleted", jobs: 120, workers: 3, loses: "queue" },
  { name: "bucket gone", jobs: 120, workers: 3, loses: "bucket" },
];

const long = { jobs: 400, workers: 4 } as const;
const imagej = { engine: "imagej", jobs: 120, workers: 2 } as const;

/** Each fault alone, then all together. */
export const FULL: readonly Scenario[] = [
  { name: "nothing", ...long },
  { name: "kill -9 of workers", ...long, strikes: ["kill"], every: 3 },
  { name: "kill -9 of engines", ...long, strikes: ["engine"], every: 0.5 },
  { name: "SIGTERM", ...long, strikes: ["term"], every: 3 },
  { name: "SIGTERM, bad network", ...long, proxy: NOISE, strikes: ["term"], every: 1.5, strikeSeconds: 40 },
  { name: "SIGSTOP, SIGCONT", ...long, strikes: ["stop"], every: 3 },
  { name: "full disk", ...long, strikes: ["disk"], every: 2 },
  { name: "dropped requests", ...long, proxy: { drop: 0.05 } },
  { name: "lost answers", ...long, proxy: { loseAnswer: 0.05 } },
  { name: "broken answers", ...long, proxy: { cut: 0.05 } },
  { name: "delays", ...long, proxy: { delay: 0.2 } },
  { name: "requests twice", ...long, proxy: { duplicate: 0.2 } },
  { name: "503", ...long, proxy: { busy: 0.1 } },
  { name: "delivered twice", ...long, proxy: { redeliver: 0.3 }, sentTwice: 50 },
  { name: "ImageJ: poison", ...imagej },
  { name: "ImageJ: kill -9 of JVMs", ...imagej, strikes: ["engine"], every: 2.5, strikeSeconds: 30 },
  { name: "ImageJ: kill -9, SIGTERM", ...imagej, strikes: ["kill", "engine", "term"], every: 4, strikeSeconds: 30 },
  {
    name: "ImageJ: everything together",
    ...imagej,
    workers: 3,
    proxy: NOISE,
    sentTwice: 10,
    strikes: ALL,
    every: 3,
    strikeSeconds: 30,
  },
  ...SHORT.map((scenario) => ({ ...scenario, ...long, strikeSeconds: 20 })),
];
