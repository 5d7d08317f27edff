import { type PlaceKeys, placeKeys, placeOfGroup, plateFormat, rowName, type WellPlace } from "../plate/wells";
import { type Line, type Piece, type Style } from "../shared/styled";

export type WellState = "waiting" | "running" | "done" | "failed";

/** Jobs of one well. */
interface Well {
  readonly place: WellPlace;
  jobs: number;
  running: number;
  done: number;
  failed: number;
}

interface Plate {
  readonly name: string;
  readonly wells: Map<string, Well>;
}

/** Rows of the picture: a plate of 384 has two of its rows in each, one of 1536 four. */
const ROWS = 8;
const COLUMNS = 24;

const LOOKS: Readonly<Record<WellState, { readonly mark: string; readonly style: Style }>> = {
  waiting: { mark: "·", style: "dim" },
  running: { mark: "o", style: "busy" },
  done: { mark: "#", style: "good" },
  failed: { mark: "x", style: "bad" },
};

/** Which wells wait, run, are done or failed: the plate whose job started last. */
export class PlateMap {
  private readonly plates = new Map<string, Plate>();
  private readonly wellOf = new Map<string, { readonly plate: Plate; readonly well: Well }>();
  private shown: Plate | undefined;
  private knownHeight: number | undefined;

  /** Undefined where the jobs' groups name no wells. */
  static of(
    jobs: Iterable<{ readonly jobId: string; readonly group: Readonly<Record<string, string>> }>,
  ): PlateMap | undefined {
    const map = new PlateMap();
    let keys: PlaceKeys | undefined;
    for (const { jobId, group } of jobs) {
      keys ??= placeKeys(Object.keys(group));
      const place = placeOfGroup(group, keys);
      if (place === undefined) return undefined;
      map.add(jobId, (keys.plate === undefined ? undefined : group[keys.plate]) ?? "", place);
    }
    return map.shown === undefined ? undefined : map;
  }

  start(jobId: string): void {
    const found = this.wellOf.get(jobId);
    if (found === undefined) return;
    found.well.running++;
    this.shown = found.plate;
  }

  /** It runs no more: `end` says how it ended, if it did. */
  leave(jobId: string): void {
    const well = this.wellOf.get(jobId)?.well;
    if (well !== undefined && well.running > 0) well.running--;
  }

  end(jobId: string, end: "done" | "failed"): void {
    const well = this.wellOf.get(jobId)?.well;
    if (well !== undefined) well[end]++;
  }

  /** Lines of the picture: rows of the largest plate, and the legend. */
  get height(): number {
    this.knownHeight ??= [...this.plates.values()].reduce((most, plate) => Math.max(most, shapeOf(plate).lines), 0) + 1;
    return this.knownHeight;
  }

  /** Always `height` lines. */
  lines(hasColour: boolean): Line[] {
    const plate = this.shown;
    if (plate === undefined) return [];
    const { rows, columns, lines } = shapeOf(plate);
    const perRow = Math.ceil(rows / lines);
    const perColumn = Math.ceil(columns / COLUMNS);
    const states = (firstRow: number, ofRows: number, column: number): WellState | undefined => {
      const wells: Well[] = [];
      for (let row = firstRow; row < firstRow + ofRows; row++) {
        for (let each = column; each < column + perColumn; each++) {
          const well = plate.wells.get(keyOf({ row, column: each }));
          if (well !== undefined) wells.push(well);
        }
      }
      return stateOf(wells);
    };
    const picture = Array.from({ length: lines }, (_, line): Line => {
      const row = line * perRow;
      const pieces = Array.from(
        { length: Math.ceil(columns / perColumn) },
        (__, index): readonly (string | Piece)[] => {
          const column = index * perColumn;
          const [above, below] =
            perRow === 2 && hasColour
              ? [states(row, 1, column), states(row + 1, 1, column)]
              : [states(row, perRow, column), undefined];
          return perRow === 2 && hasColour ? [" ", halves(above, below)] : [" ", mark(above)];
        },
      );
      return [{ text: `  ${rowName(row).padEnd(2)}`, style: "dim" }, ...pieces.flat()];
    });
    const missing = Array.from({ length: this.height - 1 - lines }, (): Line => "");
    return [...picture, ...missing, legend(plate.name)];
  }

  private add(jobId: string, name: string, place: WellPlace): void {
    const plate = this.plates.get(name) ?? { name, wells: new Map<string, Well>() };
    this.plates.set(name, plate);
    this.shown ??= plate;
    const well = plate.wells.get(keyOf(place)) ?? { place, jobs: 0, running: 0, done: 0, failed: 0 };
    plate.wells.set(keyOf(place), well);
    well.jobs++;
    this.wellOf.set(jobId, { plate, well });
  }
}

const keyOf = ({ row, column }: WellPlace): string => `${row},${column}`;

function shapeOf({ wells }: Plate): { readonly rows: number; readonly columns: number; readonly lines: number } {
  const { rows, columns } = plateFormat([...wells.values()].map(({ place }) => place));
  return { rows, columns, lines: Math.min(rows, ROWS) };
}

/** Of one well or several; undefined where no job is planned. */
function stateOf(wells: readonly Well[]): WellState | undefined {
  const sum = (of: (well: Well) => number): number => wells.reduce((total, well) => total + of(well), 0);
  const jobs = sum(({ jobs: count }) => count);
  const done = sum(({ done: count }) => count);
  if (jobs === 0) return undefined;
  if (wells.some(({ failed }) => failed > 0)) return "failed";
  if (done >= jobs) return "done";
  return done > 0 || wells.some(({ running }) => running > 0) ? "running" : "waiting";
}

const mark = (state: WellState | undefined): string | Piece =>
  state === undefined ? " " : { text: LOOKS[state].mark, style: LOOKS[state].style };

/** Two wells in one character, by colour alone. */
function halves(above: WellState | undefined, below: WellState | undefined): string | Piece {
  const isSame = above === below;
  if (above === "waiting" && isSame) return mark(above);
  const style = colourOf(above);
  const behind = colourOf(below);
  if (style === undefined && behind === undefined)
    return above === undefined && below === undefined ? " " : mark("waiting");
  if (style === undefined) return { text: "▄", style: behind };
  return { text: isSame ? "█" : "▀", style, ...(behind !== undefined && !isSame && { behind }) };
}

const colourOf = (state: WellState | undefined): Style | undefined =>
  state === undefined || state === "waiting" ? undefined : LOOKS[state].style;

function legend(plate: string): Line {
  const parts = Object.entries(LOOKS).flatMap(([state, { mark: text, style }]): (string | Piece)[] => [
    "  ",
    { text, style },
    ` ${state}`,
  ]);
  return [`  ${plate}`, ...parts];
}
