import { type RunDisplay } from "../../worker/contract/display";
import { type Marker } from "../../worker/contract/marker";

/** Done jobs by the way in which they ran; those of earlier versions and of engine command name none, or one alone. */
export type WayCounts = Readonly<Record<RunDisplay, number>>;

export function countWays(markers: Iterable<Pick<Marker, "display">>): WayCounts {
  const counts = { virtual: 0, none: 0 };
  for (const { display } of markers) if (display !== undefined) counts[display]++;
  return counts;
}

/**
 * For `status` and `collect`: the comparison of docs/fidelity.md finds no difference, but it covers no plugin and not every
 * option. One sentence for a person; undefined when all ran one way.
 */
export function mixedWaysNotice({ virtual, none }: WayCounts): string | undefined {
  if (virtual === 0 || none === 0) return undefined;
  return `note: ${jobs(virtual)} ran with a display and ${none} without; to have all one way, run them again with --force and --display virtual (or none)`;
}

const jobs = (count: number): string => (count === 1 ? "1 job" : `${count} jobs`);
