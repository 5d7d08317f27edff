import { type Size } from "./program";
import { type Random } from "./random";

export interface Workload {
  readonly name: string;
  readonly size: Size;
  /** Minutes of each job, in the queue's order. */
  jobs(random: Random): Float64Array;
}

/** 16 copies. */
const LARGE = { tasksPerMachine: 4, copiesPerTask: 4 };
/** Mean minutes of an ordinary job. */
const MINUTES = 5;

const drawn = (count: number, minutes: (index: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => minutes(index));

const logNormal =
  (count: number, mean: number, sigma: number) =>
  (random: Random): Float64Array =>
    drawn(count, () => random.logNormal(mean, sigma));

/** Those of the issue that asked for this: numbers of jobs, machines and sigma are its own, minutes are assumed. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: "200 even jobs of 1 min",
    size: { machines: 4, tasksPerMachine: 2, copiesPerTask: 2 },
    jobs: () => drawn(200, () => 1),
  },
  {
    name: "10,000 lognormal, sigma 0.5",
    size: { machines: 50, ...LARGE },
    jobs: logNormal(10_000, MINUTES, 0.5),
  },
  {
    name: "2,000 lognormal, sigma 1.2",
    size: { machines: 50, ...LARGE },
    jobs: logNormal(2000, MINUTES, 1.2),
  },
  {
    name: "10,000, one in 200 takes 3 h",
    size: { machines: 50, ...LARGE },
    jobs: (random) => drawn(10_000, () => (random.next() < 1 / 200 ? 180 : random.logNormal(MINUTES, 0.3))),
  },
  {
    name: "300 timelapses of 1 h, sigma 0.3",
    size: { machines: 100, tasksPerMachine: 1, copiesPerTask: 1 },
    jobs: logNormal(300, 60, 0.3),
  },
  {
    name: "1,000,000 lognormal, sigma 0.5",
    size: { machines: 1000, ...LARGE },
    jobs: logNormal(1_000_000, MINUTES, 0.5),
  },
];
