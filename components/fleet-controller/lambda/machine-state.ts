import { type Machine } from "./facts";

/** It costs money. */
export const isUp = (machine: Machine): boolean => machine.state === "pending" || machine.state === "running";

/** It is up, and no task is on it, or it is not in the cluster (yet). */
export const hasNoTask = (machine: Machine): boolean => isUp(machine) && (machine.tasks ?? 0) === 0;
