import { plateFormat, rowName, type WellPlace } from "../plate/wells";

/** One value of a plate: what `--shape plate` writes as a block. */
export interface PlateBlock {
  /** Over the block, e.g. `P1 Area_mean`. */
  readonly title: string;
  readonly wells: readonly { readonly place: WellPlace; readonly value: string }[];
}

/** Rows of the blocks, each in the shape of the smallest plate that has its wells; an empty row between two. */
export function plateRows(blocks: readonly PlateBlock[]): string[][] {
  return blocks.flatMap(({ title, wells }, index) => {
    const { rows, columns } = plateFormat(wells.map(({ place }) => place));
    const valueAt = new Map(wells.map(({ place, value }) => [place.row * columns + place.column, value]));
    const numbers = Array.from({ length: columns }, (_, column) => String(column + 1));
    const lines = Array.from({ length: rows }, (_, row) => [
      rowName(row),
      ...numbers.map((_, column) => valueAt.get(row * columns + column) ?? ""),
    ]);
    return [...(index === 0 ? [] : [[]]), [title, ...numbers], ...lines];
  });
}
