import { counted } from "./text";

export interface SpreadFacts {
  /** Tasks that the service wants at its largest. */
  readonly tasks: number;
  /** Machines at most. */
  readonly machines: number;
  readonly tasksPerMachine: number;
}

/** Spreading starts as many machines as there are tasks, where fewer would take them all, and empties none in between. */
export function spreadProblems({ tasks, machines, tasksPerMachine }: SpreadFacts): readonly string[] {
  const used = Math.min(tasks, machines);
  const needed = Math.ceil(tasks / tasksPerMachine);
  if (!(needed < used)) return [];
  return [
    `spreads ${counted(tasks, "task")} over ${counted(used, "machine")}, though ${needed} of them ${needed === 1 ? "takes" : "take"} all; lower the fleet's target to ${needed}, or set orderedPlacementStrategies to binpack by memory`,
  ];
}
