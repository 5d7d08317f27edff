import { type ControlQuality } from "../statistics/controls";
import { controlChart, LEAST_PLATES } from "../statistics/control-chart";
import { type Actions } from "./actions";
import { count, number } from "./format";
import { type Plate, plateLabel } from "./model";
import { Plot } from "./plot";

/** The controls of one plate. */
export interface PlateControls extends ControlQuality {
  readonly plate: Plate;
  readonly positiveWells: readonly number[];
  readonly negativeWells: readonly number[];
  /** Their medians; undefined: none has a value. */
  readonly positiveMedian: number | undefined;
  readonly negativeMedian: number | undefined;
}

interface ControlChartsProps {
  readonly rows: readonly PlateControls[];
  readonly unit: string;
  readonly actions: Actions;
}

const WIDTH = 380;
const HEIGHT = 150;

/** How controls change from plate to plate: Z′ against its thresholds, medians against their limits. */
export function ControlCharts({ rows, unit, actions }: ControlChartsProps) {
  if (rows.length < 2) return null;
  return (
    <>
      <ZPrimes rows={rows} actions={actions} />
      <Medians name="positive" {...{ rows, unit, actions }} />
      <Medians name="negative" {...{ rows, unit, actions }} />
    </>
  );
}

/** Zhang, Chung and Oldenburg, 1999: from 0.5 on an assay is excellent, below 0 its controls overlap. */
const EXCELLENT = 0.5;
const OVERLAP = 0;
/** Lower values stand at the bottom. */
const LOWEST = -1;

function ZPrimes({ rows, actions }: Omit<ControlChartsProps, "unit">) {
  const all = rows.flatMap(({ zPrime, robustZPrime }) => [zPrime ?? [], robustZPrime ?? []].flat());
  if (all.length === 0) return null;
  const low = Math.max(LOWEST, Math.min(0, ...all));
  const poor = rows.filter(({ zPrime = 1 }) => zPrime < OVERLAP).map(({ plate }) => plateLabel(plate));
  return (
    <figure>
      <figcaption>
        Z′ (●) and robust Z′ (○) by plate, lines at {EXCELLENT} and {OVERLAP}
        {poor.length > 0 && `; Z′ below 0: ${listed(poor)}`}
      </figcaption>
      <Plot
        {...frameOf(rows)}
        y={[low, 1]}
        yLabel="Z′"
        label={`Z′ of ${count(rows.length, "plate")}${poor.length > 0 ? `; below 0: ${listed(poor)}` : ""}`}
      >
        {(place) => (
          <>
            {[EXCELLENT, OVERLAP].map((at) => (
              <Line key={at} place={place} at={at} plates={rows.length} kind="limit" />
            ))}
            {rows.map(({ plate, positiveWells, negativeWells, zPrime, robustZPrime }, index) =>
              (
                [
                  ["Z′", zPrime, ""],
                  ["robust Z′", robustZPrime, " hollow"],
                ] as const
              ).map(([name, value, kind]) =>
                value === undefined ? null : (
                  <circle
                    key={name}
                    class={`point${kind}${value < OVERLAP ? " beyond" : ""}`}
                    cx={place.x(index + 1)}
                    cy={place.y(Math.max(low, value))}
                    r={4}
                    onClick={() => actions.showWells([...positiveWells, ...negativeWells])}
                  >
                    <title>{`${plateLabel(plate)}: ${name} ${value.toFixed(2)}`}</title>
                  </circle>
                ),
              ),
            )}
          </>
        )}
      </Plot>
    </figure>
  );
}

interface MediansProps extends ControlChartsProps {
  readonly name: "positive" | "negative";
}

function Medians({ name, rows, unit, actions }: MediansProps) {
  const values = rows.map((row) => row[`${name}Median`] ?? null);
  const chart = controlChart(values);
  if (chart === undefined) return null;
  const { middle, limits, outside } = chart;
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known, ...(limits ?? [])), Math.max(...known, ...(limits ?? []))];
  const margin = (most - least) * 0.08 || 1;
  const wrong = outside.flatMap((at) => rows[at] ?? []).map(({ plate }) => plateLabel(plate));
  const rule =
    limits === undefined
      ? `; limits from ${LEAST_PLATES} plates that differ on`
      : `, limits ${number(limits[0], 3)} and ${number(limits[1], 3)}`;
  const found = wrong.length > 0 ? `; outside: ${listed(wrong)}` : "";
  return (
    <figure>
      <figcaption>
        Median of the {name} controls by plate: middle {number(middle, 3)}
        {rule}
        {found}
      </figcaption>
      <Plot
        {...frameOf(rows)}
        y={[least - margin, most + margin]}
        yLabel={unit}
        label={`Median of the ${name} controls of ${count(rows.length, "plate")}${found}`}
      >
        {(place) => (
          <>
            <Line place={place} at={middle} plates={rows.length} kind="middle" />
            {limits?.map((at) => (
              <Line key={at} place={place} at={at} plates={rows.length} kind="limit" />
            ))}
            {rows.map((row, index) => {
              const { plate } = row;
              const value = values[index] ?? null;
              return value === null ? null : (
                <circle
                  key={plate.name}
                  class={outside.includes(index) ? "point beyond" : "point"}
                  cx={place.x(index + 1)}
                  cy={place.y(value)}
                  r={4}
                  onClick={() => actions.showWells(row[`${name}Wells`])}
                >
                  <title>{`${plateLabel(plate)}: ${number(value)}`}</title>
                </circle>
              );
            })}
          </>
        )}
      </Plot>
    </figure>
  );
}

interface LineProps {
  readonly place: { readonly x: (value: number) => number; readonly y: (value: number) => number };
  readonly at: number;
  readonly plates: number;
  readonly kind: "middle" | "limit";
}

const Line = ({ place, at, plates, kind }: LineProps) => (
  <line class={kind} x1={place.x(0.5)} x2={place.x(plates + 0.5)} y1={place.y(at)} y2={place.y(at)} />
);

/** Labels of plates beside each other, px. */
const LABEL_WIDTH = 56;

function frameOf(rows: readonly PlateControls[]) {
  const step = Math.ceil(rows.length / Math.floor(WIDTH / LABEL_WIDTH));
  const xTicks = rows.flatMap(({ plate }, index) =>
    index % step === 0 ? [{ at: index + 1, text: cut(plateLabel(plate)) }] : [],
  );
  return { width: WIDTH, height: HEIGHT, x: [0.5, rows.length + 0.5] as const, xLabel: "plate", xTicks };
}

const cut = (text: string): string => (text.length > 9 ? `…${text.slice(-8)}` : text);

/** Names that are listed; the others are counted. */
const MOST_NAMES = 5;
const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "");
