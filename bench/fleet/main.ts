// npm run bench:fleet [-- --seeds 20 --only TEXT]: what machines cost by the program's own rules, simulated. Sources of the
// chances: chances.ts. No clock of this computer counts.
import { parseArgs } from "node:util";
import { printTable, ratio } from "../table";
import { chancesOf } from "./chances";
import { makeProgram, type Program } from "./program";
import { Random } from "./random";
import { type Outcome, type Policy, simulate } from "./simulation";
import { type Workload, WORKLOADS } from "./workloads";

/** Ours to `idle ends`, at most. */
const LIMIT = 1.05;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seeds: { type: "string", default: "20" }, only: { type: "string", default: "" } },
  });
  const rows: string[][] = [];
  for (const workload of WORKLOADS.filter(({ name }) => name.includes(values.only))) {
    rows.push(await rowOf(workload, Number(values.seeds)));
    console.log(rows.at(-1)?.join("  "));
  }
  const head = [
    "workload",
    "until empty",
    "idle ends",
    "program",
    `program / idle ends (≤ ${LIMIT})`,
    "makespan",
    "cut",
    "returned",
  ];
  printTable(
    `machine-minutes / (job minutes / copies), mean of ${values.seeds} seeds; makespan against idle ends`,
    head,
    rows,
  );
}

async function rowOf(workload: Workload, seeds: number): Promise<string[]> {
  const program = await makeProgram(workload.size);
  const totals: Record<Policy, Total> = { "until empty": zero(), "idle ends": zero(), program: zero() };
  for (let seed = 1; seed <= seeds; seed++) {
    for (const policy of Object.keys(totals) as Policy[]) {
      const { outcome, ideal } = await once(workload, program, policy, seed);
      const total = totals[policy];
      total.ratio += outcome.machineMinutes / ideal / seeds;
      total.minutes += outcome.machineMinutes;
      total.makespan += outcome.makespanMinutes;
      total.cut += outcome.jobsCut;
      total.returned += outcome.jobsReturned;
    }
  }
  const { program: ours, "idle ends": idle, "until empty": before } = totals;
  return [
    workload.name,
    ratio(before.ratio),
    ratio(idle.ratio),
    ratio(ours.ratio),
    (ours.minutes / idle.minutes).toFixed(3),
    (ours.makespan / idle.makespan).toFixed(3),
    String(ours.cut),
    String(ours.returned),
  ];
}

interface Total {
  ratio: number;
  minutes: number;
  makespan: number;
  cut: number;
  returned: number;
}
const zero = (): Total => ({ ratio: 0, minutes: 0, makespan: 0, cut: 0, returned: 0 });

/** The same seed gives each policy the same jobs. */
export async function once(
  workload: Workload,
  program: Program,
  policy: Policy,
  seed: number,
): Promise<{ readonly outcome: Outcome; readonly ideal: number }> {
  const jobs = workload.jobs(new Random(seed));
  const random = new Random(seed + 1_000_000);
  const outcome = await simulate({ program, jobs, policy, random, chances: chancesOf(random) });
  const { tasksPerMachine, copiesPerTask } = workload.size;
  const copies = tasksPerMachine * copiesPerTask;
  return { outcome, ideal: jobs.reduce((sum, minutes) => sum + minutes, 0) / copies };
}

if (require.main === module) void main();
