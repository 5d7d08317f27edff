import { type Marker } from "../../worker/contract/marker";

/**
 * Whether a result is of the versions whose macros, in engines imagej and fiji, could lose rows and take defaults for
 * values. Markers name how the job ran since then. Those before do not name the engine, but its programs: those of engine
 * command name no program but dfiji itself, and their results were right.
 */
export function isOlder({ display, versions }: Pick<Marker, "display" | "versions">): boolean {
  if (display !== undefined) return false;
  const programs = Object.keys(versions);
  return !(programs.length === 1 && programs[0] === "dfiji");
}

/** One sentence for a person, `cure` its end; undefined when there are none. */
export function olderNotice(count: number, cure: string): string | undefined {
  if (count === 0) return undefined;
  const were = count === 1 ? "1 result was" : `${count} results were`;
  return `warning: ${were} made by an earlier version and may be wrong (rows lost, defaults for values): ${cure}`;
}

/** The cure in commands that run jobs. */
export const SAME_COMMAND = "the same command with --force runs the jobs again";

/** The cure in commands that read results. */
export const RUN_AGAIN = "run the jobs again with dfiji local --force (on AWS dfiji submit --force)";
