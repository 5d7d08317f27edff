import { type Layout } from "../../plate/layout";
import { type WellPlace, wellName, wellPlace } from "../../plate/wells";
import { DictionaryColumn } from "./columns";
import { type Placed } from "./job-table";
import { type Dictionary, type WellColumns } from "./page-data";

export interface Wells {
  readonly columns: WellColumns;
  /** By job: the place of its well in `columns`; -1: none. */
  readonly wellOf: readonly number[];
  /** Columns of the layout, by well. */
  readonly layout: Readonly<Record<string, Dictionary>>;
}

/** The wells of all jobs, then those that only the layout has; a layout without plates is that of each plate. */
export function wellsOf(placed: Iterable<Placed>, layout: Layout | undefined): Wells {
  const wells = new WellList();
  const wellOf: number[] = [];
  for (const { plate, well } of placed) wellOf.push(well === undefined ? -1 : wells.add(plate, well, 1));
  const plates = wells.plates;
  for (const { plate, well } of layout?.wells ?? []) {
    const place = wellPlace(well);
    if (place === undefined) continue;
    if (plate !== undefined) wells.add(plate, place, 0);
    else for (const each of plates.length === 0 ? [undefined] : plates) wells.add(each, place, 0);
  }
  const columns = (layout?.columns ?? []).map((name) => {
    const column = new DictionaryColumn();
    for (const { plate, well } of wells.all) {
      const value = layout?.valuesOf(plate, wellName(well))?.[name];
      column.add(value === "" ? undefined : value);
    }
    return [name, column.column] as const;
  });
  return { columns: wells.columns, wellOf, layout: Object.fromEntries(columns) };
}

class WellList {
  readonly all: { readonly plate: string | undefined; readonly well: WellPlace }[] = [];
  readonly #planned: number[] = [];
  readonly #at = new Map<string, number>();

  add(plate: string | undefined, well: WellPlace, jobs: number): number {
    const id = `${well.row} ${well.column} ${plate ?? ""}`;
    let at = this.#at.get(id);
    if (at === undefined) {
      at = this.all.push({ plate, well }) - 1;
      this.#planned.push(0);
      this.#at.set(id, at);
    }
    this.#planned[at] = (this.#planned[at] ?? 0) + jobs;
    return at;
  }

  get plates(): readonly (string | undefined)[] {
    return [...new Set(this.all.map(({ plate }) => plate))];
  }

  get columns(): WellColumns {
    const plate = new DictionaryColumn();
    for (const one of this.all) plate.add(one.plate);
    return {
      plate: plate.column,
      row: this.all.map(({ well }) => well.row),
      column: this.all.map(({ well }) => well.column),
      planned: this.#planned,
    };
  }
}
