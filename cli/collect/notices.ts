import { countWays, mixedWaysNotice } from "../bookkeeping/display-ways";
import { olderNotice, RUN_AGAIN } from "../bookkeeping/older-results";
import { type Layout } from "../plate/layout";
import { placeKeys, placeOfGroup, wellName } from "../plate/wells";
import { type Collection } from "./collection";

/** What a person should know of the results and the layout, one sentence each. */
export function notices({ sources, layout, planned }: Collection, notPlanned: number): string[] {
  const older = olderNotice(sources.filter((source) => source.isOlder).length, RUN_AGAIN);
  const mixedWays = mixedWaysNotice(countWays(sources));
  const belong = notPlanned === 1 ? "1 result belongs to a job" : `${notPlanned} results belong to jobs`;
  return [
    ...(older === undefined ? [] : [older]),
    ...(mixedWays === undefined ? [] : [mixedWays]),
    ...(notPlanned === 0 ? [] : [`note: ${belong} that the last run does not have, and left out; --all takes all`]),
    ...(layout === undefined ? [] : layoutNotices(layout, planned)),
  ];
}

function layoutNotices(layout: Layout, planned: Collection["planned"]): string[] {
  const wells = new Set<string>();
  let without = 0;
  for (const { group } of planned) {
    const place = placeKeys(Object.keys(group));
    const well = placeOfGroup(group, place);
    const plate = place.plate === undefined ? undefined : group[place.plate];
    if (well === undefined || layout.valuesOf(plate, wellName(well)) === undefined) without++;
    if (well === undefined) continue;
    wells.add(JSON.stringify([plate, wellName(well)]));
    wells.add(JSON.stringify([undefined, wellName(well)]));
  }
  const absent = layout.wells.filter(({ plate, well }) => !wells.has(JSON.stringify([plate, well])));
  const shown = absent.slice(0, 5).map(({ plate, well }) => (plate === undefined ? well : `${plate} ${well}`));
  return [
    ...(without === 0 ? [] : [`note: ${without} of ${planned.length} jobs are in no well of the layout`]),
    ...(absent.length === 0
      ? []
      : [
          `note: ${absent.length} wells of the layout have no job: ${shown.join(", ")}${absent.length > 5 ? ", …" : ""}`,
        ]),
  ];
}
