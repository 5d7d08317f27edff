/** What decides how many machines a backlog needs. */
export interface CapacityFacts {
  /** The most machines the experiment may have. */
  readonly machines: number;
  readonly tasksPerMachine: number;
  readonly copiesPerTask: number;
  /** Jobs one copy is expected to work through: higher means fewer machines and a longer run. */
  readonly jobsPerCopy: number;
}

/** What a config may say of how many jobs one copy works through. */
export interface SizeWish {
  readonly jobsPerCopy?: number | undefined;
  readonly typicalJobMinutes?: number | undefined;
  readonly finishWithinMinutes?: number | undefined;
}

/** As said, or as many jobs as fit into the time, at least one; 1 where nothing is said. */
export function jobsPerCopyFor({ jobsPerCopy, typicalJobMinutes, finishWithinMinutes }: SizeWish): number {
  if (jobsPerCopy !== undefined) return jobsPerCopy;
  if (typicalJobMinutes === undefined || finishWithinMinutes === undefined) return 1;
  return Math.max(1, Math.floor(finishWithinMinutes / typicalJobMinutes));
}

/** From `minBacklog` jobs (visible and in flight together) on, this many machines. */
export interface CapacityStep {
  readonly minBacklog: number;
  readonly machines: number;
}

/** Application Auto Scaling takes no more steps in one policy. */
export const MAX_CAPACITY_STEPS = 20;

/** Machines for a backlog: one for every started `tasksPerMachine × copiesPerTask × jobsPerCopy` jobs, none for none. */
export function machinesFor(backlog: number, facts: CapacityFacts): number {
  if (!(backlog > 0)) return 0;
  return Math.min(facts.machines, Math.ceil(backlog / jobsPerMachine(facts)));
}

/** Jobs that one machine is expected to work through; fractions (`jobsPerCopy` 0.5) are allowed, less than one is not. */
export function jobsPerMachine({ tasksPerMachine, copiesPerTask, jobsPerCopy }: CapacityFacts): number {
  return Math.max(1, tasksPerMachine * copiesPerTask * jobsPerCopy);
}

/**
 * `machinesFor` as at most 20 steps: exact while there are no more machines than steps, and rounded up (never down)
 * by one ratio, as small as 20 steps allow, beyond that. The first step starts at a backlog of 1, the last one is
 * `machines`.
 */
export function capacitySteps(facts: CapacityFacts): CapacityStep[] {
  const perMachine = jobsPerMachine(facts);
  let low = 1;
  let high = Math.max(2, facts.machines);
  // the smallest ratio that needs no more than 20 steps, to a thousandth: the ladder only gets shorter as it grows
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (ladder(facts.machines, middle).length <= MAX_CAPACITY_STEPS) high = middle;
    else low = middle;
  }
  const exact = ladder(facts.machines, 1);
  const sizes = exact.length <= MAX_CAPACITY_STEPS ? exact : ladder(facts.machines, high);
  return sizes.map((machines, index) => ({
    minBacklog: Math.floor((sizes[index - 1] ?? 0) * perMachine) + 1,
    machines,
  }));
}

/** Machines that the steps set for a backlog (visible and in flight); at least what `machinesFor` needs. */
export function capacityTarget(backlog: number, facts: CapacityFacts): number {
  return capacitySteps(facts).findLast(({ minBacklog }) => minBacklog <= backlog)?.machines ?? 0;
}

/** 1, then each time the next size that is needed, times `ratio`, whole, up to `most`. */
function ladder(most: number, ratio: number): number[] {
  const sizes: number[] = [];
  for (let size = 0; size < most;) {
    size = size === 0 ? 1 : Math.min(most, Math.floor((size + 1) * ratio));
    sizes.push(size);
    if (sizes.length > 10 * MAX_CAPACITY_STEPS) break; // far too long already: the caller only asks whether it fits
  }
  return sizes;
}
