import { useMemo } from "preact/hooks";
import { type Metric } from "../data/page-data";
import { controlQuality } from "../statistics/controls";
import { siteAgreement, unitOf } from "../statistics/findings";
import { median, robustSd } from "../statistics/robust";
import { rolesOf, wellValues } from "../statistics/wells";
import { type Actions } from "./actions";
import { ControlCharts, type PlateControls } from "./control-charts";
import { number } from "./format";
import { type Model, type Plate, plateLabel, wellLabel } from "./model";
import { Plot } from "./plot";

interface PlateFactsProps {
  readonly model: Model;
  readonly plate: Plate;
  readonly metric: Metric;
  readonly actions: Actions;
}

/** Numbers of the opened plate: how its wells are distributed, how its sites agree, how its controls are apart. */
export function PlateFacts({ model, plate, metric, actions }: PlateFactsProps) {
  const values = useMemo(() => wellValues(model.data, metric, model.jobsOfWell), [model, metric]);
  const wells = plate.wells.filter((well) => values[well] !== null);
  const of = wells.map((well) => values[well] ?? 0);
  const [middle, spread] = [median(of), robustSd(of)];
  if (middle === undefined) return <p class="hint">No well of this plate has a value yet.</p>;
  const unit = unitOf(metric);
  return (
    <>
      <dl class="numbers">
        <Number name="wells with a value" value={`${of.length} of ${plate.wells.length}`} />
        <Number name={`median ${unit}`} value={number(middle)} />
        <Number name="robust SD" value={spread === undefined ? "–" : number(spread, 3)} />
        <Number name="range" value={`${number(Math.min(...of))} – ${number(Math.max(...of))}`} />
      </dl>
      {of.length > 1 && <Distribution wells={wells} values={of} unit={unit} model={model} actions={actions} />}
      <Sites model={model} plate={plate} metric={metric} actions={actions} unit={unit} />
      <Controls {...{ model, values, unit, actions }} />
    </>
  );
}

const Number = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

interface DistributionProps {
  readonly model: Model;
  readonly wells: readonly number[];
  readonly values: readonly number[];
  readonly unit: string;
  readonly actions: Actions;
}

const WIDTH = 380;
const BINS = 36;

/** Robust standard deviations that the plot is wide; what is farther stands at its end. */
const REACH = 6;

/** A point a well, stacked: each can be clicked. */
function Distribution({ model, wells, values, unit, actions }: DistributionProps) {
  const [low, high] = rangeOf(values);
  const width = (high - low) / BINS;
  const stacks = new Map<number, number>();
  const points = wells
    .map((well, index) => ({ well, value: values[index] ?? 0 }))
    .sort((a, b) => a.value - b.value)
    .map(({ well, value }) => {
      const bin = Math.max(0, Math.min(BINS - 1, Math.floor((value - low) / width)));
      const level = (stacks.get(bin) ?? 0) + 1;
      stacks.set(bin, level);
      return { well, value, x: low + (bin + 0.5) * width, level, isBeyond: value < low || value > high };
    });
  const top = Math.max(4, ...stacks.values());
  const beyond = points.filter(({ isBeyond }) => isBeyond).length;
  return (
    <figure>
      <figcaption>
        Wells by {unit}
        {beyond > 0 && `; ${beyond} beyond the ends`}
      </figcaption>
      <Plot
        width={WIDTH}
        height={150}
        x={[low, high]}
        y={[0, top * 1.15]}
        xLabel={unit}
        yLabel="wells"
        label={`Distribution of ${unit} over ${wells.length} wells`}
      >
        {(place) => {
          const tall = place.y(0) - place.y(1);
          return points.map(({ well, value, x, level, isBeyond }) => (
            <rect
              key={well}
              class={isBeyond ? "point beyond" : "point"}
              x={place.x(x) - 4}
              y={place.y(level)}
              width={8}
              height={Math.max(0.5, tall > 3 ? tall - 1 : tall)}
              onClick={() => actions.showWells([well])}
            >
              <title>{`${wellLabel(model, well)}: ${number(value)}`}</title>
            </rect>
          ));
        }}
      </Plot>
    </figure>
  );
}

/** One wrong well must not press all others into one column. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [middle, spread] = [median(values) ?? 0, robustSd(values) ?? 0];
  if (least === most) return [least - 1, most + 1];
  if (spread === 0) return [least, most];
  return [Math.max(least, middle - REACH * spread), Math.min(most, middle + REACH * spread)];
}

function Sites({ model, plate, metric, actions, unit }: PlateFactsProps & { readonly unit: string }) {
  const { pairs, rho } = useMemo(() => siteAgreement(model.data, metric), [model, metric]);
  const here = new Set(plate.wells);
  const shown = pairs.filter(({ well }) => here.has(well));
  if (shown.length < 3) return null;
  const range = rangeOf(shown.flatMap(({ pair }) => [...pair]));
  const within = (value: number): number => Math.max(range[0], Math.min(range[1], value));
  const sites = [...new Set(model.data.jobs.site.values)].sort();
  return (
    <figure>
      <figcaption>
        Sites {sites[0]} and {sites[1]}
        {rho === undefined
          ? ""
          : `: Spearman's ρ = ${rho.toFixed(2)}${model.plates.length > 1 ? " over all plates" : ""}`}
      </figcaption>
      <Plot
        width={WIDTH}
        height={230}
        x={range}
        y={range}
        xLabel={`${unit}, site ${sites[0] ?? ""}`}
        yLabel={`site ${sites[1] ?? ""}`}
        label={`Scatter of the first two sites of ${shown.length} wells`}
      >
        {(place) => (
          <>
            <line
              class="equal"
              x1={place.x(range[0])}
              y1={place.y(range[0])}
              x2={place.x(range[1])}
              y2={place.y(range[1])}
            />
            {shown.map(({ well, pair: [one, other] }) => (
              <circle
                key={well}
                class="point"
                cx={place.x(within(one))}
                cy={place.y(within(other))}
                r={4}
                onClick={() => actions.showWells([well])}
              >
                <title>{`${wellLabel(model, well)}: ${number(one)} and ${number(other)}`}</title>
              </circle>
            ))}
          </>
        )}
      </Plot>
    </figure>
  );
}

interface ControlsProps extends Pick<PlateFactsProps, "model" | "actions"> {
  readonly values: readonly (number | null)[];
  readonly unit: string;
}

/** Of every plate: a plate whose controls moved shows beside the others. */
function Controls({ model, values, unit, actions }: ControlsProps) {
  const role = rolesOf(model.data);
  if (role === undefined) return null;
  const rows = model.plates.map((plate): PlateControls => {
    const of = (wanted: string) => plate.wells.filter((well) => role(well) === wanted);
    const valuesOf = (wells: readonly number[]): number[] => wells.flatMap((well) => values[well] ?? []);
    const [positiveWells, negativeWells] = [of("positive"), of("negative")];
    const [positive, negative] = [valuesOf(positiveWells), valuesOf(negativeWells)];
    return {
      ...{ plate, positiveWells, negativeWells, ...controlQuality(positive, negative) },
      ...{ positiveMedian: median(positive), negativeMedian: median(negative) },
    };
  });
  const shown = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(2));
  return (
    <>
      <figure>
        <figcaption>Controls</figcaption>
        <table class="small-table">
          <thead>
            <tr>
              <th>plate</th>
              <th>+ / −</th>
              <th title="1 − 3 (sd₊ + sd₋) / |mean₊ − mean₋|">Z′</th>
              <th title="with medians and 1.4826 MAD">robust Z′</th>
              <th title="(mean₊ − mean₋) / √(sd₊² + sd₋²)">SSMD</th>
              <th title="mean₊ / mean₋">S/B</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ plate, positives, negatives, zPrime, robustZPrime, ssmd, signalToBackground }) => (
              <tr key={plate.name}>
                <td>{plateLabel(plate)}</td>
                <td>
                  {positives} / {negatives}
                </td>
                <td>{shown(zPrime)}</td>
                <td>{shown(robustZPrime)}</td>
                <td>{shown(ssmd)}</td>
                <td>{shown(signalToBackground)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figure>
      <ControlCharts {...{ rows, unit, actions }} />
    </>
  );
}
